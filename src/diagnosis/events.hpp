// What Exchange itself would have logged for a walk.
#pragma once

#include <authwalk/diagnosis.hpp>
#include <optional>

namespace authwalk::diagnosis {

/// The send side's event of a failed authentication; empty where Exchange logs none of them.
std::optional<Event> event_of(const Transcript& t);

}  // namespace authwalk::diagnosis
