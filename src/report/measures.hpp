// What can be measured about a walk: thresholds compare it, monitoring systems draw it.
#pragma once

#include <authwalk/transcript.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace authwalk {

/// How long the walk took; empty for a walk that never got a connection, whose time says nothing about the
/// smart host.
std::optional<double> walk_seconds(const Transcript& transcript);

/// How long a step took; empty when it was not reached.
std::optional<double> step_seconds(const Transcript& transcript, Step step);

/// Seconds since 1970 of "2026-11-21T12:00:00" and whatever follows it; empty when it is no such time.
std::optional<std::int64_t> unix_seconds(std::string_view utc);

/// When the first certificate of the chain ends, as Unix time: an expired authority breaks TLS as well.
std::optional<std::int64_t> certificate_end(const Transcript& transcript);

/// Days from `now` until then.
std::optional<double> certificate_days(const Transcript& transcript, std::string_view now);

/// "10 days left", "ended 20 days ago": whole days, neither before the end nor behind it is the one that has
/// begun counted.
std::string days_left(double days);

}  // namespace authwalk
