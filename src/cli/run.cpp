#include "run.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include <authwalk/report.hpp>
#include <chrono>
#include <ctime>
#include <stdexcept>

#include "command_error.hpp"

namespace authwalk::cli {
namespace {

std::string utc_now() {
  const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const std::time_t whole = std::chrono::system_clock::to_time_t(now);
  std::tm utc{};
  gmtime_r(&whole, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, now.time_since_epoch().count() % 1000);
}

}  // namespace

Run run(ProbePlan plan) {
  for (auto& walk : plan.walks) {
    if (walk.walk_id.empty()) walk.walk_id = random_hex(8);
  }
  Run run;
  run.started = utc_now();
  try {
    run.walks = probe(plan);
  } catch (const std::invalid_argument& error) {
    throw CommandError{exit_data, printable(error.what()), "authwalk walk --help"};
  }
  return run;
}

std::string random_hex(std::size_t bytes) {
  std::string raw(bytes, '\0');
  // Up to 256 bytes come whole (getrandom(2)); a system without is not one we run on.
  if (getrandom(raw.data(), raw.size(), 0) != static_cast<ssize_t>(raw.size()))
    throw std::runtime_error("the system gives no random bytes");
  std::string hex;
  for (const char c : raw) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return hex;
}

}  // namespace authwalk::cli
