// What the JSON of every part of a report is made of.
#pragma once

#include <authwalk/report.hpp>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// A tenth of a millisecond is what a clock over a network is worth.
inline double tenth(double ms) {
  return std::round(ms * 10) / 10;
}

/// Seconds as exact as their milliseconds; days to ten seconds.
inline double alert_value(const Alert& alert) {
  return std::round(alert.value * 10000) / 10000;
}

namespace json_values {

namespace json = boost::json;

inline json::value text(std::string_view bytes) {
  return json::value(printable(bytes));
}

inline json::value text_or_null(std::string_view bytes) {
  return bytes.empty() ? json::value(nullptr) : text(bytes);
}

inline json::value id_text(std::string_view id) {
  return json::value(json::string(id));
}

template <typename Range, typename Function>
json::array list(const Range& range, Function to_json) {
  json::array all;
  for (const auto& element : range) all.emplace_back(to_json(element));
  return all;
}

inline json::array texts(const std::vector<std::string>& lines) {
  return list(lines, [](const std::string& line) { return text(line); });
}

}  // namespace json_values
}  // namespace authwalk
