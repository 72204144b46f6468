#include "report/read_report_tls.hpp"

#include <limits>

namespace authwalk {
namespace {

constexpr int most = std::numeric_limits<int>::max();

std::string bytes_of(const JsonNode& hex) {
  std::string bytes;
  const std::string digits = hex.text();
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    unsigned byte = 0;
    for (const char c : digits.substr(i, 2)) {
      const auto value = std::string_view("0123456789abcdef").find(c);
      if (value == std::string_view::npos) hex.refuse("hexadecimal digits are expected here");
      byte = byte << 4 | static_cast<unsigned>(value);
    }
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

CertificateFacts read_certificate(const JsonNode& certificate) {
  CertificateFacts facts;
  facts.subject = certificate.at("subject").text();
  facts.issuer = certificate.at("issuer").text();
  facts.names = certificate.at("names").texts();
  facts.not_before = certificate.at("not_before").text();
  facts.not_after = certificate.at("not_after").text();
  facts.sha256 = certificate.at("sha256").text();
  facts.key = certificate.at("key").text();
  facts.signature = certificate.at("signature").text();
  facts.usages = certificate.at("usages").texts();
  return facts;
}

std::optional<NtlmChallenge> read_challenge(const JsonNode& challenge) {
  if (challenge.is_null()) return std::nullopt;
  NtlmChallenge facts;
  facts.target_name = challenge.at("target_name").text();
  facts.netbios_computer = challenge.at("netbios_computer").text();
  facts.netbios_domain = challenge.at("netbios_domain").text();
  facts.dns_computer = challenge.at("dns_computer").text();
  facts.dns_domain = challenge.at("dns_domain").text();
  facts.dns_forest = challenge.at("dns_forest").text();
  facts.os_version = challenge.at("os_version").text();
  facts.flags = challenge.at("flags").texts();
  facts.time = challenge.at("time").text();
  const JsonNode offset = challenge.at("clock_offset_s");
  if (!offset.is_null()) facts.clock_offset = offset.ms();
  return facts;
}

}  // namespace

std::optional<TlsFacts> read_tls(const JsonNode& tls) {
  if (tls.is_null()) return std::nullopt;
  TlsFacts facts;
  facts.verb = tls.at("verb").text();
  facts.version = tls.at("version").text();
  facts.cipher = tls.at("cipher").text();
  facts.verified = tls.at("verified").flag();
  tls.at("chain").each(
      [&](const JsonNode& certificate) { facts.chain.push_back(read_certificate(certificate)); });
  facts.established = tls.at("established").flag();
  facts.group = tls.at("group").text();
  facts.sni = tls.at("sni").text();
  facts.our_versions = tls.at("our_versions").text();
  facts.peer_version = tls.at("peer_version").text();
  facts.alert = tls.at("alert").text();
  facts.client_certificate_requested = tls.at("client_certificate").at("requested").flag();
  facts.client_certificate_sent = tls.at("client_certificate").at("sent").flag();
  tls.at("names").each([&](const JsonNode& name) {
    facts.names.push_back(
        {name.at("expected").text(), name.at("presented").text(), name.at("matched").flag()});
  });
  // would_satisfy and verify_class follow from these.
  tls.at("faults").each([&](const JsonNode& fault) {
    facts.faults.push_back({fault.need("class").named("class", find_class),
                            static_cast<int>(fault.at("depth").integer(0, most)), fault.at("detail").text(),
                            fault.at("exchange_accepts").flag()});
  });
  facts.handshake_ms = tls.at("handshake_ms").ms();
  facts.end_point = bytes_of(tls.at("end_point"));
  return facts;
}

AuthFacts read_auth(const JsonNode& auth) {
  AuthFacts facts;
  facts.verb = auth.at("verb").text();
  facts.mechanism = auth.at("mechanism").text();
  facts.offered = auth.at("offered").texts();
  facts.rounds = static_cast<int>(auth.at("rounds").integer(0, most));
  facts.spn = auth.at("spn").text();
  facts.rejected_attempts = static_cast<int>(auth.at("rejected_attempts").integer(0, most));
  facts.user = auth.at("user").text();
  facts.unanswered_attempt = auth.at("unanswered_attempt").flag();
  facts.refused_earlier = auth.at("refused_earlier").flag();
  facts.diagnostic = auth.at("diagnostic").flag();
  facts.unknown_spns = auth.at("unknown_spns").texts();
  facts.principal = auth.at("principal").text();
  facts.ticket_source = auth.at("ticket_source").text();
  facts.dialect = auth.at("dialect").text();
  facts.channel_binding = auth.at("channel_binding").text();
  facts.mutual = auth.at("mutual").flag();
  facts.security_layer = auth.at("security_layer").text();
  facts.refused_by_kdc = auth.at("refused_by_kdc").flag();
  facts.ntlm = read_challenge(auth.at("ntlm"));
  return facts;
}

}  // namespace authwalk
