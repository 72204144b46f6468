// Boost.JSON writes 1.9 as 1.9E0 and knows no indentation, so the printing is done here.
#include "report/json_print.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <optional>

#include "report/json_values.hpp"

namespace authwalk {
namespace {

namespace json = boost::json;

constexpr std::size_t line_limit = 110;

std::string key_text(const json::key_value_pair& member) {
  return json::serialize(json::string(member.key()));
}

std::string scalar(const json::value& value) {
  if (!value.is_double()) return json::serialize(value);
  const double number = value.get_double();
  if (!std::isfinite(number)) return "null";
  // Nearly all are milliseconds, which are rounded to a tenth: 2 shall look like its neighbours, 2.0.
  return number == tenth(number) ? fmt::format("{:.1f}", number) : fmt::format("{}", number);
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

constexpr std::size_t too_wide = std::string::npos;

// Cells that the value takes on one line, or too_wide as soon as it is clear that it takes more than there
// are: a report is not printed once for every level that it has.
std::size_t flat_width(const json::value& value, std::size_t cells) {
  if (!value.is_structured()) {
    const std::size_t width = scalar(value).size();
    return width <= cells ? width : too_wide;
  }
  std::size_t width = 2;
  const auto add = [&](std::size_t more) {
    width = more == too_wide || width + more > cells ? too_wide : width + more;
    return width != too_wide;
  };
  if (value.is_object()) {
    for (const json::key_value_pair& member : value.get_object()) {
      if (!add((width > 2 ? 4 : 2) + key_text(member).size())) return too_wide;
      if (!add(flat_width(member.value(), cells - width))) return too_wide;
    }
  } else {
    for (const json::value& element : value.get_array()) {
      if (width > 2 && !add(2)) return too_wide;
      if (!add(flat_width(element, cells - width))) return too_wide;
    }
  }
  return width <= cells ? width : too_wide;
}

// Lists of words stay on one line however long: one word a line would make a page of an EHLO reply.
bool fits_on_a_line(const json::value& value, std::size_t indent) {
  if (!value.is_structured()) return true;
  if (indent <= line_limit && flat_width(value, line_limit - indent) != too_wide) return true;
  if (!value.is_array()) return false;
  const json::array& elements = value.get_array();
  return std::none_of(elements.begin(), elements.end(),
                      [](const json::value& e) { return e.is_structured(); });
}

void print_indented(std::string& out, const json::value& value, std::size_t indent) {
  if (fits_on_a_line(value, indent)) {
    print_flat(out, value);
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

std::string print_within(const json::value& value, std::size_t indent) {
  std::string out;
  print_indented(out, value, indent);
  return out;
}

std::string print_line(const json::value& value) {
  std::string out;
  print_flat(out, value);
  return out;
}

}  // namespace authwalk
