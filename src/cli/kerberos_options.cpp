#include "kerberos_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <authwalk/mechanism.hpp>

#include "command_error.hpp"
#include "credential_sources.hpp"
#include "flag_value.hpp"
#include "secret_file.hpp"

namespace authwalk::cli {
namespace {

[[noreturn]] void refuse(std::string problem, std::string hint) {
  throw CommandError{exit_usage, std::move(problem), std::move(hint)};
}

bool kerberos_may_be_used(const std::vector<Mode>& walked, std::string_view mechanism) {
  return std::ranges::any_of(walked, [&](Mode mode) { return takes_ticket(mode, mechanism); });
}

std::string path_of_keytab(std::string_view name) {
  constexpr std::string_view file = "FILE:";
  return std::string(name.starts_with(file) ? name.substr(file.size()) : name);
}

}  // namespace

bool user_is_keytab_principal(const WalkArguments& given) {
  return given.keytab && given.user && !given.password_file && !given.password_fd &&
         !given.password_command && !given.netrc_file;
}

void override_kerberos(const WalkArguments& given, const std::vector<Mode>& walked,
                       std::string_view mechanism, KerberosSettings& settings) {
  const std::array<std::pair<std::string_view, const WalkArguments::Value*>, 4> flags{
      {{"--ccache", &given.ccache},
       {"--keytab", &given.keytab},
       {"--spn", &given.spn},
       {"--gssapi", &given.gssapi}}};
  for (const auto& [flag, value] : flags) {
    if (!*value) continue;
    if ((*value)->empty()) refuse(fmt::format("{} is empty", flag), "authwalk walk --help");
    if (!kerberos_may_be_used(walked, mechanism)) {
      refuse(fmt::format("{} is about Kerberos, which no walked mode uses", flag),
             "add --mode ExchangeServer, or --mechanism GSSAPI");
    }
  }
  if (given.ccache && given.keytab)
    refuse("--ccache and --keytab both name a source of tickets", "give one of them");

  if (given.ccache || given.keytab) {
    settings.ccache = given.ccache.value_or("");
    settings.keytab = given.keytab.value_or("");
    settings.principal.clear();
  }
  if (given.keytab && given.user) {
    settings.principal = flag_value("--user", *given.user, setting::principal);
    if (given.domain)
      settings.principal += "@" + flag_value("--domain", *given.domain, setting::account_name);
  }
  if (given.spn) settings.spn = flag_value("--spn", *given.spn, setting::service_principal);
  if (given.gssapi) settings.dialect = flag_value("--gssapi", *given.gssapi, setting::gssapi_dialect);
}

void check_kerberos_files(const KerberosSettings& settings) {
  if (settings.keytab.empty()) return;
  open_secret_file("--keytab", path_of_keytab(settings.keytab));
  keep_secrets_in_process();
}

}  // namespace authwalk::cli
