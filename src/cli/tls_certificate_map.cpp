#include "tls_certificate_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <authwalk/report.hpp>

#include "command_error.hpp"
#include "flag_value.hpp"

namespace authwalk::cli {
namespace {

constexpr std::string_view example =
    "--tls-certificate 'mail.contoso.example=/etc/ssl/mail.pem,/etc/ssl/private/mail.key'";

// "mail.contoso.example" of "<I>CN=Contoso CA, O=Contoso<S>CN=mail.contoso.example, O=Contoso"; both in lower
// case.
std::string common_name(const std::string& certificate) {
  const std::size_t subject = certificate.find("<s>");
  if (subject == std::string::npos) return {};
  std::string_view rest = std::string_view(certificate).substr(subject + 3);
  while (!rest.empty()) {
    std::string_view part = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    part.remove_prefix(std::min(part.size(), part.find_first_not_of(' ')));
    if (part.starts_with("cn=")) return std::string(part.substr(3));
  }
  return {};
}

}  // namespace

TlsCertificateMap::TlsCertificateMap(const std::vector<std::string>& typed, const TlsSettings& run_tls)
    : run_has_certificate_(!run_tls.client_certificate.empty()) {
  for (const std::string& each : typed) {
    // The names of issuer and subject are full of equals signs; those of files hardly ever.
    const std::size_t equals = each.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == each.size()) {
      throw CommandError{exit_usage,
                         fmt::format("--tls-certificate {} is not NAME=CERT.pem[,KEY.pem]", shown(each)),
                         std::string(example)};
    }
    const std::string files = each.substr(equals + 1);
    const std::size_t comma = files.find(',');
    TlsSettings settings = run_tls;
    settings.client_certificate = files.substr(0, comma);
    settings.client_key = comma == std::string::npos ? std::string() : files.substr(comma + 1);
    entries_.push_back({in_lower_case(std::string_view(each).substr(0, equals)),
                        std::make_shared<const TlsSettings>(std::move(settings))});
  }
}

std::shared_ptr<const TlsSettings> TlsCertificateMap::settings_for(const ConnectorDefinition& connector,
                                                                   std::vector<std::string>& notes) {
  if (connector.TlsCertificateName.empty()) return nullptr;
  const std::string wanted = in_lower_case(connector.TlsCertificateName);
  const std::string subject = common_name(wanted);
  for (Entry& entry : entries_) {
    if (entry.name != wanted && (subject.empty() || entry.name != subject)) continue;
    entry.used = true;
    return entry.settings;
  }
  if (!run_has_certificate_ && missing_.insert(wanted).second) {
    notes.push_back(
        fmt::format("{}: TlsCertificateName {} stands for no file, and no certificate is sent ({})",
                    printable(connector.Name), shown(connector.TlsCertificateName), example));
  }
  return nullptr;
}

void TlsCertificateMap::tell_unused(std::vector<std::string>& notes) const {
  for (const Entry& entry : entries_) {
    if (!entry.used)
      notes.push_back(fmt::format("--tls-certificate {}: no walked connector names it", shown(entry.name)));
  }
}

}  // namespace authwalk::cli
