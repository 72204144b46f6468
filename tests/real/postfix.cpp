#include "real/postfix.hpp"

#include <pwd.h>
#include <unistd.h>

#include <chrono>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "live/pki.hpp"
#include "real/kdc.hpp"

namespace authwalk::test {
namespace {

constexpr const char* master = "/usr/lib/postfix/sbin/master";

/// One smtpd: its name, the certificate that it shows and what it is told beyond main.cf.
struct Service {
  const char* name;
  const char* certificate;
  const char* options;
};

constexpr const char* auth_in_tls =
    "-o smtpd_sasl_auth_enable=yes -o smtpd_tls_security_level=may -o smtpd_tls_auth_only=yes";

const Service services[] = {
    {"clear", "good", "-o smtpd_sasl_auth_enable=yes -o smtpd_tls_security_level=none"},
    {"tls", "good", auth_in_tls},
    {"plain", "good",
     "-o smtpd_sasl_auth_enable=yes -o smtpd_sasl_path=plain-only -o smtpd_tls_security_level=may"},
    {"trusted", "good", "-o mynetworks=127.0.0.0/8 -o smtpd_relay_restrictions=permit_mynetworks,reject"},
    {"tls10", "good",
     "-o smtpd_sasl_auth_enable=yes -o smtpd_tls_security_level=may -o smtpd_tls_protocols=TLSv1 "
     "-o smtpd_tls_mandatory_protocols=TLSv1 -o tls_medium_cipherlist=ALL:@SECLEVEL=0 "
     "-o smtpd_tls_ciphers=medium"},
    {"expired", "expired", auth_in_tls},
    {"wrong-name", "wrong-name", auth_in_tls},
    {"self-signed", "self-signed", auth_in_tls},
    {"strict", "good",
     "-o smtpd_sasl_auth_enable=yes -o smtpd_tls_security_level=encrypt -o smtpd_tls_ask_ccert=yes "
     "-o smtpd_relay_restrictions=reject_unauth_destination"},
    {"gssapi", "good",
     "-o smtpd_sasl_auth_enable=yes -o smtpd_sasl_path=gssapi -o smtpd_tls_security_level=may"},
    {"ntlm", "good", "-o smtpd_sasl_auth_enable=yes -o smtpd_sasl_path=ntlm -o smtpd_tls_security_level=may"},
};

const char main_cf[] = R"(compatibility_level = 3.6
myhostname = mx.contoso.example
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
queue_directory = @D/queue
data_directory = @D/data
maillog_file = @D/maillog
maillog_file_prefixes = @D
default_transport = discard:
local_transport = discard:
relay_transport = discard:
local_recipient_maps =
alias_maps =
alias_database =
smtputf8_enable = no
biff = no
smtpd_peername_lookup = no
smtpd_sasl_type = cyrus
smtpd_sasl_path = login-and-plain
smtpd_sasl_local_domain = contoso.example
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions =
smtpd_error_sleep_time = 0
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
anvil_rate_time_unit = 1s
smtpd_tls_loglevel = 1
tls_random_source = dev:/dev/urandom
import_environment = MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ LANG=C KRB5_CONFIG=@D/krb5.conf KRB5RCACHENAME=none:
)";

const char master_cf[] = R"(pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
)";

std::string with_folder(std::string text, const std::string& folder) {
  for (auto at = text.find("@D"); at != std::string::npos; at = text.find("@D")) text.replace(at, 2, folder);
  return text;
}

const passwd& postfix_user() {
  const passwd* user = ::getpwnam("postfix");
  if (!user || ::access(master, X_OK) != 0)
    throw std::runtime_error("Postfix is not installed (apt-get install postfix)");
  return *user;
}

void give_to_postfix(const std::filesystem::path& path, unsigned mode) {
  const auto& user = postfix_user();
  if (::chown(path.c_str(), user.pw_uid, user.pw_gid) != 0)
    throw std::runtime_error("chown " + path.string());
  std::filesystem::permissions(path, static_cast<std::filesystem::perms>(mode));
}

/// "auth=0/1" in a disconnect line: accepted/all; "auth=1" when all were accepted.
void count_auth(const std::string& line, SmtpdCount& count) {
  const auto at = line.find(" auth=");
  if (at == std::string::npos) return;
  int accepted = 0, all = 0;
  const int numbers = std::sscanf(line.c_str() + at, " auth=%d/%d", &accepted, &all);
  count.auth_accepted += accepted;
  if (numbers == 2) count.auth_rejected += all - accepted;
}

int lines_with(const std::string& text, std::string_view words) {
  int count = 0;
  for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++count;
  return count;
}

}  // namespace

Postfix& Postfix::instance() {
  static Postfix only;
  return only;
}

Postfix::Postfix() {
  // The other user must be able to walk into the folder.
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
  make_queue();
  make_account();
  for (int attempt = 1; !process_; ++attempt) {
    write_configuration();
    try {
      start();
    } catch (const std::runtime_error&) {
      if (attempt == 3) throw;  // somebody may have taken a port in the meantime: again, with others
    }
  }
}

