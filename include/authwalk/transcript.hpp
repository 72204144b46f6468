// The narrow waist: plain values that say what happened in one walk. A live walk, a scripted test and a
// recorded log all make a Transcript; diagnosis and reports are pure functions of it.
#pragma once

#include <array>
#include <authwalk/connector.hpp>
#include <authwalk/failure.hpp>
#include <authwalk/mode.hpp>
#include <authwalk/path.hpp>
#include <authwalk/reply.hpp>
#include <authwalk/step.hpp>
#include <authwalk/tls.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace authwalk {

/// One line of the conversation.
struct Line {
  double ms = 0;   ///< since the walk began
  char who = '*';  ///< '>' sent by us, '<' received, '*' not SMTP: a connection, TLS, a new attempt
  Step step = Step::local;
  bool inside_tls = false;
  std::string text;  ///< secrets already replaced; server bytes otherwise raw, escaped by the renderer
};

/// How one step ended.
struct StepRecord {
  StepStatus status = StepStatus::not_reached;
  std::optional<double> ms;  ///< time spent in the step; empty when it was not reached
  std::optional<Reply> reply;
  std::string note;  ///< the finding of a step that went on, or the failure's detail
};

/// One address of the smart host.
struct AddressAttempt {
  std::string address;   ///< without brackets or port
  std::string exchange;  ///< the MX host it came from; empty when the smart host's own A or AAAA
  std::string outcome;   ///< "walked", "not tried", or the class id of the failure to connect
  std::string detail;
};

/// EHLO keywords, one string a line, as the server wrote them ("SIZE 37748736", "AUTH LOGIN").
struct Offers {
  std::vector<std::string> plain;               ///< first EHLO
  std::optional<std::vector<std::string>> tls;  ///< second EHLO, inside TLS
};

/// What an NTLM challenge (type 2 message, MS-NLMP 2.2.1.2) says about the server. All texts are UTF-8 and a
/// stranger's.
struct NtlmChallenge {
  std::string target_name;
  std::string netbios_computer, netbios_domain;
  std::string dns_computer, dns_domain, dns_forest;
  std::string os_version;              ///< "10.0 build 20348"; empty when the server gives none
  std::vector<std::string> flags;      ///< names of MS-NLMP 2.2.2.5 without the prefix, "NEGOTIATE_NTLM"
  std::string time;                    ///< "2026-11-22T12:00:00Z"; empty when the server gives none
  std::optional<double> clock_offset;  ///< seconds by which the server's clock is ahead of ours
};

/// What was tried and learned about authentication.
struct AuthFacts {
  // Made in one place: fifty files would each compile a copy.
  AuthFacts();
  ~AuthFacts();
  AuthFacts(const AuthFacts&);
  AuthFacts(AuthFacts&&) noexcept;
  AuthFacts& operator=(const AuthFacts&);
  AuthFacts& operator=(AuthFacts&&) noexcept;

  std::string user;                  ///< the login name that the walk had; empty without a credential
  std::string verb;                  ///< "AUTH" or "X-EXPS"
  std::string mechanism;             ///< the one that was used; empty when none was
  std::vector<std::string> offered;  ///< mechanisms of that verb in the EHLO that counts
  int rounds = 0;                    ///< 334 replies answered
  std::string spn;                   ///< Kerberos service principal; empty for other mechanisms
  int rejected_attempts = 0;         ///< credentials that the server refused (5yz after they were sent)
  bool unanswered_attempt =
      false;  ///< credentials sent, and no verdict on them came back: counts as a bad logon
  bool refused_earlier = false;  ///< not tried, since earlier runs had it refused: the last that is known
  bool diagnostic = false;       ///< a mechanism that a Send connector would not use

  // Kerberos and NTLM
  std::vector<std::string> unknown_spns;  ///< asked for before `spn`, and not known to the KDC
  std::string principal;                  ///< whose ticket it is, "svc@CONTOSO.EXAMPLE"
  std::string ticket_source;              ///< "credential cache", "keytab" or "password"
  std::string dialect;                    ///< of GSSAPI: "spnego" or "kerberos"
  std::string channel_binding;            ///< "tls-server-end-point" when our token carried one
  bool mutual = false;                    ///< the server has proved its own identity
  std::string security_layer;             ///< "none": agreed on in its round; "omitted": there was no round
  bool refused_by_kdc = false;            ///< a bad logon, though nothing reached the smart host
  std::optional<NtlmChallenge> ntlm;
};

/// One RCPT TO of one transaction.
struct RecipientResult {
  std::string to;
  Reply reply;
};

/// One transaction: a sender, its recipients, and the message when one was delivered.
struct TransactionResult {
  std::string from;
  Reply reply;
  std::vector<RecipientResult> recipients;
  std::optional<Reply> data;  ///< reply to end of data
};

struct Transcript;

/// The first attempt of a walk whose opportunistic TLS broke; the walk then went on in clear on a new
/// connection.
struct Retry {
  Failure why;
  std::array<StepRecord, 18> steps;
  std::optional<TlsFacts> tls;
};

/// How a walk was asked for: flags of `authwalk walk`, each "--name" or "--name=value", without TARGET,
/// --mode and whatever holds a password.
using WalkFlags = std::vector<std::string>;

struct Transcript {
  // Made in one place: fifty files would each compile a copy.
  Transcript();
  ~Transcript();
  Transcript(const Transcript&);
  Transcript(Transcript&&) noexcept;
  Transcript& operator=(const Transcript&);
  Transcript& operator=(Transcript&&) noexcept;

  Connector connector;
  Mode mode = Mode::None;
  std::shared_ptr<const WalkFlags> flags;  ///< for walk_command(); null: not known
  std::string walk_id;                     ///< names the walk in a delivered message; random, no secret
  std::string started;  ///< "2026-11-21T12:00:00.000Z"; empty where nobody looked at a clock
  std::string remote;   ///< "192.0.2.7:25"; empty before a connection
  std::string local;
  std::vector<AddressAttempt> addresses;

  Outcome outcome = Outcome::not_tested;
  std::optional<Failure> failure;  ///< for fail, not_tested, and an inconclusive walk that has a reason

  std::array<StepRecord, 18> steps;  ///< index: static_cast<int>(Step)
  std::vector<Line> lines;
  std::string banner;
  Offers offers;
  std::optional<TlsFacts> tls;
  AuthFacts auth;
  std::optional<PathFacts> path;  ///< of ExternalAuthoritative: the way that is said to be secure
  std::vector<TransactionResult> transactions;
  std::string message_id;           ///< of the delivered message; empty without --deliver
  std::vector<std::string> proved;  ///< of: server-identity, authentication, sender, relay, send-as
  std::vector<std::string> not_proved;
  std::shared_ptr<const Retry> retry;
  double total_ms = 0;
  std::optional<Step> quit_after;  ///< when the walk was told to end early

  StepRecord& at(Step step) { return steps[static_cast<std::size_t>(step)]; }
  const StepRecord& at(Step step) const { return steps[static_cast<std::size_t>(step)]; }
};

}  // namespace authwalk
