#include "sasl/ntlm_challenge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sasl/mechanism.hpp"
#include "sasl/ntlm_fields.hpp"

// Which challenges are answered. NTLMv2 is the only answer we give, and an NTLMv2 answer is built around the
// server's target information: with it go the time, the channel binding and the name of the service, which
// are what makes an answer useless to anybody it was not meant for. A server that sends none can only check
// LMv2, NTLMv1 or LM. Windows, Samba and gss-ntlmssp send it. The NTLM plug-in of Cyrus SASL and Exim's SPA
// do not, so they are refused here, although a server with Cyrus would accept an NTLMv2 answer without.
// Extended session security is not asked for: it concerns the session, not the answer.

namespace authwalk {
namespace {

// Negotiate flags that decide something (MS-NLMP 2.2.2.5); the table below names them all.
constexpr std::uint32_t unicode = 0x00000001;
constexpr std::uint32_t lm_key = 0x00000080;
constexpr std::uint32_t ntlm = 0x00000200;
constexpr std::uint32_t target_is_domain = 0x00010000;
constexpr std::uint32_t target_is_server = 0x00020000;
constexpr std::uint32_t extended_session_security = 0x00080000;
constexpr std::uint32_t target_info = 0x00800000;
constexpr std::uint32_t version = 0x02000000;

struct FlagRow {
  std::uint32_t bit;
  std::string_view name;
};

constexpr std::array flag_names{
    FlagRow{unicode, "NEGOTIATE_UNICODE"},
    FlagRow{0x00000002, "NEGOTIATE_OEM"},
    FlagRow{0x00000004, "REQUEST_TARGET"},
    FlagRow{0x00000010, "NEGOTIATE_SIGN"},
    FlagRow{0x00000020, "NEGOTIATE_SEAL"},
    FlagRow{0x00000040, "NEGOTIATE_DATAGRAM"},
    FlagRow{lm_key, "NEGOTIATE_LM_KEY"},
    FlagRow{ntlm, "NEGOTIATE_NTLM"},
    FlagRow{0x00000800, "ANONYMOUS"},
    FlagRow{0x00001000, "NEGOTIATE_OEM_DOMAIN_SUPPLIED"},
    FlagRow{0x00002000, "NEGOTIATE_OEM_WORKSTATION_SUPPLIED"},
    FlagRow{0x00008000, "NEGOTIATE_ALWAYS_SIGN"},
    FlagRow{target_is_domain, "TARGET_TYPE_DOMAIN"},
    FlagRow{target_is_server, "TARGET_TYPE_SERVER"},
    FlagRow{extended_session_security, "NEGOTIATE_EXTENDED_SESSIONSECURITY"},
    FlagRow{0x00100000, "NEGOTIATE_IDENTIFY"},
    FlagRow{0x00400000, "REQUEST_NON_NT_SESSION_KEY"},
    FlagRow{target_info, "NEGOTIATE_TARGET_INFO"},
    FlagRow{version, "NEGOTIATE_VERSION"},
    FlagRow{0x20000000, "NEGOTIATE_128"},
    FlagRow{0x40000000, "NEGOTIATE_KEY_EXCH"},
    FlagRow{0x80000000, "NEGOTIATE_56"},
};

std::vector<std::string> names_of(std::uint32_t flags) {
  std::vector<std::string> names;
  for (const FlagRow& row : flag_names) {
    if ((flags & row.bit) != 0) names.emplace_back(row.name);
    flags &= ~row.bit;
  }
  if (flags != 0) names.push_back(fmt::format("0x{:08X}", flags));
  return names;
}

struct NameRow {
  NtlmAv id;
  std::string NtlmChallenge::*member;
  std::string_view name;
};

constexpr std::array av_names{
    NameRow{NtlmAv::netbios_computer, &NtlmChallenge::netbios_computer, "NetBIOS computer name"},
    NameRow{NtlmAv::netbios_domain, &NtlmChallenge::netbios_domain, "NetBIOS domain name"},
    NameRow{NtlmAv::dns_computer, &NtlmChallenge::dns_computer, "DNS computer name"},
    NameRow{NtlmAv::dns_domain, &NtlmChallenge::dns_domain, "DNS domain name"},
    NameRow{NtlmAv::dns_forest, &NtlmChallenge::dns_forest, "DNS forest name"},
};

// A FILETIME: tenths of a microsecond since 1601.
void read_time(std::uint64_t ticks, std::chrono::system_clock::time_point now, NtlmChallenge& facts) {
  using namespace std::chrono;
  constexpr std::uint64_t ticks_a_second = 10'000'000;
  constexpr std::int64_t from_1601_to_1970 = 11'644'473'600;
  constexpr std::int64_t end_of_9999 = 253'402'300'799;
  if (ticks == 0) return;
  const sys_seconds whole{seconds(static_cast<std::int64_t>(ticks / ticks_a_second) - from_1601_to_1970)};
  if (whole.time_since_epoch().count() > end_of_9999) throw NtlmMalformed{"its time is after the year 9999"};
  const year_month_day date{floor<days>(whole)};
  const hh_mm_ss clock{whole - floor<days>(whole)};
  facts.time = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", int(date.year()), unsigned(date.month()),
                           unsigned(date.day()), clock.hours().count(), clock.minutes().count(),
                           clock.seconds().count());
  facts.clock_offset = duration<double>(whole.time_since_epoch()).count() +
                       static_cast<double>(ticks % ticks_a_second) / static_cast<double>(ticks_a_second) -
                       duration<double>(now.time_since_epoch()).count();
}

bool overlap(std::string_view a, std::string_view b) {
  return !a.empty() && !b.empty() && a.data() < b.data() + b.size() && b.data() < a.data() + a.size();
}

std::string what_it_leaves_out(std::uint32_t flags, bool has_target_info) {
  if ((flags & ntlm) == 0) return "its flags are without NEGOTIATE_NTLM";
  if ((flags & lm_key) != 0 && (flags & extended_session_security) == 0)
    return "its flags ask for an LM session key (NEGOTIATE_LM_KEY without "
           "NEGOTIATE_EXTENDED_SESSIONSECURITY)";
  if (!has_target_info) return "it carries no target information, which an NTLMv2 answer is built around";
  return {};
}

DecodedNtlmChallenge decode(std::string_view bytes, std::chrono::system_clock::time_point now) {
  // The fixed part grew: 32 bytes, 48 with target information, 56 with a version.
  constexpr std::size_t target_name_at = 12, flags_at = 20, short_end = 32;
  constexpr std::size_t target_info_at = 40, version_at = 48;
  const NtlmMessage message(bytes);
  if (message.u32(8) != 2) throw NtlmMalformed{fmt::format("it is of type {}", message.u32(8))};
  if (message.size() < short_end)
    throw NtlmMalformed{fmt::format("it ends after {} bytes, inside its fixed part", message.size())};

  DecodedNtlmChallenge decoded;
  const std::uint32_t flags = message.u32(flags_at);
  const bool with_info = (flags & target_info) != 0;
  const std::size_t payload = with_info ? version_at : short_end;
  const std::string_view name = message.field(target_name_at, payload, "target name");
  const std::string_view info =
      with_info ? message.field(target_info_at, payload, "target information") : std::string_view();
  // gss-ntlmssp 1.2.0 writes through a null pointer when it is told so.
  if (name.empty() && (flags & (target_is_domain | target_is_server)) != 0)
    throw NtlmMalformed{"its flags tell what its target name is, and it has none"};
  if (overlap(name, info)) throw NtlmMalformed{"its target name and its target information overlap"};

  decoded.facts.flags = names_of(flags);
  decoded.facts.target_name = (flags & unicode) != 0 ? ntlm_unicode(name, "target name") : ntlm_oem(name);
  const std::vector<NtlmAvPair> pairs = info.empty() ? std::vector<NtlmAvPair>() : ntlm_av_pairs(info);
  for (const NtlmAvPair& pair : pairs) {
    for (const NameRow& row : av_names) {
      if (row.id == pair.id) decoded.facts.*row.member = ntlm_unicode(pair.value, row.name);
    }
    if (pair.id == NtlmAv::timestamp) read_time(NtlmMessage(pair.value).u64(0), now, decoded.facts);
  }
  const auto begins_after = [&](std::string_view field, std::size_t end) {
    return field.empty() || static_cast<std::size_t>(field.data() - bytes.data()) >= end;
  };
  // Some set the flag and leave the version out: then the payload begins where it would be.
  constexpr std::size_t version_end = version_at + 8;
  if ((flags & version) != 0 && message.size() >= version_end && begins_after(name, version_end) &&
      begins_after(info, version_end)) {
    decoded.facts.os_version = fmt::format("{}.{} build {}", message.u16(version_at) & 0xFFU,
                                           message.u16(version_at) >> 8U, message.u16(version_at + 2));
  }
  decoded.downgrade = what_it_leaves_out(flags, !pairs.empty());
  return decoded;
}

}  // namespace

DecodedNtlmChallenge decode_ntlm_challenge(std::string_view message,
                                           std::chrono::system_clock::time_point now) {
  if (!message.starts_with(ntlm_signature)) {
    throw SaslError{Class::bad_challenge,
                    fmt::format("no NTLM message: {} bytes without its signature", message.size())};
  }
  try {
    return decode(message, now);
  } catch (const NtlmMalformed& malformed) {
    throw SaslError{Class::bad_challenge, fmt::format("the NTLM challenge of {} bytes is malformed: {}",
                                                      message.size(), malformed.what)};
  }
}

std::optional<std::string> shown_ntlm(std::string_view message) {
  if (!message.starts_with(ntlm_signature) || message.size() < ntlm_signature.size() + 4) return std::nullopt;
  return fmt::format("[NTLM type {}, {} bytes]", NtlmMessage(message).u32(8), message.size());
}

}  // namespace authwalk
