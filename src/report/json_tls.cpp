#include "report/json_tls.hpp"

#include <fmt/format.h>

#include "report/json_values.hpp"

namespace authwalk {
namespace {

using namespace json_values;

std::string hex(std::string_view bytes) {
  std::string digits;
  for (const char byte : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return digits;
}

json::object certificate_json(const CertificateFacts& certificate) {
  return {{"subject", text(certificate.subject)},     {"issuer", text(certificate.issuer)},
          {"names", texts(certificate.names)},        {"not_before", text(certificate.not_before)},
          {"not_after", text(certificate.not_after)}, {"sha256", text(certificate.sha256)},
          {"key", text_or_null(certificate.key)},     {"signature", text_or_null(certificate.signature)},
          {"usages", texts(certificate.usages)}};
}

json::object comparison_json(const NameComparison& comparison) {
  return {{"expected", text(comparison.expected)},
          {"presented", text(comparison.presented)},
          {"matched", comparison.matched}};
}

json::object fault_json(const CertificateFault& fault) {
  return {{"class", id_text(id(fault.cls))},
          {"depth", fault.depth},
          {"detail", text_or_null(fault.detail)},
          {"exchange_accepts", fault.exchange_accepts}};
}

}  // namespace

json::value tls_json(const std::optional<TlsFacts>& tls) {
  if (!tls) return nullptr;
  json::object would_satisfy;
  for (const TlsAuthLevel level :
       {TlsAuthLevel::EncryptionOnly, TlsAuthLevel::CertificateValidation, TlsAuthLevel::DomainValidation}) {
    would_satisfy[id(level)] = tls->would_satisfy(level);
  }
  return json::object{
      {"verb", text_or_null(tls->verb)},
      {"version", text_or_null(tls->version)},
      {"cipher", text_or_null(tls->cipher)},
      {"verified", tls->verified},
      {"verify_class", tls->faults.empty() ? json::value(nullptr) : id_text(id(tls->faults.front().cls))},
      {"would_satisfy", std::move(would_satisfy)},
      {"chain", list(tls->chain, certificate_json)},
      // beyond the contract
      {"established", tls->established},
      {"group", text_or_null(tls->group)},
      {"sni", text_or_null(tls->sni)},
      {"our_versions", text_or_null(tls->our_versions)},
      {"peer_version", text_or_null(tls->peer_version)},
      {"alert", text_or_null(tls->alert)},
      {"client_certificate",
       {{"requested", tls->client_certificate_requested}, {"sent", tls->client_certificate_sent}}},
      {"names", list(tls->names, comparison_json)},
      {"faults", list(tls->faults, fault_json)},
      {"handshake_ms", tenth(tls->handshake_ms)},
      {"end_point", text_or_null(hex(tls->end_point))}};
}

}  // namespace authwalk
