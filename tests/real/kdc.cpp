#include "real/kdc.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <map>
#include <stdexcept>

#include "sasl/gss_library.hpp"

namespace authwalk::test {
namespace {

constexpr const char* program = "/usr/sbin/krb5kdc";

const char kdc_conf[] = R"([kdcdefaults]
kdc_listen = ""
kdc_tcp_listen = 127.0.0.1:@PORT
[realms]
CONTOSO.EXAMPLE = {
  database_name = @D/principal
  key_stash_file = @D/stash
  master_key_type = aes256-cts-hmac-sha1-96
  supported_enctypes = aes256-cts-hmac-sha1-96:normal
}
[logging]
kdc = FILE:@D/kdc.log
)";

// What is switched off here would ask the network: DNS for KDCs and realms, UDP before TCP.
const char krb5_conf[] = R"([libdefaults]
default_realm = CONTOSO.EXAMPLE
dns_lookup_kdc = false
dns_lookup_realm = false
udp_preference_limit = 1
default_client_keytab_name = @D/no-client.keytab
default_keytab_name = @D/no-server.keytab
@MORE
[realms]
@KDC
[domain_realm]
.contoso.example = CONTOSO.EXAMPLE
)";

// The keys of stale.keytab are replaced by those of server.keytab.
const char principals[] = R"(addprinc -pw @PW +requires_preauth svc
addprinc -pw @PW trusting
addprinc -pw @PW +requires_preauth -allow_tix locked
addprinc -pw @PW +requires_preauth -expire yesterday gone
addprinc -pw @PW +requires_preauth -pwexpire yesterday stale
addprinc -pw @PW +requires_preauth +requires_hwauth card
addprinc -randkey +ok_as_delegate SMTPSVC/mx.contoso.example
addprinc -randkey SMTP/mx.contoso.example
addprinc -randkey smtp/mx.contoso.example
addprinc -randkey SMTP/old.contoso.example
ktadd -k @D/stale.keytab SMTPSVC/mx.contoso.example SMTP/mx.contoso.example smtp/mx.contoso.example
ktadd -k @D/server.keytab SMTPSVC/mx.contoso.example SMTP/mx.contoso.example smtp/mx.contoso.example
ktadd -norandkey -k @D/client.keytab svc
)";

std::string filled(std::string text, const std::map<std::string, std::string>& values) {
  for (const auto& [key, value] : values)
    for (auto at = text.find(key); at != std::string::npos; at = text.find(key))
      text.replace(at, key.size(), value);
  return text;
}

std::string write_krb5_conf(const std::filesystem::path& file, const KerberosSetup& setup) {
  const auto folder = file.parent_path().string();
  const auto kdc = setup.kdc == 0 ? ""
                                  : std::string(kerberos_realm) +
                                        " = {\n  kdc = 127.0.0.1:" + std::to_string(setup.kdc) + "\n}";
  write_file(file, filled(krb5_conf, {{"@D", folder}, {"@MORE", setup.more}, {"@KDC", kdc}}), 0644);
  return file.string();
}

std::string faketime_library() {
  for (const auto& folder : std::filesystem::directory_iterator("/usr/lib"))
    if (const auto file = folder.path() / "faketime" / "libfaketime.so.1"; std::filesystem::exists(file))
      return file.string();
  throw std::runtime_error("libfaketime is not installed (apt-get install libfaketime)");
}

std::vector<std::string> environment_in(const TemporaryFolder& folder) {
  return {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "KRB5_CONFIG=" + folder.file("krb5.conf"),
          "KRB5_KDC_PROFILE=" + folder.file("kdc.conf")};
}

void need(krb5_error_code code, const char* what) {
  if (code != 0) throw std::runtime_error(std::string(what) + ": error " + std::to_string(code));
}

/// Copies a credential cache, with every ticket ended an hour ago.
void copy_expired(const std::string& from, const std::string& to) {
  const auto* krb5 = gss_library();
  if (!krb5) throw std::runtime_error("libkrb5 is not installed");
  krb5_context context = nullptr;
  krb5_ccache source = nullptr, target = nullptr;
  krb5_principal principal = nullptr;
  krb5_cc_cursor cursor = nullptr;
  need(krb5->krb5_init_context(&context), "krb5_init_context");
  need(krb5->krb5_cc_resolve(context, from.c_str(), &source), from.c_str());
  need(krb5->krb5_cc_resolve(context, to.c_str(), &target), to.c_str());
  need(krb5->krb5_cc_get_principal(context, source, &principal), "krb5_cc_get_principal");
  need(krb5->krb5_cc_initialize(context, target, principal), "krb5_cc_initialize");
  need(krb5->krb5_cc_start_seq_get(context, source, &cursor), "krb5_cc_start_seq_get");
  const auto now = static_cast<krb5_timestamp>(std::time(nullptr));
  for (krb5_creds creds{}; krb5->krb5_cc_next_cred(context, source, &cursor, &creds) == 0;) {
    creds.times.authtime = creds.times.starttime = now - 11 * 3600;
    creds.times.endtime = now - 3600;
    need(krb5->krb5_cc_store_cred(context, target, &creds), "krb5_cc_store_cred");
    krb5->krb5_free_cred_contents(context, &creds);
  }
  krb5->krb5_cc_end_seq_get(context, source, &cursor);
  krb5->krb5_free_principal(context, principal);
  krb5->krb5_cc_close(context, source);
  krb5->krb5_cc_close(context, target);
  krb5->krb5_free_context(context);
}

}  // namespace

