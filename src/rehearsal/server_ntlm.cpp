#include "rehearsal/server_ntlm.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

#include "rehearsal/md4.hpp"
#include "report/utf8.hpp"
#include "sasl/ntlm_fields.hpp"

namespace authwalk::rehearsal {
namespace {

enum MessageType : std::uint32_t { negotiate_message = 1, challenge_message = 2, authenticate_message = 3 };

// MS-NLMP 2.2.2.5
enum Flag : std::uint32_t {
  unicode = 0x00000001,
  request_target = 0x00000004,
  sign = 0x00000010,
  seal = 0x00000020,
  ntlm = 0x00000200,
  always_sign = 0x00008000,
  target_type_domain = 0x00010000,
  extended_session_security = 0x00080000,
  target_info = 0x00800000,
  version = 0x02000000,
  encryption_128 = 0x20000000,
  key_exchange = 0x40000000,
  encryption_56 = 0x80000000,
};

constexpr std::size_t most_netbios = 15;

std::string number(std::uint64_t value, std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

// UTF-16LE. Bytes that are no UTF-8 become the replacement character, which no client sends.
std::string wide(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Utf8Char next = first_char(text);
    text.remove_prefix(next.size);
    const char32_t point = next.valid ? next.point : U'\xfffd';
    if (point < 0x10000) {
      out += number(point, 2);
    } else {
      out += number(0xd800 + ((point - 0x10000) >> 10), 2) + number(0xdc00 + ((point - 0x10000) & 0x3ff), 2);
    }
  }
  return out;
}

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

// The user name goes into the key in capitals. Only ASCII is turned: enough for a rehearsal.
std::string capitals(std::string utf16) {
  for (std::size_t i = 0; i + 1 < utf16.size(); i += 2) {
    if (utf16[i + 1] == '\0') utf16[i] = upper(utf16[i]);
  }
  return utf16;
}

std::string netbios(std::string_view label) {
  std::string name(label.substr(0, std::min(label.find('.'), most_netbios)));
  std::ranges::transform(name, name.begin(), upper);
  return name;
}

std::string hmac_md5(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  HMAC(EVP_md5(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

bool same_bytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string av_pair(NtlmAv id, std::string_view value) {
  return number(static_cast<std::uint64_t>(id), 2) + number(value.size(), 2) + std::string(value);
}

// 100 ns since 1601.
std::uint64_t file_time() {
  using namespace std::chrono;
  constexpr std::uint64_t from_1601_to_1970 = 116444736000000000;
  const auto now = duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
  return static_cast<std::uint64_t>(now / 100) + from_1601_to_1970;
}

// Length, length again, offset: how a message points into its payload.
std::string field(std::size_t size, std::size_t offset) {
  return number(size, 2) + number(size, 2) + number(offset, 4);
}

bool is_message(std::string_view bytes, MessageType type) {
  return bytes.starts_with(ntlm_signature) && NtlmMessage(bytes).u32(ntlm_signature.size()) == type;
}

NtlmLogon read_logon(std::string_view bytes) {
  constexpr std::size_t response_at = 20, domain_at = 28, user_at = 36, payload = 64;
  constexpr std::size_t proof_size = 16, pairs_at = 44;  // in the response: MS-NLMP 2.2.2.8
  if (!is_message(bytes, authenticate_message)) throw NtlmMalformed{"no type 3 message"};
  const NtlmMessage message(bytes);
  const std::string_view response = message.field(response_at, payload, "response");
  const std::string_view domain = message.field(domain_at, payload, "domain");
  const std::string_view user = message.field(user_at, payload, "user");
  if (response.size() <= pairs_at) throw NtlmMalformed{"no NTLMv2 response"};
  NtlmLogon logon;
  logon.user = ntlm_unicode(user, "user");
  logon.domain = ntlm_unicode(domain, "domain");
  logon.key_text = capitals(std::string(user)) + std::string(domain);
  logon.proof = response.substr(0, proof_size);
  logon.claim = response.substr(proof_size);
  for (const NtlmAvPair& pair : ntlm_av_pairs(response.substr(pairs_at))) {
    const bool bound = pair.value.find_first_not_of('\0') != std::string_view::npos;
    if (pair.id == NtlmAv::channel_bindings && bound) logon.binding = pair.value;
  }
  return logon;
}

}  // namespace

NtlmExchange::NtlmExchange(const std::string& host_name)
    : dns_computer_(host_name),
      dns_domain_(host_name.substr(std::min(host_name.find('.') + 1, host_name.size()))),
      nonce_(8, '\0') {
  computer_ = netbios(dns_computer_);
  domain_ = netbios(dns_domain_);
  RAND_bytes(reinterpret_cast<unsigned char*>(nonce_.data()), static_cast<int>(nonce_.size()));
}

std::optional<std::string> NtlmExchange::challenge(std::string_view negotiate) const {
  std::uint32_t wanted = 0;
  try {
    if (!is_message(negotiate, negotiate_message)) return std::nullopt;
    wanted = NtlmMessage(negotiate).u32(12);
  } catch (const NtlmMalformed&) {
    return std::nullopt;
  }
  if ((wanted & unicode) == 0 || (wanted & ntlm) == 0) return std::nullopt;

  constexpr std::uint32_t only_if_wanted =
      sign | seal | always_sign | extended_session_security | encryption_128 | key_exchange | encryption_56;
  const std::uint32_t flags = (wanted & only_if_wanted) | unicode | request_target | ntlm |
                              target_type_domain | target_info | version;
  const std::string target = wide(domain_);
  const std::string pairs =
      av_pair(NtlmAv::netbios_domain, target) + av_pair(NtlmAv::netbios_computer, wide(computer_)) +
      av_pair(NtlmAv::dns_domain, wide(dns_domain_)) + av_pair(NtlmAv::dns_computer, wide(dns_computer_)) +
      av_pair(NtlmAv::dns_forest, wide(dns_domain_)) + av_pair(NtlmAv::timestamp, number(file_time(), 8)) +
      av_pair(NtlmAv::end, "");
  // Windows Server 2022: 10.0 build 20348; 15 is the revision of NTLM.
  const std::string os_version =
      number(10, 1) + number(0, 1) + number(20348, 2) + number(0, 3) + number(15, 1);
  constexpr std::size_t payload = 56;
  return std::string(ntlm_signature) + number(challenge_message, 4) + field(target.size(), payload) +
         number(flags, 4) + nonce_ + number(0, 8) + field(pairs.size(), payload + target.size()) +
         os_version + target + pairs;
}

std::optional<NtlmLogon> NtlmExchange::read(std::string_view authenticate) {
  try {
    return read_logon(authenticate);
  } catch (const NtlmMalformed&) {
    return std::nullopt;
  }
}

// NTOWFv2 and the response of MS-NLMP 3.3.2. The message integrity code stays unread: it guards the keys of
// a session below SMTP, and there is none.
bool NtlmExchange::proves(const NtlmLogon& logon, std::string_view password) const {
  const auto digest = md4(wide(password));
  const std::string_view nt_hash(reinterpret_cast<const char*>(digest.data()), digest.size());
  const std::string key = hmac_md5(nt_hash, logon.key_text);
  return same_bytes(hmac_md5(key, nonce_ + logon.claim), logon.proof);
}

Binding NtlmExchange::binding(const NtlmLogon& logon, std::string_view end_point) {
  if (logon.binding.empty()) return Binding::absent;
  // MD5 of a gss_channel_bindings_struct whose four address fields are zero (MS-NLMP 2.2.2.1).
  const std::string bound = std::string(16, '\0') + number(end_point.size(), 4) + std::string(end_point);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(bound.data(), bound.size(), digest.data(), &size, EVP_md5(), nullptr);
  const std::string_view right(reinterpret_cast<const char*>(digest.data()), size);
  return same_bytes(logon.binding, right) ? Binding::right : Binding::wrong;
}

}  // namespace authwalk::rehearsal
