#include "report/utc.hpp"

#include <fmt/format.h>

#include <ctime>

namespace authwalk {
namespace {

// Years that are written with four digits; outside of them a file that was read back tells nonsense.
constexpr std::int64_t first = -62'135'596'800'000;  // year 1
constexpr std::int64_t last = 253'402'300'799'999;   // year 9999

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::optional<std::int64_t> utc_milliseconds(std::string_view text) {
  constexpr std::size_t to_seconds = std::string_view("2026-11-21T12:00:00").size();
  std::tm parts{};
  const std::string copy(text.substr(0, to_seconds));
  const char* const end = strptime(copy.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (copy.size() != to_seconds || end == nullptr || *end != '\0') return std::nullopt;
  std::int64_t ms = static_cast<std::int64_t>(timegm(&parts)) * 1000;
  text.remove_prefix(to_seconds);
  if (text.starts_with('.')) {
    int weight = 100;
    for (text.remove_prefix(1); !text.empty() && is_digit(text.front());
         text.remove_prefix(1), weight /= 10) {
      ms += weight * (text.front() - '0');
    }
  }
  return ms;
}

std::string utc_text(std::int64_t milliseconds) {
  if (milliseconds < first) milliseconds = first;
  if (milliseconds > last) milliseconds = last;
  std::int64_t rest = milliseconds % 1000;
  if (rest < 0) rest += 1000;
  const std::time_t seconds = static_cast<std::time_t>((milliseconds - rest) / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, rest);
}

}  // namespace authwalk
