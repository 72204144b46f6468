#include "connectors/typed_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <authwalk/names.hpp>
#include <charconv>
#include <utility>

#include "connectors/export_readers.hpp"
#include "exchange/text_search.hpp"
#include "model/ip_address.hpp"

namespace authwalk::connectors {
namespace {

using Kind = ExportedValue::Kind;

// Which field stands for an object that has no text of its own, as ConvertTo-Json leaves them: an IPAddress,
// an Unlimited, an enum or a string with properties of its own, a host, a domain, a size, a server.
constexpr std::array<std::string_view, 10> telling_fields{"IPAddressToString", "Value",   "value__", "value",
                                                          "HostnameString",    "Address", "Domain",  "_bytes",
                                                          "DateTime",          "Name"};

bool is_true(const ExportedValue* field) {
  return field != nullptr && same_name(one_line(*field), "true");
}

std::string text_of(const ExportedValue& object, std::string_view field) {
  const ExportedValue* found = object.field(field);
  return found == nullptr ? std::string() : one_line(*found);
}

template <typename Number>
std::optional<Number> whole(std::string_view text) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return value;
}

// An IPAddress whose text was lost: its four bytes as one number, the first one lowest.
std::string address_of_number(const ExportedValue& object) {
  const ExportedValue* number = object.field("Address");
  if (number == nullptr || number->kind != Kind::text || object.field("IPAddressToString") != nullptr)
    return {};
  const auto bytes = whole<std::uint32_t>(number->text);
  if (!bytes) return {};
  return fmt::format("{}.{}.{}.{}", *bytes & 0xFF, *bytes >> 8 & 0xFF, *bytes >> 16 & 0xFF, *bytes >> 24);
}

// Digits with whatever the country puts between thousands.
std::optional<std::uint64_t> grouped_number(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (is_digit(c)) digits += c;
  }
  return whole<std::uint64_t>(digits);
}

std::optional<std::uint64_t> with_unit(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, unsigned>, 5> units{
      {{"TB", 40}, {"GB", 30}, {"MB", 20}, {"KB", 10}, {"B", 0}}};
  for (const auto& [unit, shift] : units) {
    if (text.size() <= unit.size() || !same_name(text.substr(text.size() - unit.size()), unit)) continue;
    const auto value = whole<std::uint64_t>(trimmed(text.substr(0, text.size() - unit.size())));
    if (!value || *value > (UINT64_MAX >> shift)) return std::nullopt;
    return *value << shift;
  }
  return whole<std::uint64_t>(text);
}

// "[d.]hh:mm:ss[.fffffff]"
std::optional<std::chrono::milliseconds> clock_span(std::string_view text) {
  std::int64_t days = 0;
  const std::size_t colon = text.find(':'), dot = text.find('.');
  if (colon == std::string_view::npos) return std::nullopt;
  if (dot < colon) {
    const auto read = whole<std::int64_t>(text.substr(0, dot));
    if (!read || *read < 0 || *read > 100'000) return std::nullopt;
    days = *read;
    text.remove_prefix(dot + 1);
  }
  std::array<std::int64_t, 3> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t end = std::min(text.size(), text.find_first_of(i < 2 ? ":" : "."));
    const auto read = whole<std::int64_t>(text.substr(0, end));
    if (!read || *read < 0 || *read > 59) return std::nullopt;
    parts[i] = *read;
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  std::string fraction(text.substr(0, 3));
  fraction.resize(3, '0');
  const auto thousandths = whole<std::int64_t>(fraction);
  if (!thousandths) return std::nullopt;
  const std::int64_t seconds = ((days * 24 + parts[0]) * 60 + parts[1]) * 60 + parts[2];
  return std::chrono::milliseconds(seconds * 1000 + *thousandths);
}

bool is_range(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || !is_ip_address(std::string(text.substr(0, slash)))) return false;
  const auto bits = whole<unsigned>(text.substr(slash + 1));
  return bits && *bits <= (text.find(':') == std::string_view::npos ? 32U : 128U);
}

// An entry of SmartHosts by its text, or by the fields that ConvertTo-Json leaves of it.
std::string smart_host_text(const ExportedValue& entry) {
  if (entry.kind != Kind::object || !entry.text.empty()) return one_line(entry);
  const std::string domain = text_of(entry, "Domain");
  const std::string address = text_of(entry, "Address");
  if (is_true(entry.field("IsIPAddress"))) return address;
  return domain.empty() ? address : domain;
}

}  // namespace

