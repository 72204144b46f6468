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

std::string_view dialect_in_words(const AuthFacts& auth) {
  if (auth.dialect == "spnego") return "SPNEGO";
  return auth.dialect == "kerberos" ? "bare Kerberos" : std::string_view(auth.dialect);
}

std::string layer_in_words(const AuthFacts& auth) {
  if (auth.security_layer == "none") return "no security layer";
  return auth.security_layer == "omitted" ? "security-layer round left out by the server"
                                          : auth.security_layer;
}

std::string unknown_services(const AuthFacts& auth) {
  return auth.unknown_spns.empty()
             ? ""
             : fmt::format("the KDC does not know {}", fmt::join(auth.unknown_spns, ", "));
}

// Where a login was refused, the server had no occasion to prove anything.
std::string identity_in_words(const Transcript& t) {
  if (t.auth.mutual) return "the server proved itself";
  return t.outcome == Outcome::pass ? "the server did not prove itself" : "";
}

// "no ticket for SMTPSVC/mx.contoso.example or SMTP/mx.contoso.example"
std::string missing_ticket(const AuthFacts& auth) {
  std::vector<std::string> asked = auth.unknown_spns;
  if (!auth.spn.empty() && std::ranges::find(asked, auth.spn) == asked.end()) asked.push_back(auth.spn);
  return asked.empty() ? "" : fmt::format("no ticket for {}", fmt::join(asked, " or "));
}

void add_kerberos(std::vector<Fact>& out, const Transcript& t) {
  const AuthFacts& auth = t.auth;
  if (kerberos_in_short(t).empty()) return;
  const auto row = [&](std::string_view label, std::string_view text) {
    if (!text.empty()) out.push_back({label, std::string(text)});
  };
  row("principal", auth.principal);
  if (!has_ticket(t)) {
    row("ticket", missing_ticket(auth));
    row("logon by", auth.ticket_source);
    return;
  }
  row("ticket for", auth.spn);
  row("not known", unknown_services(auth));
  row("ticket from", auth.ticket_source);
  row("dialect",
      auth.dialect == "spnego" ? "SPNEGO, as Windows sends it" : "bare Kerberos, as RFC 4752 has it");
  row("server's identity",
      auth.mutual ? "proved by the server (mutual authentication)" : identity_in_words(t));
  row("channel binding", auth.channel_binding.empty() ? "none" : auth.channel_binding);
  row("security layer",
      auth.security_layer == "none" ? "none, as agreed with the server" : layer_in_words(auth));
  row("delegation", "none: the server cannot act as this account");
}

void add_challenge(std::vector<Fact>& out, const AuthFacts& auth) {
  if (!auth.ntlm) return;
  const auto row = [&](std::string_view label, std::string_view text) {
    if (!text.empty()) out.push_back({label, std::string(text)});
  };
  const NtlmChallenge& challenge = *auth.ntlm;
  row("NTLM target", challenge.target_name);
  row("NetBIOS name", netbios_names(challenge));
  row("DNS name", dns_names(challenge));
  row("DNS forest", challenge.dns_forest);
  row("system", system_of(challenge));
  row("server's clock", with_commas({challenge.time, clock_of(challenge)}));
  row("NTLM flags", fmt::format("{}", fmt::join(challenge.flags, " ")));
  row("channel binding", auth.channel_binding.empty() ? "none" : auth.channel_binding);
}

}  // namespace

std::string kerberos_in_short(const Transcript& t) {
  const AuthFacts& auth = t.auth;
  if (auth.spn.empty() && auth.principal.empty() && auth.ticket_source.empty()) return {};
  const std::string who = auth.principal.empty() ? "no account known" : auth.principal;
  if (!has_ticket(t)) {
    const std::string source = auth.ticket_source.empty() ? "" : " (" + auth.ticket_source + ")";
    return with_commas({who + source, missing_ticket(auth)});
  }
  return with_commas(
      {who + " for " + auth.spn, unknown_services(auth),
       auth.ticket_source.empty() ? "" : "ticket from the " + auth.ticket_source,
       std::string(dialect_in_words(auth)), identity_in_words(t),
       auth.channel_binding.empty() ? "no channel binding" : "channel binding " + auth.channel_binding,
       layer_in_words(auth)});
}

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

std::vector<Fact> auth_facts(const Transcript& t) {
  std::vector<Fact> all;
  add_kerberos(all, t);
  add_challenge(all, t.auth);
  return all;
}

}  // namespace authwalk
