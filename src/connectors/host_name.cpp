#include "connectors/host_name.hpp"

#include <algorithm>

#include "exchange/text_search.hpp"

namespace authwalk::connectors {
namespace {

bool is_host_character(char c) {
  return is_letter(c) || is_digit(c) || c == '-' || c == '_';
}

std::string_view label_fault(std::string_view label) {
  if (label.empty()) return "two dots with nothing in between";
  if (label.size() > 63) return "more than 63 characters between two dots";
  if (!std::all_of(label.begin(), label.end(), is_host_character)) return "a character that no host name has";
  if (label.front() == '-' || label.back() == '-') return "a hyphen beside a dot or at an end";
  return {};
}

}  // namespace

std::string_view host_name_fault(std::string_view name) {
  if (name.empty()) return "it is empty";
  if (name.size() > 253) return "more than 253 characters";
  if (name.find_first_not_of("0123456789.") == std::string_view::npos) return "numbers that are no address";
  while (true) {
    const std::size_t dot = name.find('.');
    if (const auto fault = label_fault(name.substr(0, dot)); !fault.empty()) return fault;
    if (dot == std::string_view::npos) return {};
    name.remove_prefix(dot + 1);
  }
}

}  // namespace authwalk::connectors