std::string one_line(const ExportedValue& value) {
  if (!value.text.empty()) return on_one_line(value.text);
  std::string text;
  if (value.kind == Kind::list) {
    for (const ExportedValue& item : value.items) text += (text.empty() ? "" : ", ") + one_line(item);
  } else if (value.kind == Kind::object) {
    text = address_of_number(value);
    for (const std::string_view name : telling_fields) {
      if (!text.empty()) break;
      const ExportedValue* field = value.field(name);
      if (field != nullptr) text = one_line(*field);
    }
  }
  return text;
}

bool is_type_name(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with("Deserialized.")) return true;
  if (!text.starts_with("System.") && !text.starts_with("Microsoft.Exchange.")) return false;
  return text.find_first_of("[`") != std::string_view::npos ||
         text.find("Collection") != std::string_view::npos;
}

bool TypedValue::empty() const {
  switch (value_.kind) {
    case Kind::null:
      return true;
    case Kind::text:
      return one_line(value_).empty();
    case Kind::list:
      return value_.items.empty() && !value_.cut;
    case Kind::object:
      return value_.fields.empty() && value_.text.empty();
  }
  return true;
}

void TypedValue::wrong(std::string_view expected) const {
  refuse(file_, value_.at, fmt::format("{} is {}", value_.name, quoted(text())),
         fmt::format("{} is {}", value_.name, expected));
}

Place TypedValue::place_of(const ExportedValue& entry) const {
  return {file_, entry.at.line, entry.at.column};
}

bool TypedValue::boolean() const {
  const std::string text = one_line(value_);
  for (const std::string_view yes : {"true", "1", "$true"}) {
    if (same_name(text, yes)) return true;
  }
  for (const std::string_view no : {"false", "0", "$false"}) {
    if (same_name(text, no)) return false;
  }
  wrong("True or False");
}

int TypedValue::number(int least, int most) const {
  const auto value = whole<int>(one_line(value_));
  if (!value || *value < least || *value > most) wrong(fmt::format("a number from {} to {}", least, most));
  return *value;
}

std::string TypedValue::address() const {
  const std::string text = one_line(value_);
  if (!is_ip_address(text)) wrong("an IP address, 0.0.0.0 for none");
  return text == "0.0.0.0" || text == "::" ? std::string() : text;
}

