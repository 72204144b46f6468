// Points in time as the reports write them, "2026-11-21T12:00:00.000Z".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace authwalk {

/// Milliseconds since 1970; what stands behind the seconds may be missing. Empty when the text is no such
/// time.
std::optional<std::int64_t> utc_milliseconds(std::string_view text);

/// "2026-11-21T12:00:00.000Z".
std::string utc_text(std::int64_t milliseconds);

}  // namespace authwalk
