#include "run.hpp"

#include <fmt/format.h>
#include <sys/random.h>
#include <sys/resource.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <chrono>
#include <ctime>
#include <stdexcept>

#include "command_error.hpp"

namespace authwalk::cli {

std::string utc_now() {
  const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const std::time_t whole = std::chrono::system_clock::to_time_t(now);
  std::tm utc{};
  gmtime_r(&whole, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, now.time_since_epoch().count() % 1000);
}

namespace {

// Every walk holds a socket. Where the system does not allow as many, walks wait for their turn instead of
// failing in a way that looks like the smart host's fault.
unsigned jobs_that_fit(unsigned jobs) {
  constexpr rlim_t for_everything_else = 64;
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return jobs;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_cur <= for_everything_else) return 1;
  return static_cast<unsigned>(std::min<rlim_t>(jobs, files.rlim_cur - for_everything_else));
}

}  // namespace

Run run(ProbePlan plan) {
  plan.jobs = jobs_that_fit(plan.jobs);
  for (auto& walk : plan.walks) {
    if (walk.walk_id.empty()) walk.walk_id = random_hex(8);
  }
  Run run;
  run.started = utc_now();
  try {
    run.walks = probe(plan);
  } catch (const TlsFileError& error) {
    throw CommandError{exit_data, printable(error.what()),
                       error.fault == TlsFileError::Fault::another_key
                           ? "--client-key is the key of another certificate"
                           : "authwalk walk --help"};
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
