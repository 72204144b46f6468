// What Exchange itself would have logged for a walk, on either side.
#pragma once

#include <authwalk/diagnosis.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk::diagnosis {

/// The Send connector's event: of an authentication that failed, or of a message that was not delivered.
/// Empty where Exchange logs none of them.
std::optional<Event> event_of(const Transcript& t);

/// What a Send connector reports itself, in the form of a reply, where it needs STARTTLS and none is offered.
std::string_view reply_without_starttls(const Transcript& t);

/// The events that an Exchange on the other side logs for the same failure, as far as its replies show them.
/// Which of its connectors answered is not known here.
std::vector<Event> partner_events_of(const Transcript& t);

/// The text of event 1035, which an Exchange on the other side logs when it refuses a login.
std::string inbound_event_text(const Transcript& t);

}  // namespace authwalk::diagnosis
