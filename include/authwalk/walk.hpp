// One walk: one mode against one smart host, as the Send connector would do it.
#pragma once

#include <authwalk/channel.hpp>
#include <authwalk/connector.hpp>
#include <authwalk/credential.hpp>
#include <authwalk/mode.hpp>
#include <authwalk/transcript.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// Whom the walk writes as and to.
struct Envelope {
  std::vector<std::string> from = {""};  ///< without angle brackets; "" is the null sender. Each is tried.
  std::vector<std::string> to;           ///< empty: rcpt-to is skipped
  bool deliver = false;                  ///< send a small marked message; needs `to`
};

struct Limits {
  std::chrono::milliseconds step{15000};      ///< one step; in rcpt-to, one command
  std::chrono::milliseconds deadline{60000};  ///< one walk, TLS retry included
};

/// The two protocols that go by the name GSSAPI in SMTP (MS-SSEAN 1.6).
enum class GssapiDialect {
  spnego,    ///< SPNEGO tokens: what Windows sends, and what an Exchange expects
  kerberos,  ///< bare Kerberos tokens: RFC 4752
};
/// "spnego" or "kerberos".
std::string_view id(GssapiDialect dialect);
std::optional<GssapiDialect> find_gssapi_dialect(std::string_view name);

/// Where Kerberos tickets come from and whom they are asked for. The first that is given counts: ccache,
/// keytab, the walk's user and password, the system's default credential cache.
struct KerberosSettings {
  std::string ccache;     ///< name of a credential cache, "FILE:/run/user/0/krb5cc"
  std::string keytab;     ///< file with long-term keys
  std::string principal;  ///< whose key of the keytab; empty: that of its first entry
  std::string spn;        ///< "SERVICE/HOST"; empty: chosen by the dialect (docs/decisions/0006-kerberos.md)
  std::optional<GssapiDialect> dialect;  ///< empty: SPNEGO toward an Exchange, Kerberos toward others
};

struct WalkPlan {
  // Made in one place: fifty files would each compile a copy.
  WalkPlan();
  ~WalkPlan();
  WalkPlan(const WalkPlan&);
  WalkPlan(WalkPlan&&) noexcept;
  WalkPlan& operator=(const WalkPlan&);
  WalkPlan& operator=(WalkPlan&&) noexcept;

  Connector connector;
  Mode mode = Mode::None;
  std::shared_ptr<const Credential> credential;  ///< null: none given
  KerberosSettings kerberos;
  std::shared_ptr<const TlsSettings> tls;  ///< null: those of the run (NetworkSettings)
  Envelope envelope;
  Limits limits;
  bool allow_cleartext = false;  ///< a password may travel where no verified certificate protects it
  bool account_closed = false;   ///< lockout guard: the account has had its rejected attempts in this run
  std::optional<Step> quit_after;
  std::string definition_fault;  ///< why the definition cannot be walked; empty: it can
  std::string mechanism;         ///< diagnostic override, upper case; empty: what the mode uses
  std::string only_address;      ///< with several addresses: walk this one; empty: the first that answers
  bool offline = false;          ///< set by rehearse_offline(): tokens are named, not built
  std::shared_ptr<const WalkFlags> flags;  ///< how it was asked for, for the transcript; may be null
  /// Called as the walk comes to a step, from the thread that walks. Empty: not called.
  std::function<void(const WalkPlan&, Step)> on_step{};
  std::string walk_id;  ///< goes into the Message-ID and the X-Authwalk header
};

/// Plays the dialogue over the channel and says what happened. Never throws for anything a server or a
/// network does; ends within the channel's limits.
Transcript walk(const WalkPlan& plan, Channel& channel);

/// The lines that the walk would send to a smart host that offers and accepts everything (`--offline`).
/// Nothing is sent, no name is looked up.
Transcript rehearse_offline(const WalkPlan& plan);

}  // namespace authwalk
