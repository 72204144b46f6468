#include "diagnosis/phrases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <authwalk/mode.hpp>

#include "diagnosis/evidence.hpp"
#include "diagnosis/template.hpp"

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

std::string certificate_names(const Transcript& t) {
  if (!t.tls || t.tls->chain.empty()) return "no name";
  const CertificateFacts& leaf = t.tls->chain.front();
  return leaf.names.empty() ? "no name but its subject " + cut(leaf.subject) : listed(leaf.names);
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

constexpr std::array placeholders{
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
    Placeholder{"offered", [](const Transcript& t) { return or_words(listed(t.auth.offered), "nothing"); }},
    Placeholder{"mechanism", [](const Transcript& t) { return or_words(t.auth.mechanism, "the mechanism"); }},
    Placeholder{"spn",
                [](const Transcript& t) { return or_words(t.auth.spn, "SMTPSVC/" + t.connector.SmartHost); }},
    Placeholder{"sender", [](const Transcript& t) { return path(refused_sender(t)); }},
    Placeholder{"recipient", [](const Transcript& t) { return path(refused_recipient(t)); }},
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

std::string protection(const Transcript& t) {
  if (!inside_tls(t)) return "in clear";
  const std::string& version = t.tls->version;
  if (t.tls->verified) return fmt::format("inside verified {}", version);
  if (t.tls->faults.empty()) return fmt::format("inside {} whose certificate was not verified", version);
  return fmt::format("inside {} whose certificate was not verified ({})", version,
                     id(t.tls->faults.front().cls));
}

std::string account_or(const Transcript& t, std::string_view otherwise) {
  return t.auth.user.empty() ? std::string(otherwise) : t.auth.user;
}

std::string path(std::string_view address) {
  return fmt::format("<{}>", address);
}

}  // namespace authwalk::diagnosis
