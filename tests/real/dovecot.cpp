#include "real/dovecot.hpp"

#include <pwd.h>
#include <unistd.h>

#include <map>
#include <stdexcept>

#include "live/pki.hpp"
#include "real/kdc.hpp"
#include "real/postfix.hpp"

namespace authwalk::test {
namespace {

constexpr const char* program = "/usr/sbin/dovecot";

const char configuration[] = R"(base_dir = @D/run
state_dir = @D/state
instance_name = authwalk-test
protocols = submission
listen = 127.0.0.1
log_path = @D/dovecot.log
auth_verbose = yes
hostname = mx.contoso.example
default_login_user = dovenull
default_internal_user = dovecot
default_internal_group = dovecot
ssl = required
ssl_cert = <@CERT
ssl_key = <@KEY
disable_plaintext_auth = yes
auth_mechanisms = @MECHANISMS
auth_failure_delay = 0
auth_krb5_keytab = @TICKETS
auth_gssapi_hostname = "$ALL"
auth_use_winbind = yes
auth_winbind_helper_path = @D/ntlm-helper
import_environment = TZ CORE_OUTOFMEM CORE_ERROR KRB5_CONFIG KRB5RCACHENAME
first_valid_uid = 1
mail_location = maildir:@D/mail/%u
passdb {
  driver = passwd-file
  args = @D/users
}
userdb {
  driver = static
  args = uid=dovecot gid=dovecot home=@D/mail/%u
}
submission_relay_host = 127.0.0.1
submission_relay_port = @RELAY
submission_relay_trusted = no
service anvil {
  chroot =
  # Without it no penalty is remembered: Dovecot would let every logon after a refused one wait.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service submission-login {
  chroot =
  inet_listener submission {
    address = 127.0.0.1
    port = @PORT
  }
}
service auth {
  user = root
}
service stats {
  chroot =
}
)";

std::string filled(std::string text, const std::map<std::string, std::string>& values) {
  for (const auto& [key, value] : values)
    for (auto at = text.find(key); at != std::string::npos; at = text.find(key))
      text.replace(at, key.size(), value);
  return text;
}

}  // namespace

Dovecot& Dovecot::instance() {
  static Dovecot only;
  return only;
}

Dovecot& Dovecot::with_tokens() {
  static Dovecot only({.mechanisms = "plain login gssapi ntlm",
                       .keytab = Kdc::instance().server_keytab(),
                       .env = kerberos_env()});
  return only;
}

Dovecot::Dovecot(DovecotSetup setup) : setup_(std::move(setup)) {
  const passwd* user = ::getpwnam("dovecot");
  if (!user || ::access(program, X_OK) != 0)
    throw std::runtime_error("Dovecot is not installed (apt-get install dovecot-core dovecot-submissiond)");
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
  for (const auto* name : {"run", "state", "mail"})
    std::filesystem::create_directories(folder_.path() / name);
  if (::chown(folder_.file("mail").c_str(), user->pw_uid, user->pw_gid) != 0)
    throw std::runtime_error("chown " + folder_.file("mail"));
  write_ntlm_helper();
  std::vector<std::string> env = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "KRB5RCACHENAME=none:"};
  env.insert(env.end(), setup_.env.begin(), setup_.env.end());
  for (int attempt = 1; !process_; ++attempt) {
    port_ = free_ports(1)[0];
    write_configuration();
    auto process = std::make_unique<ServerProcess>(
        std::vector<std::string>{program, "-F", "-c", folder_.file("dovecot.conf")}, env,
        folder_.file("out"));
    wait_until([&] { return !process->running() || accepts_connections(port_); }, std::chrono::seconds(10));
    if (process->running() && accepts_connections(port_)) process_ = std::move(process);
    if (!process_ && attempt == 3)
      throw std::runtime_error("Dovecot does not start: " + read_whole_file(folder_.path() / "out") + log());
  }
}

Dovecot::~Dovecot() = default;

void Dovecot::write_configuration() const {
  const auto& shown = certificate("good");
  write_file(folder_.path() / "users", std::string(real_user) + ":{PLAIN}" + std::string(canary) + "\n",
             0644);
  write_file(folder_.path() / "dovecot.conf",
             filled(configuration, {{"@D", folder_.path().string()},
                                    {"@CERT", shown.chain_file},
                                    {"@TICKETS", setup_.keytab},
                                    {"@KEY", shown.key_file},
                                    {"@MECHANISMS", setup_.mechanisms},
                                    {"@PORT", std::to_string(port_)},
                                    {"@RELAY", std::to_string(Postfix::instance().port("trusted"))}}),
             0644);
}

/// Samba's NTLM server, which needs neither winbindd nor a domain when it is told the one account that there
/// is.
void Dovecot::write_ntlm_helper() const {
  const auto folder = folder_.file("samba");
  std::filesystem::create_directories(folder);
  std::string smb_conf = "[global]\nworkgroup = CONTOSO\nnetbios name = MX\nsecurity = user\n";
  for (const auto* name : {"private", "lock", "state", "cache", "pid"})
    smb_conf += (name == std::string_view("private") ? std::string(name) + " dir"
                                                     : std::string(name) + " directory") +
                " = " + folder + "\n";
  write_file(folder_.path() / "samba" / "smb.conf", smb_conf, 0644);
  const auto user = std::string(real_user.substr(0, real_user.find('@')));
  write_file(folder_.path() / "ntlm-helper",
             "#!/bin/sh\nexec /usr/bin/ntlm_auth \"$@\" --configfile=" + folder +
                 "/smb.conf --domain=CONTOSO --username=" + user + " --password='" + std::string(canary) +
                 "'\n",
             0755);
}

std::string Dovecot::log() const {
  return read_whole_file(folder_.path() / "dovecot.log");
}

int Dovecot::rejected_attempts() const {
  const auto text = log();
  const std::string_view words = "Password mismatch";
  int count = 0;
  for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++count;
  return count;
}

}  // namespace authwalk::test
