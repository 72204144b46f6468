#include "diagnosis/phrases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <authwalk/mode.hpp>
#include <cmath>

#include "diagnosis/events.hpp"
#include "diagnosis/evidence.hpp"
#include "diagnosis/template.hpp"
#include "diagnosis/words.hpp"

namespace authwalk::diagnosis {
namespace {

constexpr std::size_t longest_quote = 300;
constexpr std::size_t longest_list = 12;

// Cuts between characters, so that the renderer does not meet half of one.
std::string cut(std::string_view text) {
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.remove_suffix(1);
  if (text.size() <= longest_quote) return std::string(text);
  std::size_t end = longest_quote;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + " [...]";
}

// With commas, as the rest of the report lists them.
std::string names_in_a_row(const std::vector<std::string>& names) {
  std::string row;
  for (std::size_t i = 0; i < std::min(names.size(), longest_list); ++i) {
    row += (i > 0 ? ", " : "") + cut(names[i]);
  }
  return names.size() > longest_list ? fmt::format("{} and {} more", row, names.size() - longest_list) : row;
}

std::string certificate_names(const Transcript& t) {
  if (!t.tls || t.tls->chain.empty()) return "no name";
  const CertificateFacts& leaf = t.tls->chain.front();
  return leaf.names.empty() ? "no name but its subject " + cut(leaf.subject) : names_in_a_row(leaf.names);
}

std::string expected_name(const Transcript& t) {
  if (t.tls) {
    for (const NameComparison& name : t.tls->names) {
      if (!name.matched) return name.expected;
    }
  }
  return t.connector.SmartHost;
}

std::string or_words(const std::string& value, std::string_view words) {
  return value.empty() ? std::string(words) : value;
}

std::string either(const std::vector<std::string>& names) {
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) list += i + 1 == names.size() ? " or " : ", ";
    list += cut(names[i]);
  }
  return list;
}

std::string ahead_or_behind(const Transcript& t) {
  if (!t.auth.ntlm || !t.auth.ntlm->clock_offset) return "of an unknown difference to";
  const double offset = *t.auth.ntlm->clock_offset;
  return fmt::format("{} {}", duration(offset), offset < 0 ? "behind" : "ahead of");
}

// "in order", "cert-expired, cert-name-mismatch"
std::string certificate_state(const Transcript& t) {
  if (!t.tls || t.tls->faults.empty()) return "in order";
  std::string state;
  for (const CertificateFault& fault : t.tls->faults) {
    if (!state.empty()) state += ", ";
    state += id(fault.cls);
  }
  return state;
}

// The mechanisms of the verb that the mode uses. A walk that ended before TLS has seen only what is offered
// in clear.
std::string offered_logins(const Transcript& t) {
  if (!t.auth.offered.empty()) return listed(t.auth.offered);
  if (fragment(t)) return "what is not recorded";
  const Capabilities offers = offers_that_count(t);
  const std::string mechanisms = listed(exchange_mode(t) ? offers.x_exps : offers.auth);
  if (mechanisms.empty()) return t.offers.plain.empty() ? "what is not known" : "nothing";
  return t.offers.tls ? mechanisms : mechanisms + " in clear";
}