Kdc& Kdc::instance() {
  static Kdc only;
  return only;
}

Kdc::Kdc(const std::string& clock) {
  if (::access(program, X_OK) != 0 || ::access("/usr/sbin/kadmin.local", X_OK) != 0 ||
      ::access("/usr/bin/kinit", X_OK) != 0)
    throw std::runtime_error(
        "no MIT KDC is installed (apt-get install krb5-kdc krb5-admin-server krb5-user)");
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
  for (int attempt = 1; !process_; ++attempt) {
    port_ = free_ports(1)[0];
    write_configuration();
    if (attempt == 1) make_database();
    auto process = start(clock);
    wait_until([&] { return !process->running() || accepts_connections(port_); }, std::chrono::seconds(10));
    if (process->running() && accepts_connections(port_)) process_ = std::move(process);
    if (!process_ && attempt == 3)
      throw std::runtime_error("the KDC does not start: " + read_whole_file(folder_.path() / "out") + log());
  }
}

void Kdc::write_configuration() const {
  write_file(folder_.path() / "kdc.conf",
             filled(kdc_conf, {{"@D", folder_.path().string()}, {"@PORT", std::to_string(port_)}}));
  write_krb5_conf(folder_.path() / "krb5.conf", {.kdc = port_});
}

void Kdc::make_database() const {
  const auto env = environment_in(folder_);
  // The password of the database protects nothing that outlives the test.
  run_command({"/usr/sbin/kdb5_util", "create", "-s", "-r", std::string(kerberos_realm), "-P", "database"},
              {}, env);
  run_command({"/usr/sbin/kadmin.local", "-r", std::string(kerberos_realm)},
              filled(principals, {{"@D", folder_.path().string()}, {"@PW", std::string(canary)}}), env);
  for (const auto& keytab : {server_keytab(), stale_keytab()})
    std::filesystem::permissions(keytab,
                                 std::filesystem::perms(0644));  // mail servers read it as other users
}

std::unique_ptr<ServerProcess> Kdc::start(const std::string& clock) const {
  auto env = environment_in(folder_);
  if (!clock.empty()) {
    env.push_back("LD_PRELOAD=" + faketime_library());
    env.push_back("FAKETIME=" + clock);
    env.push_back("FAKETIME_DISABLE_SHM=1");  // nothing of it is left in /dev/shm then
  }
  return std::make_unique<ServerProcess>(
      std::vector<std::string>{program, "-n", "-r", std::string(kerberos_realm), "-P",
                               folder_.file("kdc.pid")},
      env, folder_.file("out"));
}

std::string Kdc::ticket_cache(const std::string& user) {
  const auto name = "FILE:" + folder_.file("cache-of-" + user);
  run_command({"/usr/bin/kinit", "-c", name, user}, std::string(canary) + "\n", environment_in(folder_));
  return name;
}

std::string Kdc::expired_cache() {
  const auto name = "FILE:" + folder_.file("expired-cache");
  copy_expired(ticket_cache(), name);
  return name;
}

void Kdc::mark_log() {
  mark_ = read_whole_file(folder_.path() / "kdc.log").size();
}

std::string Kdc::log() const {
  const auto all = read_whole_file(folder_.path() / "kdc.log");
  return all.size() > mark_ ? all.substr(mark_) : "";
}

std::vector<std::string> kerberos_env(const KerberosSetup& setup) {
  static const TemporaryFolder folder;
  static int count = 0;
  const auto file = write_krb5_conf(folder.path() / ("krb5-" + std::to_string(++count) + ".conf"), setup);
  const auto cache = setup.default_cache.empty() ? "FILE:" + folder.file("no-cache") : setup.default_cache;
  return {"KRB5_CONFIG=" + file, "KRB5CCNAME=" + cache};
}

std::vector<std::string> kerberos_env() {
  return kerberos_env({.kdc = Kdc::instance().port()});
}

}  // namespace authwalk::test
