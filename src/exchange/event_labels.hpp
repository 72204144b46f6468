// The names that Event Viewer, Get-WinEvent and Get-EventLog give to the parts of an event, in the languages
// of Windows.
#pragma once

#include <string>
#include <string_view>

namespace authwalk {

enum class EventField { none, id, provider, time, message, xml, other };

/// The part that the label names, in any case and without its colon; none when it names no part of an event.
EventField event_field(std::string_view label);

/// "2026-11-21T12:00:00.000Z" of a UTC time in ISO 8601, with any number of decimals; empty for any other
/// time: a local time without its zone cannot be placed.
std::string utc_time(std::string_view text);

}  // namespace authwalk
