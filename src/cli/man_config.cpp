// authwalk-config(5), from docs/config.schema.json: a test holds that file against the keys that are read.
#include <fmt/format.h>

#include <authwalk/version.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "command_error.hpp"
#include "man_pages.hpp"
#include "roff.hpp"

namespace authwalk::cli {
namespace {

namespace json = boost::json;

constexpr std::string_view own_name = "authwalk-config";

std::string text_of(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

bool is_mapping(const json::object& definition) {
  return definition.contains("properties");
}

// The mapping that a key holds, be it one of several, by name, or in a list.
std::string mapping_in(const json::object& definitions, const json::value& value) {
  constexpr std::string_view place = "#/$defs/";
  if (const auto* list = value.if_array()) {
    for (const auto& each : *list) {
      if (auto found = mapping_in(definitions, each); !found.empty()) return found;
    }
  }
  const auto* object = value.if_object();
  if (!object) return {};
  for (const auto& [key, inner] : *object) {
    if (key == "$ref") {
      const auto name = text_of(*object, "$ref").substr(place.size());
      if (is_mapping(definitions.at(name).as_object())) return name;
    } else if (auto found = mapping_in(definitions, inner); !found.empty()) {
      return found;
    }
  }
  return {};
}

std::string explanation(const json::object& definitions, const json::object& key) {
  std::string text = text_of(key, "description");
  const auto mapping = mapping_in(definitions, key);
  if (!mapping.empty()) text += fmt::format("{}see {} below", text.empty() ? "" : "; ", mapping);
  if (const auto* usual = key.if_contains("default"))
    text += fmt::format("; default: {}", json::serialize(*usual));
  if (const auto* words = key.if_contains("enum")) {
    text += "; one of ";
    for (const auto& word : words->as_array()) {
      text += word.is_string() ? std::string(word.as_string()) : json::serialize(word);
      text += ", ";
    }
    text.erase(text.size() - 2);
  }
  return text;
}

}  // namespace

ManPage config_page(std::string_view schema) {
  const auto parsed = json::parse({schema.data(), schema.size()});
  const auto& definitions = parsed.at("$defs").as_object();
  Roff page(own_name, 5, fmt::format("authwalk {}", version()));
  page.name(own_name, "what authwalk is to walk, and what it is to expect");
  page.section("SYNOPSIS");
  page.synopsis("authwalk walk --config FILE");
  page.section("DESCRIPTION");
  page.paragraph(
      "A YAML file with the smart hosts to walk (targets), the ways in which to walk them (modules), who "
      "logs "
      "on (credentials), and what is expected. No password stands in it, only where one comes from, and each "
      "credential names the targets that it may be sent to. A key that is not known is an error; every error "
      "is told with its line and column, and nothing is sent then.");
  page.section("KEYS");
  for (const auto& [name, value] : definitions) {
    const auto& definition = value.as_object();
    if (!is_mapping(definition)) continue;
    page.subsection(name == "config" ? std::string_view("The file") : std::string_view(name));
    page.paragraph(text_of(definition, "description"));
    for (const auto& [key, what] : definition.at("properties").as_object())
      page.item(key, explanation(definitions, what.as_object()));
  }
  page.section("EXAMPLES");
  page.paragraph(
      "A probe of two smart hosts, which must not relay for strangers nor take a password in clear:");
  page.literal(config_example());
  page.section("SEE ALSO");
  page.references("authwalk-walk(1), check_authwalk(1)");
  return {std::string(own_name), 5, page.text()};
}

std::string_view config_example() {
  return R"(credentials:
  probe:
    user: probe@contoso.example
    password_file: /etc/authwalk/probe.password
    targets: ["*.contoso.example"]
modules:
  relay:
    expect: {BasicAuthRequireTLS: pass, ExternalAuthoritative: fail}
    credential: probe
    envelope: {to: [partner@fabrikam.example]}
    thresholds:
      certificate_days: {warning: "30:", critical: "7:"}
targets:
  - mx1.contoso.example
  - mx2.contoso.example:587
)";
}

}  // namespace authwalk::cli
