// The rehearsal smart host: an SMTP server on loopback with real TLS and SASL, the rights of a Receive
// connector, and named faults. For demonstrations, training and tests; it is no mail server.
#pragma once

#include <authwalk/credential.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// What a walk must be given, besides its mode, to see a fault.
enum class WalkNeeds {
  nothing,
  recipient,  ///< a recipient outside the accepted domains
  delivery,   ///< a recipient, and leave to deliver a message
  cleartext,  ///< leave to send the password where no certificate protects it
  patience,   ///< more than five seconds for one step: the answer comes late
  ntlm,       ///< gss-ntlmssp on the machine, and leave as for cleartext
  kerberos,   ///< a ticket for the host, whose plan has the keytab
};

/// One named way to misbehave.
struct FaultRow {
  std::string_view name;      ///< stable, for example "auth-535"
  std::string_view step;      ///< id of the step at which a walk is expected to show it
  std::string_view expected;  ///< class id that a walk is expected to report; "pass" or "inconclusive" where
                              ///< it ends so
  std::string_view mode;      ///< id of the mode whose walk shows it best
  std::string_view what;      ///< what the server does, for people
  WalkNeeds needs = WalkNeeds::nothing;
};
std::span<const FaultRow> faults();

/// ExtendedProtectionPolicy of a Receive connector: must a GSSAPI or NTLM token be bound to the TLS
/// connection that it comes through?
enum class ExtendedProtection {
  none,
  allow,    ///< it may be; when it is, the binding must be right
  require,  ///< it must be
};

/// What a Receive connector demands and grants.
struct ReceiveConnector {
  std::string name = "Rehearsal";
  std::uint16_t port = 0;             ///< 0: any free port
  std::string address = "127.0.0.1";  ///< loopback only
  std::string profile = "exchange";   ///< whose words: "exchange" or "postfix"
  std::string fault;                  ///< a name of faults(); empty: none
  // AuthMechanism
  bool tls = true;                      ///< Tls: STARTTLS is offered
  bool integrated = false;              ///< Integrated: AUTH offers GSSAPI, given a keytab, and NTLM
  bool basic_auth = true;               ///< BasicAuth: AUTH LOGIN is offered
  bool basic_auth_require_tls = true;   ///< BasicAuthRequireTLS: only inside TLS
  bool exchange_server = true;          ///< ExchangeServer: X-ANONYMOUSTLS and X-EXPS are offered
  bool external_authoritative = false;  ///< ExternalAuthoritative: every session may relay
  /// SASL mechanisms that AUTH offers, separated by blanks: LOGIN, PLAIN, CRAM-MD5, SCRAM-SHA-256, GSSAPI,
  /// NTLM. Empty: those of the profile (an Exchange offers LOGIN, a Postfix the first four) and of the
  /// settings above. GSSAPI needs a keytab in the plan.
  std::string mechanisms;
  /// Mechanisms that X-EXPS offers: GSSAPI, NTLM. Empty: NTLM, and GSSAPI where the plan has a keytab.
  std::string x_exps;
  bool suppress_x_anonymous_tls = false;  ///< SuppressXAnonymousTls: X-ANONYMOUSTLS is not offered
  ExtendedProtection extended_protection = ExtendedProtection::none;
  // PermissionGroups
  bool anonymous_users = true;   ///< AnonymousUsers: MAIL FROM without AUTH
  bool anonymous_relay = false;  ///< ms-Exch-SMTP-Accept-Any-Recipient for ANONYMOUS LOGON
};

struct RehearsalAccount {
  /// As it is sent, in any case: "svc", "CONTOSO\\svc" or "svc@contoso.example". A Kerberos principal, and an
  /// NTLM user with a domain, also finds the account of its short name.
  std::string user;
  std::string password;  ///< throw-away passwords only
  bool disabled = false;
  std::vector<std::string> send_as;  ///< addresses it may send as; empty: any
};

struct RehearsalPlan {
  std::string host_name = "relay.contoso.example";  ///< banner, EHLO and certificate
  std::vector<std::string> accepted_domains = {"contoso.example"};
  std::vector<ReceiveConnector> connectors = {ReceiveConnector{}};
  std::vector<RehearsalAccount> accounts;
  std::string keytab;  ///< keys of the host's service principals, for Kerberos; empty: GSSAPI is not offered
  /// One line an event, already safe to print; called from the thread of the host. May be empty.
  std::function<void(const std::string&)> log;
};

/// Runs in a thread of its own from construction to destruction.
class RehearsalHost {
 public:
  /// Listens at once. Throws std::invalid_argument (unknown fault, profile or mechanism, address that is not
  /// loopback, keytab that cannot be used or is missing) or std::runtime_error (port taken).
  explicit RehearsalHost(RehearsalPlan plan);
  ~RehearsalHost();
  RehearsalHost(const RehearsalHost&) = delete;
  RehearsalHost& operator=(const RehearsalHost&) = delete;

  /// Port of the n-th connector of the plan.
  std::uint16_t port(std::size_t connector = 0) const;
  /// The certificate authority made at start, PEM; for --ca-file.
  const std::string& ca_pem() const;
  /// AUTH attempts so far, over all connectors, in which a credential was given and refused.
  int rejected_attempts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace authwalk
