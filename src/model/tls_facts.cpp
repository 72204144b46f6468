#include <array>
#include <authwalk/tls.hpp>

#include "model/lookup.hpp"

namespace authwalk {
namespace {

constexpr std::array levels{
    std::pair{TlsAuthLevel::EncryptionOnly, std::string_view("EncryptionOnly")},
    std::pair{TlsAuthLevel::CertificateValidation, std::string_view("CertificateValidation")},
    std::pair{TlsAuthLevel::DomainValidation, std::string_view("DomainValidation")}};

constexpr std::array versions{std::pair{TlsVersion::tls1_0, std::string_view("TLSv1")},
                              std::pair{TlsVersion::tls1_1, std::string_view("TLSv1.1")},
                              std::pair{TlsVersion::tls1_2, std::string_view("TLSv1.2")},
                              std::pair{TlsVersion::tls1_3, std::string_view("TLSv1.3")}};

}  // namespace

TlsFacts::TlsFacts() = default;
TlsFacts::~TlsFacts() = default;
TlsFacts::TlsFacts(const TlsFacts&) = default;
TlsFacts::TlsFacts(TlsFacts&&) noexcept = default;
TlsFacts& TlsFacts::operator=(const TlsFacts&) = default;
TlsFacts& TlsFacts::operator=(TlsFacts&&) noexcept = default;

std::string_view id(TlsAuthLevel level) {
  return levels.at(static_cast<std::size_t>(level)).second;
}

std::optional<TlsAuthLevel> find_tls_auth_level(std::string_view name) {
  for (const auto& [level, text] : levels) {
    if (same_name(name, text)) return level;
  }
  return std::nullopt;
}

std::string_view id(TlsVersion version) {
  return versions.at(static_cast<std::size_t>(version)).second;
}

std::optional<TlsVersion> find_tls_version(std::string_view name) {
  for (std::string_view prefix : {"tlsv", "tls"}) {
    if (name.size() > prefix.size() && same_name(name.substr(0, prefix.size()), prefix)) {
      name.remove_prefix(prefix.size());
      break;
    }
  }
  if (name == "1" || name == "1.0") return TlsVersion::tls1_0;
  if (name == "1.1") return TlsVersion::tls1_1;
  if (name == "1.2") return TlsVersion::tls1_2;
  if (name == "1.3") return TlsVersion::tls1_3;
  return std::nullopt;
}

const CertificateFault* TlsFacts::fault_for(TlsAuthLevel level) const {
  if (level == TlsAuthLevel::EncryptionOnly) return nullptr;
  for (const CertificateFault& fault : faults) {
    if (fault.exchange_accepts) continue;
    // CertificateValidation looks at the chain, not at the name.
    if (level == TlsAuthLevel::CertificateValidation && fault.cls == Class::cert_name_mismatch) continue;
    return &fault;
  }
  return nullptr;
}

bool TlsFacts::would_satisfy(TlsAuthLevel level) const {
  return established && fault_for(level) == nullptr;
}

}  // namespace authwalk
