#include "kerberos_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <authwalk/suggestion.hpp>

#include "command_error.hpp"
#include "credential_sources.hpp"
#include "names.hpp"
#include "secret_file.hpp"

namespace authwalk::cli {
namespace {

[[noreturn]] void refuse(std::string problem, std::string hint) {
  throw CommandError{exit_usage, std::move(problem), std::move(hint)};
}

bool printable_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

// SERVICE/HOST, with a realm behind it where the caller knows better than the KDC.
std::string service_principal(const std::string& typed) {
  const auto slash = typed.find('/');
  const bool whole = slash != std::string::npos && slash > 0 && slash + 1 < typed.size();
  if (!whole || !printable_ascii(typed) || typed.find('/', slash + 1) != std::string::npos) {
    refuse(fmt::format("--spn {} is not SERVICE/HOST", shown(typed)), "--spn SMTPSVC/mx.contoso.example");
  }
  const auto at = typed.find('@', slash);
  host_name("the host of --spn", std::string_view(typed).substr(slash + 1, at - slash - 1));
  return typed;
}

bool kerberos_may_be_used(const std::vector<Mode>& walked, std::string_view mechanism) {
  if (mechanism == "NTLM") return false;
  return std::ranges::any_of(walked, [&](Mode mode) {
    return row(mode).auth == AuthUse::exchange || (row(mode).auth == AuthUse::login && mechanism == "GSSAPI");
  });
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

KerberosSettings kerberos_settings(const WalkArguments& given, const std::vector<Mode>& walked,
                                   std::string_view mechanism) {
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

  KerberosSettings settings;
  settings.ccache = given.ccache.value_or("");
  settings.keytab = given.keytab.value_or("");
  if (given.keytab && given.user) {
    settings.principal = account_name("--user", *given.user);
    if (given.domain) settings.principal += "@" + account_name("--domain", *given.domain);
  }
  if (given.spn) settings.spn = service_principal(*given.spn);
  if (given.gssapi) {
    settings.dialect = find_gssapi_dialect(*given.gssapi);
    if (!settings.dialect) {
      refuse(fmt::format("--gssapi {} is not a dialect", shown(*given.gssapi)),
             did_you_mean(*given.gssapi, {"spnego", "kerberos"}, "one of spnego, kerberos"));
    }
  }
  return settings;
}

void check_kerberos_files(const KerberosSettings& settings) {
  if (settings.keytab.empty()) return;
  open_secret_file("--keytab", path_of_keytab(settings.keytab));
  keep_secrets_in_process();
}

}  // namespace authwalk::cli