constexpr std::array placeholders{
    Placeholder{"address",
                [](const Transcript& t) { return or_words(walked_address(t), t.connector.SmartHost); }},
    Placeholder{"shown-address", [](const Transcript& t) { return or_words(local_address(t), "not known"); }},
    Placeholder{"our-server",
                [](const Transcript& t) { return "our server" + in_brackets(local_address(t)); }},
    Placeholder{
        "step",
        [](const Transcript& t) { return std::string(id(t.failure ? t.failure->step : Step::local)); }},
    Placeholder{
        "class",
        [](const Transcript& t) { return t.failure ? std::string(id(t.failure->cls)) : "no failure"; }},
    Placeholder{"login-offers", login_offers},
    Placeholder{"certificate-state", certificate_state},
    Placeholder{"protection", protection},
    Placeholder{"accepted-recipient", [](const Transcript& t) { return path(accepted_recipient(t)); }},
    Placeholder{"relayed-recipient", [](const Transcript& t) { return path(relayed_recipient(t)); }},
    Placeholder{"host", [](const Transcript& t) { return t.connector.SmartHost; }},
    Placeholder{"target", [](const Transcript& t) { return t.connector.target(); }},
    Placeholder{"port", [](const Transcript& t) { return std::to_string(t.connector.Port); }},
    Placeholder{"mode", [](const Transcript& t) { return std::string(id(t.mode)); }},
    Placeholder{"fqdn",
                [](const Transcript& t) { return or_words(t.connector.Fqdn, "the connector's Fqdn"); }},
    Placeholder{"account", [](const Transcript& t) { return account_or(t, "the account"); }},
    Placeholder{"reply", [](const Transcript& t) { return or_words(short_reply(t), "its reply"); }},
    Placeholder{"detail",
                [](const Transcript& t) {
                  return or_words(short_fact(t.failure ? t.failure->detail : std::string()), "no detail");
                }},
    Placeholder{"doing",
                [](const Transcript& t) {
                  return std::string(row(t.failure ? t.failure->step : Step::local).doing);
                }},
    Placeholder{"offered",
                [](const Transcript& t) {
                  return or_words(listed(t.auth.offered), fragment(t) ? "what is not recorded" : "nothing");
                }},
    Placeholder{"offered-logins", offered_logins},
    Placeholder{"tried-or-needed",
                [](const Transcript& t) {
                  const bool tried = t.failure && t.failure->step >= Step::auth_start;
                  return tried ? "this walk tried " + auth_command(t)
                               : "this mode needs " + needed_command(t);
                }},
    Placeholder{"mechanism", [](const Transcript& t) { return or_words(t.auth.mechanism, "the mechanism"); }},
    Placeholder{"spn",
                [](const Transcript& t) { return or_words(t.auth.spn, "SMTPSVC/" + t.connector.SmartHost); }},
    Placeholder{"asked-spn", [](const Transcript& t) { return asked_services(t).front(); }},
    Placeholder{"services", [](const Transcript& t) { return either(asked_services(t)); }},
    Placeholder{"principal",
                [](const Transcript& t) { return or_words(login_name(t), "this walk's account"); }},
    Placeholder{"ticket-source",
                [](const Transcript& t) {
                  const std::string& source = t.auth.ticket_source;
                  return source.empty() ? std::string("the credential given") : "the " + source;
                }},
    Placeholder{"auth-command", auth_command},
    Placeholder{"auth-offered", [](const Transcript& t) { return listed(offers_that_count(t).auth); }},
    Placeholder{"clock", ahead_or_behind},
    Placeholder{"event-1035", inbound_event_text},
    Placeholder{"sender", sender},
    Placeholder{"recipient", recipient},
    Placeholder{"names", certificate_names},
    Placeholder{"expected-name", expected_name},
    Placeholder{
        "our-versions",
        [](const Transcript& t) { return or_words(t.tls ? t.tls->our_versions : "", "TLS 1.2 and 1.3"); }},
    Placeholder{
        "peer-version",
        [](const Transcript& t) { return or_words(t.tls ? t.tls->peer_version : "", "another version"); }},
};

}  // namespace

std::string fill_words(std::string_view text, const Transcript& t) {
  return fill(text, placeholders, t);
}

std::string short_reply(const Transcript& t) {
  return cut(decisive_reply(t));
}

std::string short_fact(std::string_view fact) {
  return cut(fact);
}

std::string in_brackets(std::string_view fact) {
  const std::string text = cut(fact);
  return text.empty() ? text : " (" + text + ")";
}

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), longest_list); ++i) {
    if (i > 0) list += ' ';
    list += cut(names[i]);
  }
  if (names.size() > longest_list) list += fmt::format(" and {} more", names.size() - longest_list);
  return list;
}

std::string login_offers(const Transcript& t) {
  const Capabilities clear = offers_in_clear(t), counting = offers_that_count(t);
  std::string all;
  const auto add = [&](bool offered, const std::string& text) {
    if (offered) all += (all.empty() ? "" : ", ") + text;
  };
  add(clear.starttls, "STARTTLS");
  add(clear.x_anonymoustls, "X-ANONYMOUSTLS");
  add(!counting.auth.empty(), "AUTH " + listed(counting.auth));
  add(!counting.x_exps.empty(), "X-EXPS " + listed(counting.x_exps));
  return all.empty() ? "no TLS and no login" : all;
}

std::string sender(const Transcript& t) {
  return t.transactions.empty() ? "this sender" : path(refused_sender(t));
}

std::string recipient(const Transcript& t) {
  const std::string to = refused_recipient(t);
  return to.empty() ? "this recipient" : path(to);
}

std::string protection(const Transcript& t) {
  if (!inside_tls(t)) return "in clear";
  const std::string& version = t.tls->version;
  if (version.empty()) return "inside TLS";
  if (t.tls->verified) return fmt::format("inside verified {}", version);
  if (t.tls->faults.empty()) return fmt::format("inside {} whose certificate was not verified", version);
  return fmt::format("inside {} whose certificate was not verified ({})", version,
                     id(t.tls->faults.front().cls));
}

std::string account_or(const Transcript& t, std::string_view otherwise) {
  return or_words(login_name(t), otherwise);
}

std::string duration(double seconds) {
  const double size = std::abs(seconds);
  if (size < 60) return fmt::format("{:.1f} s", size);
  if (size > 48 * 3600) return fmt::format("{:.0f} days", size / 86400);
  const auto whole = static_cast<long long>(size);
  if (whole >= 3600) return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
  return fmt::format("{} min {} s", whole / 60, whole % 60);
}

std::string path(std::string_view address) {
  return fmt::format("<{}>", address);
}

}  // namespace authwalk::diagnosis
