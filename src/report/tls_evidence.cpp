#include "report/tls_evidence.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "report/measures.hpp"

namespace authwalk::document {
namespace {

void add(Rows& rows, std::string label, std::string text, Tone tone = Tone::plain) {
  if (!text.empty()) rows.push_back(text_row(std::move(label), std::move(text), tone));
}

void add_handshake(Rows& rows, const TlsFacts& tls) {
  if (tls.established) {
    add(rows, "TLS", tls.version + "  " + tls.cipher + "  by " + tls.verb);
  } else {
    add(rows, "this side offered", tls.our_versions);
    add(rows, "the server speaks", tls.peer_version);
    add(rows, "TLS alert", tls.alert);
  }
  if (tls.client_certificate_requested)
    add(rows, "client certificate",
        tls.client_certificate_sent ? "asked for, and sent" : "asked for, and none was sent");
}

void add_certificate(Rows& rows, const CertificateFacts& certificate, const std::string& label) {
  add(rows, label, certificate.subject);
  add(rows, "issuer", certificate.issuer);
  add(rows, "valid", certificate.not_before + " to " + certificate.not_after);
  if (!certificate.key.empty()) add(rows, "key", certificate.key + ", " + certificate.signature);
  add(rows, "SHA-256", certificate.sha256);
}

void add_names(Rows& rows, const TlsFacts& tls) {
  std::string label = "names compared";
  for (const NameComparison& name : tls.names) {
    add(rows, label, name.expected + (name.matched ? " is " : " is not ") + name.presented,
        name.matched ? Tone::good : Tone::bad);
    label.clear();
  }
}

void add_faults(Rows& rows, const TlsFacts& tls) {
  std::string label = "wrong with it";
  for (const CertificateFault& fault : tls.faults) {
    std::string text(id(fault.cls));
    if (fault.depth > 0) text += fmt::format(" (certificate {} of the chain)", fault.depth + 1);
    if (!fault.detail.empty()) text += ": " + fault.detail;
    add(rows, label, text);
    label.clear();
  }
}

std::string levels(const TlsFacts& tls) {
  std::string text;
  for (const TlsAuthLevel level :
       {TlsAuthLevel::EncryptionOnly, TlsAuthLevel::CertificateValidation, TlsAuthLevel::DomainValidation}) {
    text +=
        fmt::format("{}{} {}", text.empty() ? "" : ", ", id(level), tls.would_satisfy(level) ? "yes" : "no");
  }
  return text;
}

}  // namespace

Rows tls_rows(const TlsFacts& tls) {
  Rows rows;
  add_handshake(rows, tls);
  if (tls.chain.empty()) return rows;
  add_certificate(rows, tls.chain.front(), "certificate");
  add_names(rows, tls);
  add_faults(rows, tls);
  if (tls.established) add(rows, "meets TlsAuthLevel", levels(tls));
  return rows;
}

Blocks tls_blocks(const TlsFacts& tls, std::string_view now) {
  Facts all{tls_rows(tls)};
  add(all.rows, "key exchange", tls.group);
  add(all.rows, "server name sent", tls.sni);
  Blocks blocks{{std::move(all)}};
  for (std::size_t depth = 0; depth < tls.chain.size(); ++depth) {
    const CertificateFacts& certificate = tls.chain[depth];
    Rows rows;
    // The first one stands above.
    if (depth > 0) add_certificate(rows, certificate, fmt::format("certificate {}", depth + 1));
    add(rows, "names", fmt::format("{}", fmt::join(certificate.names, ", ")));
    add(rows, "for", fmt::format("{}", fmt::join(certificate.usages, ", ")));
    const auto end = unix_seconds(certificate.not_after), today = unix_seconds(now);
    if (end && today) add(rows, "time left", days_left(static_cast<double>(*end - *today) / 86400));
    if (!rows.empty()) blocks.push_back({Facts{std::move(rows)}});
  }
  return blocks;
}

}  // namespace authwalk::document