std::chrono::milliseconds TypedValue::time_span() const {
  // ConvertTo-Json takes a time span apart. One tick is 100 ns.
  if (value_.kind == Kind::object && value_.text.empty()) {
    if (const auto ticks = whole<std::int64_t>(text_of(value_, "Ticks")); ticks && *ticks >= 0)
      return std::chrono::milliseconds(*ticks / 10'000);
  }
  if (const auto span = clock_span(one_line(value_))) return *span;
  wrong("a time such as 00:10:00");
}

std::optional<std::uint64_t> TypedValue::size() const {
  if (value_.kind == Kind::object && is_true(value_.field("IsUnlimited"))) return std::nullopt;
  const std::string text = one_line(value_);
  // ConvertTo-Json may leave nothing of a size but empty braces: not known, and not wrong.
  if (same_name(text, "Unlimited") || (text.empty() && value_.kind == Kind::object)) return std::nullopt;
  const std::size_t open = text.find('('), close = text.find(')');
  const auto size = open < close && close != std::string::npos
                        ? grouped_number(std::string_view(text).substr(open, close - open))
                        : with_unit(text);
  if (!size) wrong("Unlimited, or a size such as 35 MB (36,700,160 bytes)");
  return size;
}

Mode TypedValue::mode() const {
  // The numbers of SmtpSendConnectorConfig.AuthMechanisms; those of a Receive connector are others.
  constexpr std::array<std::pair<std::string_view, Mode>, 5> numbers{{{"0", Mode::None},
                                                                      {"2", Mode::BasicAuth},
                                                                      {"4", Mode::BasicAuthRequireTLS},
                                                                      {"8", Mode::ExchangeServer},
                                                                      {"16", Mode::ExternalAuthoritative}}};
  const std::string text = one_line(value_);
  for (const auto& [number, mode] : numbers) {
    if (text == number || same_name(text, id(mode))) return mode;
  }
  wrong("None, BasicAuth, BasicAuthRequireTLS, ExchangeServer or ExternalAuthoritative (0, 2, 4, 8, 16)");
}

TlsAuthLevel TypedValue::tls_auth_level() const {
  const std::string text = one_line(value_);
  if (const auto level = find_tls_auth_level(text)) return *level;
  if (text == "1") return TlsAuthLevel::EncryptionOnly;
  if (text == "2") return TlsAuthLevel::CertificateValidation;
  if (text == "3") return TlsAuthLevel::DomainValidation;
  wrong("EncryptionOnly, CertificateValidation or DomainValidation (1, 2, 3)");
}

std::string TypedValue::domain() const {
  const std::string text = one_line(value_);
  return is_true(value_.field("IncludeSubDomains")) && !text.starts_with('*') ? "*." + text : text;
}

std::string TypedValue::certificate_name() const {
  if (value_.kind == Kind::object && value_.text.empty() && value_.field("CertificateIssuer") != nullptr) {
    return "<I>" + text_of(value_, "CertificateIssuer") + "<S>" + text_of(value_, "CertificateSubject");
  }
  return one_line(value_);
}

std::vector<const ExportedValue*> TypedValue::entries() const {
  std::vector<const ExportedValue*> entries;
  const ExportedValue* list = &value_;
  // {"value": [...], "Count": 2} of Windows PowerShell
  if (const ExportedValue* wrapped = value_.field("value");
      wrapped != nullptr && wrapped->kind == Kind::list) {
    list = wrapped;
  }
  if (list->kind != Kind::list) return {list};
  for (const ExportedValue& item : list->items) entries.push_back(&item);
  return entries;
}

std::vector<DefinedSmartHost> TypedValue::smart_hosts() const {
  std::vector<DefinedSmartHost> hosts;
  const auto all = entries();
  // One text for all of them: SmartHostsString, what a list becomes below the depth of ConvertTo-Json, or
  // what a script joined. An entry of a list is one host, and wrong with a blank or a semicolon in it.
  const bool joined = all.size() == 1 && all.front() == &value_;
  const std::string_view between = joined ? ",;| \t" : "";
  for (const ExportedValue* entry : all) {
    const std::string text = smart_host_text(*entry);
    for (std::size_t at = text.find_first_not_of(between); at < text.size();) {
      const std::size_t end = std::min(text.size(), text.find_first_of(between, at));
      hosts.push_back(smart_host(std::string_view(text).substr(at, end - at), place_of(*entry)));
      at = text.find_first_not_of(between, end);
    }
  }
  return hosts;
}

DefinedSmartHost smart_host(std::string_view text, Place place) {
  DefinedSmartHost host;
  host.place = std::move(place);
  if (text.starts_with('[') && text.ends_with(']') && text.size() > 2) text = text.substr(1, text.size() - 2);
  if (text.size() > 1 && text.ends_with('.')) text.remove_suffix(1);
  host.host = text;
  if (is_ip_address(host.host)) {
    host.kind = DefinedSmartHost::Kind::address;
  } else if (text == "--") {
    host.kind = DefinedSmartHost::Kind::site;
  } else if (is_range(text)) {
    host.kind = DefinedSmartHost::Kind::range;
  } else if (const char* fault = host_name_fault(text)) {
    host.kind = DefinedSmartHost::Kind::invalid;
    host.fault = fault;
  }
  return host;
}

namespace {

// "SMTP:*.contoso.example;10"; type and cost may be left out. X400 has semicolons of its own.
AddressSpace address_space(std::string_view text, Place place) {
  AddressSpace space;
  space.place = std::move(place);
  const std::size_t colon = text.find(':'), semicolon = text.rfind(';');
  if (colon != std::string_view::npos) space.type = text.substr(0, colon);
  const std::size_t begin = colon == std::string_view::npos ? 0 : colon + 1;
  const bool has_cost = semicolon != std::string_view::npos && semicolon >= begin &&
                        whole<int>(text.substr(semicolon + 1)).has_value();
  space.domain = text.substr(begin, has_cost ? semicolon - begin : std::string_view::npos);
  if (has_cost) space.cost = whole<int>(text.substr(semicolon + 1)).value_or(1);
  return space;
}

// Where the next address space begins in a text that joins several: behind | or a comma, or at a type behind
// a blank.
std::size_t next_space(std::string_view text) {
  const std::size_t bar = text.find_first_of("|,");
  const std::size_t blank = find_in_any_case(text, " smtp:");
  return std::min({bar, blank, text.size()});
}

}  // namespace

std::vector<AddressSpace> TypedValue::address_spaces() const {
  std::vector<AddressSpace> spaces;
  const auto all = entries();
  const bool joined = all.size() == 1 && all.front() == &value_;
  for (const ExportedValue* entry : all) {
    if (entry->kind == Kind::object && entry->text.empty()) {
      const std::string cost = text_of(*entry, "Cost");
      spaces.push_back({text_of(*entry, "Type"), text_of(*entry, "Address"), whole<int>(cost).value_or(1),
                        place_of(*entry)});
      continue;
    }
    const std::string text = one_line(*entry);
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::size_t end = joined ? next_space(rest) : rest.size();
      spaces.push_back(address_space(trimmed(rest.substr(0, end)), place_of(*entry)));
      rest.remove_prefix(std::min(rest.size(), end + 1));
    }
  }
  std::erase_if(spaces, [](const AddressSpace& each) { return each.domain.empty(); });
  return spaces;
}

}  // namespace authwalk::connectors
