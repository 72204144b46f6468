#include "report/measures.hpp"

#include <fmt/format.h>

#include <cmath>

#include "report/utc.hpp"

namespace authwalk {

std::optional<double> walk_seconds(const Transcript& transcript) {
  if (transcript.remote.empty()) return std::nullopt;
  return transcript.total_ms / 1000;
}

std::optional<double> step_seconds(const Transcript& transcript, Step step) {
  const auto& ms = transcript.at(step).ms;
  return ms ? std::optional(*ms / 1000) : std::nullopt;
}

std::optional<std::int64_t> unix_seconds(std::string_view utc) {
  const auto ms = utc_milliseconds(utc);
  return ms ? std::optional(*ms / 1000) : std::nullopt;
}

std::optional<std::int64_t> certificate_end(const Transcript& transcript) {
  if (!transcript.tls) return std::nullopt;
  std::optional<std::int64_t> first;
  for (const CertificateFacts& certificate : transcript.tls->chain) {
    const auto end = unix_seconds(certificate.not_after);
    if (end && (!first || *end < *first)) first = end;
  }
  return first;
}

std::optional<double> certificate_days(const Transcript& transcript, std::string_view now) {
  const auto today = unix_seconds(now);
  const auto end = certificate_end(transcript);
  if (!today || !end) return std::nullopt;
  return static_cast<double>(*end - *today) / 86400;
}

std::string days_left(double days) {
  const double whole = std::trunc(days);
  const std::string_view unit = std::abs(whole) == 1 ? "day" : "days";
  return days < 0 ? fmt::format("ended {:.0f} {} ago", -whole, unit)
                  : fmt::format("{:.0f} {} left", whole, unit);
}

}  // namespace authwalk