Postfix::~Postfix() = default;

void Postfix::write_configuration() {
  const auto folder = folder_.path().string();
  const auto conf = folder_.path() / "conf";
  std::filesystem::create_directories(conf / "sasl");
  const auto free = free_ports(std::size(services));
  std::string smtpds;
  for (std::size_t i = 0; i < std::size(services); ++i) {
    const auto& service = services[i];
    const auto& shown = certificate(service.certificate);
    ports_[service.name] = free[i];
    smtpds +=
        "127.0.0.1:" + std::to_string(free[i]) + " inet n - n - - smtpd -o syslog_name=" + service.name +
        " -o smtpd_tls_chain_files=" + shown.key_file + "," + shown.chain_file + " " + service.options + "\n";
  }
  write_file(conf / "main.cf", with_folder(main_cf, folder), 0644);
  write_file(conf / "master.cf", smtpds + master_cf, 0644);
  // Debian's Postfix looks for these in its configuration directory and ignores cyrus_sasl_config_path.
  const auto sasl = "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: " + folder + "/sasldb2\n";
  write_file(conf / "sasl" / "login-and-plain.conf", sasl + "mech_list: PLAIN LOGIN\n", 0644);
  write_file(conf / "sasl" / "plain-only.conf", sasl + "mech_list: PLAIN\n", 0644);
  write_file(conf / "sasl" / "gssapi.conf",
             sasl + "mech_list: GSSAPI\nkeytab: " + folder + "/server.keytab\n", 0644);
  write_file(conf / "sasl" / "ntlm.conf", sasl + "mech_list: NTLM\n", 0644);
  // master waits until its files are two seconds old, in case they are still being written.
  const auto earlier = std::filesystem::file_time_type::clock::now() - std::chrono::minutes(1);
  for (const auto* file : {"main.cf", "master.cf"}) std::filesystem::last_write_time(conf / file, earlier);
}

/// What `postfix check` would make, which takes it seconds.
void Postfix::make_queue() const {
  for (const auto* name : {"active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming",
                           "private", "saved", "trace", "public", "maildrop", "pid"}) {
    const auto path = folder_.path() / "queue" / name;
    std::filesystem::create_directories(path);
    const std::string_view folder = name;
    if (folder != "pid")
      give_to_postfix(path, folder == "maildrop" ? 0730 : folder == "public" ? 0710 : 0700);
  }
  std::filesystem::create_directories(folder_.path() / "data");
  give_to_postfix(folder_.path() / "data", 0700);
}

void Postfix::make_account() const {
  const auto database = folder_.file("sasldb2");
  const auto at = real_user.find('@');
  run_command({"/usr/sbin/saslpasswd2", "-p", "-c", "-f", database, "-u",
               std::string(real_user.substr(at + 1)), std::string(real_user.substr(0, at))},
              std::string(canary));
  give_to_postfix(database, 0640);
}

void Postfix::start() {
  const auto conf = folder_.file("conf");
  auto process = std::make_unique<ServerProcess>(
      std::vector<std::string>{master, "-c", conf, "-d"},
      std::vector<std::string>{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "MAIL_CONFIG=" + conf, "LC_ALL=C"},
      folder_.file("master.out"));
  const auto last = ports_.at("strict");
  const bool up =
      wait_until([&] { return !process->running() || accepts_connections(last); }, std::chrono::seconds(10));
  if (!up || !process->running())
    throw std::runtime_error("Postfix does not start: " + read_whole_file(folder_.path() / "master.out") +
                             read_whole_file(folder_.path() / "maillog"));
  process_ = std::move(process);
  // Our own look at the port is a session as well; it must be over before anything is counted.
  count(1);
  mark_log();
}

void Postfix::take_keytab(const std::string& file) {
  write_file(folder_.path() / "server.keytab", read_whole_file(file), 0644);
  // The server's own name must not be sought in DNS.
  write_file(
      folder_.path() / "krb5.conf",
      "[libdefaults]\ndns_canonicalize_hostname = false\ndns_lookup_realm = false\ndns_lookup_kdc = false\n"
      "default_realm = " +
          std::string(kerberos_realm) + "\n",
      0644);
}

void Postfix::mark_log() {
  count(0);
  mark_ = read_whole_file(folder_.path() / "maillog").size();
}

std::string Postfix::log() const {
  const auto all = read_whole_file(folder_.path() / "maillog");
  return all.size() > mark_ ? all.substr(mark_) : "";
}

SmtpdCount Postfix::count(int at_least) {
  std::string text;
  wait_until(
      [&] {
        text = log();
        const int ended = lines_with(text, ": disconnect from ");
        return ended >= at_least && lines_with(text, ": connect from ") == ended;
      },
      std::chrono::seconds(10));
  SmtpdCount counted;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find(": disconnect from ") == std::string::npos) continue;
    ++counted.connections;
    count_auth(line, counted);
  }
  return counted;
}

}  // namespace authwalk::test
