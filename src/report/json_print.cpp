// Boost.JSON writes 1.9 as 1.9E0 and knows no indentation, so the printing is done here.
#include "report/json_print.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <optional>

namespace authwalk {
namespace {

namespace json = boost::json;

constexpr std::size_t line_limit = 110;

std::string key_text(const json::key_value_pair& member) {
  return json::serialize(json::string(member.key()));
}

std::string scalar(const json::value& value) {
  if (!value.is_double()) return json::serialize(value);
  // All fractions of a report are milliseconds; a tenth is what a clock over a network is worth.
  return std::isfinite(value.get_double()) ? fmt::format("{:.1f}", value.get_double()) : "null";
}

void print_flat(std::string& out, const json::value& value) {
  const char* separator = "";
  if (value.is_object()) {
    out += '{';
    for (const json::key_value_pair& member : value.get_object()) {
      out += separator + key_text(member) + ": ";
      print_flat(out, member.value());
      separator = ", ";
    }
    out += '}';
  } else if (value.is_array()) {
    out += '[';
    for (const json::value& element : value.get_array()) {
      out += separator;
      print_flat(out, element);
      separator = ", ";
    }
    out += ']';
  } else {
    out += scalar(value);
  }
}

// Lists of words stay on one line however long: one word a line would make a page of an EHLO reply.
bool fits_on_a_line(const json::value& value, std::size_t width) {
  if (!value.is_structured() || width <= line_limit) return true;
  if (!value.is_array()) return false;
  const json::array& elements = value.get_array();
  return std::none_of(elements.begin(), elements.end(),
                      [](const json::value& e) { return e.is_structured(); });
}

void print_indented(std::string& out, const json::value& value, std::size_t indent) {
  const std::string flat = print_line(value);
  if (fits_on_a_line(value, indent + flat.size())) {
    out += flat;
    return;
  }
  const std::string begin = "\n" + std::string(indent + 2, ' ');
  const char* separator = "";
  out += value.is_object() ? '{' : '[';
  if (value.is_object()) {
    for (const json::key_value_pair& member : value.get_object()) {
      out += separator + begin + key_text(member) + ": ";
      print_indented(out, member.value(), indent + 2);
      separator = ",";
    }
  } else {
    for (const json::value& element : value.get_array()) {
      out += separator + begin;
      print_indented(out, element, indent + 2);
      separator = ",";
    }
  }
  out += "\n" + std::string(indent, ' ') + (value.is_object() ? '}' : ']');
}

}  // namespace

std::string print_pretty(const json::value& value) {
  std::string out;
  print_indented(out, value, 0);
  return out + "\n";
}

std::string print_line(const json::value& value) {
  std::string out;
  print_flat(out, value);
  return out;
}

}  // namespace authwalk
