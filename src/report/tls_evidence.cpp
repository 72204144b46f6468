#include "report/tls_evidence.hpp"

#include <fmt/format.h>

namespace authwalk {
namespace {

std::string handshake(const TlsFacts& tls, const Style& style) {
  if (tls.established) return style.labelled("TLS", tls.version + "  " + tls.cipher + "  by " + tls.verb);
  std::string out;
  if (!tls.our_versions.empty()) out += style.labelled("this side offered", tls.our_versions);
  if (!tls.peer_version.empty()) out += style.labelled("the server speaks", tls.peer_version);
  if (!tls.alert.empty()) out += style.labelled("TLS alert", tls.alert);
  return out;
}

std::string client_certificate(const TlsFacts& tls, const Style& style) {
  if (!tls.client_certificate_requested) return {};
  return style.labelled("client certificate",
                        tls.client_certificate_sent ? "asked for, and sent" : "asked for, and none was sent");
}

std::string names(const TlsFacts& tls, const Style& style) {
  std::string out;
  std::string_view label = "names compared";
  for (const NameComparison& name : tls.names) {
    out += style.labelled(label, name.expected + (name.matched ? " is " : " is not ") + name.presented,
                          name.matched ? Tone::good : Tone::bad);
    label = "";
  }
  return out;
}

std::string certificate(const CertificateFacts& leaf, const Style& style) {
  std::string out = style.labelled("certificate", leaf.subject);
  out += style.labelled("issuer", leaf.issuer);
  out += style.labelled("valid", leaf.not_before + " to " + leaf.not_after);
  if (!leaf.key.empty()) out += style.labelled("key", leaf.key + ", " + leaf.signature);
  return out + style.labelled("SHA-256", leaf.sha256);
}

std::string faults(const TlsFacts& tls, const Style& style) {
  std::string out;
  std::string_view label = "wrong with it";
  for (const CertificateFault& fault : tls.faults) {
    std::string text(id(fault.cls));
    if (fault.depth > 0) text += fmt::format(" (certificate {} of the chain)", fault.depth + 1);
    if (!fault.detail.empty()) text += ": " + fault.detail;
    out += style.labelled(label, text);
    label = "";
  }
  return out;
}

std::string levels(const TlsFacts& tls, const Style& style) {
  std::string text;
  for (const TlsAuthLevel level :
       {TlsAuthLevel::EncryptionOnly, TlsAuthLevel::CertificateValidation, TlsAuthLevel::DomainValidation}) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{} {}", id(level), tls.would_satisfy(level) ? "yes" : "no");
  }
  return style.labelled("meets TlsAuthLevel", text);
}

}  // namespace

std::string tls_evidence(const TlsFacts& tls, const Style& style) {
  std::string out = handshake(tls, style) + client_certificate(tls, style);
  if (tls.chain.empty()) return out;
  out += certificate(tls.chain.front(), style) + names(tls, style) + faults(tls, style);
  return tls.established ? out + levels(tls, style) : out;
}

}  // namespace authwalk
