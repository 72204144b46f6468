#include "sasl/kerberos_reply.hpp"

#include <cstdint>

namespace authwalk {
namespace {

// One element of DER (X.690). Its body lies inside of the bytes that it was taken from.
struct Element {
  unsigned char tag = 0;
  std::string_view body;
};

std::optional<std::size_t> take_length(std::string_view& rest) {
  if (rest.empty()) return std::nullopt;
  const auto first = static_cast<unsigned char>(rest.front());
  rest.remove_prefix(1);
  if (first < 0x80) return first;
  // Four octets of length are more than a token can have; 0x80, the indefinite form, is not DER.
  const std::size_t octets = first & 0x7f;
  if (octets == 0 || octets > 4 || octets > rest.size()) return std::nullopt;
  std::size_t length = 0;
  for (std::size_t i = 0; i < octets; ++i) length = length << 8 | static_cast<unsigned char>(rest[i]);
  rest.remove_prefix(octets);
  return length;
}

std::optional<Element> take(std::string_view& rest) {
  if (rest.empty()) return std::nullopt;
  const auto tag = static_cast<unsigned char>(rest.front());
  rest.remove_prefix(1);
  const auto length = take_length(rest);
  if (!length || *length > rest.size()) return std::nullopt;
  const Element element{tag, rest.substr(0, *length)};
  rest.remove_prefix(*length);
  return element;
}

// The body of the only element in `bytes`, when it has that tag.
std::optional<std::string_view> opened(std::string_view bytes, unsigned char tag) {
  const auto element = take(bytes);
  if (!element || element->tag != tag) return std::nullopt;
  return element->body;
}

// The field with context tag `number` of a SEQUENCE's body.
std::optional<std::string_view> field(std::string_view sequence, unsigned char number) {
  while (const auto element = take(sequence)) {
    if (element->tag == (0xa0 | number)) return element->body;
  }
  return std::nullopt;
}

constexpr unsigned char integer_tag = 0x02, octets_tag = 0x04, oid_tag = 0x06, enumerated_tag = 0x0a,
                        time_tag = 0x18, sequence_tag = 0x30;

std::optional<long> number_in(std::optional<std::string_view> bytes, unsigned char tag = integer_tag) {
  if (!bytes) return std::nullopt;
  const auto body = opened(*bytes, tag);
  if (!body || body->empty() || body->size() > sizeof(std::int32_t)) return std::nullopt;
  long value = (body->front() & 0x80) != 0 ? -1 : 0;
  for (const char c : *body) value = value * 256 + static_cast<unsigned char>(c);
  return value;
}

// KerberosTime is "20261122120000Z", nothing else (RFC 4120 section 5.2.3).
std::optional<std::time_t> time_in(std::optional<std::string_view> bytes) {
  if (!bytes) return std::nullopt;
  const auto body = opened(*bytes, time_tag);
  if (!body || body->size() != 15) return std::nullopt;
  std::tm utc{};
  const std::string text(*body);
  const char* const end = ::strptime(text.c_str(), "%Y%m%d%H%M%SZ", &utc);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return ::timegm(&utc);
}

constexpr std::string_view krb5_oid{"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02", 9};
// Windows 2000 wrote the first arc of Kerberos into too few bits, and everybody has to know it since.
constexpr std::string_view windows_2000_krb5_oid{"\x2a\x86\x48\x82\xf7\x12\x01\x02\x02", 9};
constexpr std::string_view ntlm_oid{"\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a", 10};

// RFC 4121 section 4.1: 0x60, the mechanism, two octets that name the token, the token.
std::string_view without_framing(std::string_view token) {
  constexpr unsigned char framing_tag = 0x60;
  const auto framed = opened(token, framing_tag);
  if (!framed) return token;
  std::string_view rest = *framed;
  const auto mechanism = take(rest);
  constexpr std::size_t token_id = 2;
  if (!mechanism || mechanism->tag != oid_tag || rest.size() < token_id) return {};
  return rest.substr(token_id);
}

void read_kerberos(std::string_view token, KerberosReply& reply) {
  constexpr unsigned char ap_rep_tag = 0x6f, krb_error_tag = 0x7e;
  const std::string_view message = without_framing(token);
  if (const auto ap_rep = opened(message, ap_rep_tag)) {
    const auto sequence = opened(*ap_rep, sequence_tag);
    reply.ap_rep = sequence && field(*sequence, 2).has_value();
  }
  if (const auto error = opened(message, krb_error_tag)) {
    const auto sequence = opened(*error, sequence_tag);
    if (!sequence) return;
    reply.error = number_in(field(*sequence, 6));
    reply.server_time = time_in(field(*sequence, 4));
  }
}

// NegTokenResp of RFC 4178 section 4.2.2.
void read_negotiation(std::string_view choice, KerberosReply& reply) {
  const auto sequence = opened(choice, sequence_tag);
  if (!sequence) return;
  constexpr long reject = 2;
  reply.rejected = number_in(field(*sequence, 0), enumerated_tag) == reject;
  if (const auto chosen = field(*sequence, 1)) {
    const auto oid = opened(*chosen, oid_tag);
    if (oid && *oid != krb5_oid && *oid != windows_2000_krb5_oid)
      reply.other_mechanism = *oid == ntlm_oid ? "NTLM" : "another mechanism";
  }
  if (const auto inner = field(*sequence, 2)) {
    if (const auto token = opened(*inner, octets_tag)) read_kerberos(*token, reply);
  }
}

}  // namespace

KerberosReply read_kerberos_reply(std::string_view token) {
  constexpr unsigned char response_tag = 0xa1;
  KerberosReply reply;
  if (const auto response = opened(token, response_tag)) {
    read_negotiation(*response, reply);
  } else {
    read_kerberos(token, reply);
  }
  return reply;
}

}  // namespace authwalk
