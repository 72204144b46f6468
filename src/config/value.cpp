#include "config/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <authwalk/suggestion.hpp>
#include <charconv>

#include "model/lookup.hpp"

namespace authwalk {
namespace {

using Kind = YamlNode::Kind;

std::string_view words(Kind kind) {
  switch (kind) {
    case Kind::nothing:
      return "nothing";
    case Kind::text:
      return "a single value";
    case Kind::list:
      return "a list";
    case Kind::map:
      return "a mapping";
  }
  return "nothing";
}

template <typename Number>
std::optional<Number> whole(std::string_view text) {
  Number value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return value;
}

// Does a key ask for what may not stand in the file?
bool means_password(std::string_view key) {
  for (const auto* name : {"password", "passwd", "pass", "passphrase", "pw", "pwd", "secret", "token"}) {
    if (same_name(key, name)) return true;
  }
  return false;
}

}  // namespace

const YamlNode* Value::child(std::string_view key) const {
  for (const auto& entry : node_->entries) {
    if (entry.key == key) return entry.value.get();
  }
  return nullptr;
}

Place Value::place_of(std::string_view key) const {
  const YamlNode* found = child(key);
  return found ? Place{source_->file, found->line, found->column} : place();
}

void Value::refuse_kind(std::string_view wanted) const {
  if (node_->kind == Kind::nothing) {
    refuse(key_place_, fmt::format("{} has no value", key_), "give it one, or drop the line");
  }
  refuse(place(), fmt::format("{} is {}, and is to be {}", key_, words(node_->kind), wanted),
         "docs/config.md has an example");
}

const std::string& Value::text() const {
  if (node_->kind != Kind::text) refuse_kind("a single value");
  const auto control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; };
  if (std::any_of(node_->text.begin(), node_->text.end(), control)) {
    refuse(place(), fmt::format("{} holds a line break or another control character", key_),
           "write it on one line, without \\r, \\n and \\t");
  }
  return node_->text;
}

const std::string& Value::word() const {
  if (text().empty()) refuse(place(), fmt::format("{} is empty", key_), "give it a value, or drop the line");
  return node_->text;
}

// As YAML 1.2 has it. In YAML 1.1, which many programs read, yes and on are booleans too; a country or a
// switch that is silently one or the other has surprised enough people.
bool Value::truth() const {
  if (same_name(text(), "true")) return true;
  if (same_name(text(), "false")) return false;
  refuse(place(), fmt::format("{} {} is neither true nor false", key_, quoted(text())),
         fmt::format("{}: true", key_));
}

unsigned Value::number(unsigned least, unsigned most, unsigned example) const {
  return as([&](std::string_view typed) { return setting::number(typed, least, most, example); });
}

// As Exchange takes and shows sizes: a number, a unit, and the bytes in brackets behind it.
std::optional<std::uint64_t> Value::size() const {
  if (same_name(word(), "unlimited")) return std::nullopt;
  std::string_view rest = text();
  const auto digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  const auto count = whole<std::uint64_t>(rest.substr(0, digits));
  rest.remove_prefix(digits);
  if (const auto bracket = rest.find('('); bracket != std::string_view::npos) rest = rest.substr(0, bracket);
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  while (rest.ends_with(' ')) rest.remove_suffix(1);
  std::uint64_t unit = 1;
  for (const auto* name : {"B", "KB", "MB", "GB"}) {
    if (count && *count <= (1U << 30) && (rest.empty() || same_name(rest, name))) return *count * unit;
    unit *= 1024;
  }
  refuse(place(), fmt::format("{} {} is not a size", key_, quoted(text())),
         fmt::format("{}: 35 MB, or unlimited", key_));
}

std::string Value::path() const {
  if (word().starts_with("~")) {
    refuse(place(), fmt::format("{} begins with ~, which only a shell expands", key_),
           "write the whole path");
  }
  const auto& file = source_->file;
  const auto slash = file.rfind('/');
  if (word().starts_with("/") || slash == std::string::npos) return word();
  return file.substr(0, slash + 1) + word();
}

std::vector<Value> Value::list() const {
  if (node_->kind == Kind::text || node_->kind == Kind::map) return {*this};
  if (node_->kind == Kind::nothing) refuse_kind("a list");
  if (node_->items.empty()) {
    refuse(place(), fmt::format("{} is an empty list", key_), "put something in, or drop the line");
  }
  std::vector<Value> values;
  for (const auto& item : node_->items) {
    values.push_back(*this);
    values.back().node_ = item.get();
  }
  return values;
}

std::vector<Value> Value::entries() const {
  if (node_->kind != Kind::map) refuse_kind("a mapping");
  if (node_->entries.empty()) {
    refuse(place(), fmt::format("{} is an empty mapping", key_), "put something in, or drop the line");
  }
  std::vector<Value> values;
  for (const auto& entry : node_->entries) {
    Value value = *this;
    value.node_ = entry.value.get();
    value.keys_ = keys_.empty() ? entry.key : keys_ + "." + entry.key;
    value.key_ = entry.key;
    value.key_place_ = {source_->file, entry.line, entry.column};
    source_->places.try_emplace(value.keys_, value.place());
    values.push_back(std::move(value));
  }
  return values;
}

void Value::refuse_setting(const Place& at, const SettingError& error) const {
  const bool part = error.problem.starts_with(':');
  refuse(at, fmt::format("{}{}{}", key_, part ? "" : " ", error.problem),
         error.example ? fmt::format("{}: {}", key_, error.hint) : error.hint);
}

void Value::refuse_key(const std::vector<std::string>& known) const {
  if (means_password(key_)) {
    refuse(key_place_, fmt::format("{}: no password may stand in this file", quoted(key_)),
           "password_file, password_command, netrc_file or systemd_credential says where it is; without "
           "them it is asked for");
  }
  if (key_ == "<<") {
    refuse(key_place_, "a merge key, which YAML 1.2 does not have",
           "let an alias stand for a whole block: tls: *tls");
  }
  const bool top = keys_.size() == key_.size();
  const auto mapping = top ? "the file" : printable(keys_.substr(0, keys_.size() - key_.size() - 1));
  refuse(key_place_, fmt::format("{} is not a key of {}", quoted(key_), mapping),
         did_you_mean(key_, known, fmt::format("one of {}", fmt::join(known, ", "))));
}

}  // namespace authwalk
