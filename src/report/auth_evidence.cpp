#include "report/auth_evidence.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "diagnosis/phrases.hpp"

namespace authwalk {
namespace {

struct BuildRow {
  std::string_view build;  // as at the end of NtlmChallenge::os_version
  std::string_view name;
};

// Servers and clients share their build numbers; what answers here is nearly always a server.
constexpr std::array builds{
    BuildRow{"build 26100", "Windows Server 2025"},   BuildRow{"build 20348", "Windows Server 2022"},
    BuildRow{"build 17763", "Windows Server 2019"},   BuildRow{"build 14393", "Windows Server 2016"},
    BuildRow{"build 9600", "Windows Server 2012 R2"}, BuildRow{"build 9200", "Windows Server 2012"},
    BuildRow{"build 7601", "Windows Server 2008 R2"}, BuildRow{"build 7600", "Windows Server 2008 R2"},
    BuildRow{"build 6003", "Windows Server 2008"},    BuildRow{"build 6002", "Windows Server 2008"},
    BuildRow{"build 3790", "Windows Server 2003"},
};

std::string system_of(const NtlmChallenge& challenge) {
  const std::string& version = challenge.os_version;
  for (const BuildRow& row : builds) {
    if (version.ends_with(row.build)) return fmt::format("{} ({})", row.name, version);
  }
  return version.empty() ? version : "system version " + version;
}

std::string clock_of(const NtlmChallenge& challenge) {
  if (!challenge.clock_offset) return {};
  const double offset = *challenge.clock_offset;
  if (offset > -1 && offset < 1) return "as ours";
  return fmt::format("{} {} ours", diagnosis::duration(offset), offset < 0 ? "behind" : "ahead of");
}

// "mx.contoso.example in contoso.example"
std::string dns_names(const NtlmChallenge& challenge) {
  if (challenge.dns_domain.empty()) return challenge.dns_computer;
  if (challenge.dns_computer.empty()) return "a computer in " + challenge.dns_domain;
  return challenge.dns_computer + " in " + challenge.dns_domain;
}

std::string netbios_names(const NtlmChallenge& challenge) {
  if (challenge.netbios_domain.empty()) return challenge.netbios_computer;
  return challenge.netbios_domain + "\\" + challenge.netbios_computer;
}

std::string with_commas(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!text.empty()) text += ", ";
    text += part;
  }
  return text;
}

bool has_ticket(const Transcript& t) {
  const StepStatus status = t.at(Step::auth_token).status;
  const bool built = status == StepStatus::pass || status == StepStatus::note;
  return built && !t.auth.spn.empty();
}

// "no ticket for SMTPSVC/mx.contoso.example or SMTP/mx.contoso.example"
std::string missing_ticket(const AuthFacts& auth) {
  std::vector<std::string> asked = auth.unknown_spns;
  if (!auth.spn.empty() && std::ranges::find(asked, auth.spn) == asked.end()) asked.push_back(auth.spn);
  return asked.empty() ? "" : fmt::format("no ticket for {}", fmt::join(asked, " or "));
}

void add(document::Rows& rows, std::string_view label, std::string text) {
  if (!text.empty()) rows.push_back(document::text_row(std::string(label), std::move(text)));
}

std::string or_none(const std::string& text) {
  return text.empty() ? "none" : text;
}

void add_kerberos(document::Rows& rows, const Transcript& t) {
  const AuthFacts& auth = t.auth;
  if (auth.spn.empty() && auth.principal.empty() && auth.ticket_source.empty()) return;
  add(rows, "principal", auth.principal);
  if (!has_ticket(t)) {
    add(rows, "ticket", missing_ticket(auth));
    add(rows, "logon by", auth.ticket_source);
    return;
  }
  add(rows, "ticket for", auth.spn);
  if (!auth.unknown_spns.empty())
    add(rows, "not known", fmt::format("the KDC does not know {}", fmt::join(auth.unknown_spns, ", ")));
  add(rows, "ticket from", auth.ticket_source);
  add(rows, "dialect",
      auth.dialect == "spnego" ? "SPNEGO, as Windows sends it" : "bare Kerberos, as RFC 4752 has it");
  // Where a login was refused, the server had no occasion to prove anything.
  if (auth.mutual || t.outcome == Outcome::pass)
    add(rows, "server's identity",
        auth.mutual ? "proved by the server (mutual authentication)" : "the server did not prove itself");
  add(rows, "channel binding", or_none(auth.channel_binding));
  add(rows, "security layer",
      auth.security_layer == "none"      ? "none, as agreed with the server"
      : auth.security_layer == "omitted" ? "security-layer round left out by the server"
                                         : auth.security_layer);
  add(rows, "delegation", "none: the server cannot act as this account");
}

void add_challenge(document::Rows& rows, const AuthFacts& auth) {
  if (!auth.ntlm) return;
  const NtlmChallenge& challenge = *auth.ntlm;
  add(rows, "NTLM target", challenge.target_name);
  add(rows, "NetBIOS name", netbios_names(challenge));
  add(rows, "DNS name", dns_names(challenge));
  add(rows, "DNS forest", challenge.dns_forest);
  add(rows, "system", system_of(challenge));
  add(rows, "server's clock", with_commas({challenge.time, clock_of(challenge)}));
  add(rows, "NTLM flags", fmt::format("{}", fmt::join(challenge.flags, " ")));
  add(rows, "channel binding", or_none(auth.channel_binding));
}

}  // namespace

std::string ticket_in_short(const Transcript& t) {
  if (!has_ticket(t)) return {};
  const std::string of = t.auth.principal.empty() ? "" : " of " + t.auth.principal;
  const std::string from = t.auth.ticket_source.empty() ? "" : ", from the " + t.auth.ticket_source;
  return "ticket" + of + " for " + t.auth.spn + from;
}

std::string challenge_in_short(const AuthFacts& auth) {
  if (!auth.ntlm) return {};
  const NtlmChallenge& challenge = *auth.ntlm;
  const std::string names = dns_names(challenge).empty() ? netbios_names(challenge) : dns_names(challenge);
  const std::string clock = clock_of(challenge);
  return with_commas(
      {challenge.target_name, names, system_of(challenge), clock.empty() ? "" : "clock " + clock,
       auth.channel_binding.empty() ? "" : "answered with channel binding " + auth.channel_binding});
}

document::Rows auth_rows(const Transcript& t) {
  document::Rows rows;
  add_kerberos(rows, t);
  add_challenge(rows, t.auth);
  return rows;
}

}  // namespace authwalk
