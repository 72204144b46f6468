#include <algorithm>
#include <authwalk/names.hpp>
#include <string>

#include "model/ip_address.hpp"
#include "model/lookup.hpp"

namespace authwalk {
namespace {

bool is_control_or_blank(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// What is wrong with one name between two dots; null when nothing is.
const char* label_fault(std::string_view label) {
  if (label.empty()) return "two dots with nothing in between";
  if (label.size() > 63) return "more than 63 characters between two dots";
  if (label.front() == '-' || label.back() == '-') return "a hyphen beside a dot or at an end";
  if (!std::all_of(label.begin(), label.end(), is_host_character)) return "a character that no host name has";
  return nullptr;
}

const char* labels_fault(std::string_view name) {
  if (name.empty()) return "it is empty";
  if (std::any_of(name.begin(), name.end(), is_control_or_blank)) return "blanks or control characters";
  if (!is_ascii(name)) return "characters outside ASCII; give the name in its xn-- form";
  if (name.size() > 253) return "more than 253 characters";
  while (true) {
    const auto dot = name.find('.');
    if (const char* fault = label_fault(name.substr(0, dot))) return fault;
    if (dot == std::string_view::npos) return nullptr;
    name.remove_prefix(dot + 1);
  }
}

}  // namespace

const char* host_name_fault(std::string_view name) {
  if (const char* fault = labels_fault(name)) return fault;
  // Four numbers that are no address must not be looked up as a name.
  const bool digits = name.find_first_not_of("0123456789.") == std::string_view::npos;
  return digits ? "only digits and dots, but it is no IPv4 address" : nullptr;
}

// Without quoted local parts: a Send connector's sender has none.
const char* mailbox_fault(std::string_view address) {
  if (address.empty()) return "it is empty";
  if (std::any_of(address.begin(), address.end(), is_control_or_blank)) return "blanks or control characters";
  if (address.find_first_of("<>") != std::string_view::npos) return "angle brackets; give the bare address";
  if (!is_ascii(address)) return "characters outside ASCII (SMTPUTF8 is not supported)";
  if (address.size() > 254) return "more than 254 characters";
  const auto at = address.rfind('@');
  if (at == std::string_view::npos) return "no @";
  if (at == 0) return "nothing before the @";
  if (at > 64) return "more than 64 characters before the @";
  if (const auto special = address.substr(0, at).find_first_of("()[]:;,\"\\@");
      special != std::string_view::npos)
    return address[special] == ',' || address[special] == ';' || address[special] == '@'
               ? "more than one address"
               : "a character that stands in no address before the @";
  const auto domain = address.substr(at + 1);
  if (domain.size() > 2 && domain.front() == '[' && domain.back() == ']') return nullptr;
  return labels_fault(domain) ? "no domain name after the @" : nullptr;
}

bool is_postmaster(std::string_view address) {
  return same_name(address, "postmaster");
}

std::optional<TargetParts> split_target(std::string_view target) {
  if (target.starts_with('[')) {
    const auto end = target.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const auto host = target.substr(1, end - 1);
    if (end + 1 == target.size()) return TargetParts{host, std::nullopt, true};
    if (target[end + 1] != ':') return std::nullopt;
    return TargetParts{host, target.substr(end + 2), true};
  }
  if (is_ip_address(std::string(target))) return TargetParts{target, std::nullopt, true};
  const auto colon = target.find(':');
  if (colon == std::string_view::npos) return TargetParts{target, std::nullopt, false};
  if (target.rfind(':') != colon) return std::nullopt;
  return TargetParts{target.substr(0, colon), target.substr(colon + 1), false};
}

}  // namespace authwalk
