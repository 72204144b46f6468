#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <authwalk/login_name.hpp>

#include "config/blocks.hpp"
#include "config/keys.hpp"

namespace authwalk {
namespace {

using Source = ConfigCredential::Source;

constexpr std::array sources{std::pair{Source::file, std::string_view("password_file")},
                             std::pair{Source::command, std::string_view("password_command")},
                             std::pair{Source::netrc, std::string_view("netrc_file")},
                             std::pair{Source::systemd, std::string_view("systemd_credential")}};

void take_source(const Value& value, ConfigCredential& credential, Source source, std::string where) {
  for (const auto& [earlier, key] : sources) {
    if (credential.source != earlier) continue;
    refuse(value.key_place(), fmt::format("{} and {} both name a password", key, value.key()),
           "keep one of them");
  }
  credential.source = source;
  credential.where = std::move(where);
}

// A file name in $CREDENTIALS_DIRECTORY, and nothing that leads out of it (systemd.exec(5)).
std::string credential_id(const Value& value) {
  const auto& name = value.word();
  const bool leads_out = name.find('/') != std::string::npos || name == "." || name == "..";
  if (leads_out || name.size() > 255) {
    refuse(value.place(), fmt::format("{} {} is not the name of a credential", value.key(), quoted(name)),
           "the ID of LoadCredential=ID:PATH in the unit");
  }
  return name;
}

constexpr Key<ConfigCredential> rows[] = {
    {"user", [](const Value& v, ConfigCredential& c) { c.user = v.as(setting::account_name); }},
    {"domain", [](const Value& v, ConfigCredential& c) { c.domain = v.as(setting::account_name); }},
    {"password_file", [](const Value& v, ConfigCredential& c) { take_source(v, c, Source::file, v.path()); }},
    {"password_command",
     [](const Value& v, ConfigCredential& c) { take_source(v, c, Source::command, v.word()); }},
    {"netrc_file", [](const Value& v, ConfigCredential& c) { take_source(v, c, Source::netrc, v.path()); }},
    {"systemd_credential",
     [](const Value& v, ConfigCredential& c) { take_source(v, c, Source::systemd, credential_id(v)); }},
    {"targets",
     [](const Value& v, ConfigCredential& c) {
       for (const Value& pattern : v.list()) c.targets.push_back(read_pattern(pattern));
     }},
};

}  // namespace

std::span<const Key<ConfigCredential>> credential_keys() {
  return rows;
}

ConfigCredential read_credential(const Value& value, const std::string& name) {
  ConfigCredential credential;
  credential.name = name;
  read_keys(value, credential_keys(), credential);
  if (credential.targets.empty()) {
    refuse(value.key_place(), fmt::format("credential {} has no targets", name),
           "targets: [\"*.contoso.example\"] says where it may be sent");
  }
  if (credential.user.empty() && credential.source != Source::netrc) {
    refuse(value.key_place(), fmt::format("credential {} has no user", name),
           "user: svc@contoso.example; only netrc_file can do without");
  }
  if (!credential.domain.empty() && !LoginName::of(credential.user).domain.empty()) {
    refuse(value.place_of("domain"),
           fmt::format("credential {} has a domain, and its user has one already", name), "keep one of them");
  }
  return credential;
}

bool ConfigCredential::may_be_sent_to(std::string_view host) const {
  return std::any_of(targets.begin(), targets.end(),
                     [&](const TargetPattern& pattern) { return pattern.matches(host); });
}

}  // namespace authwalk
