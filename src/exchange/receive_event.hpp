// The event that a receiving Exchange logs beside a failure that its protocol log shows.
#pragma once

#include <authwalk/explain.hpp>
#include <optional>
#include <string>

namespace authwalk {

/// 1035 for a refused logon, 1010 for a message refused at its end. Empty for what leaves no event.
std::optional<Event> receive_event(const Transcript& transcript, const std::string& receive_connector);

}  // namespace authwalk
