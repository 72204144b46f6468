// What a refusal means at the step where it was given, and at which step it was, where nobody says so.
#pragma once

#include <authwalk/failure.hpp>
#include <authwalk/reply.hpp>
#include <authwalk/step.hpp>
#include <optional>
#include <string_view>

#include "knowledge/reply_rows.hpp"

namespace authwalk {

/// The class of a reply that is not the one that the step needs: 4yz and 5yz by the table of replies,
/// anything else a protocol violation.
Class class_of_refusal(Step step, const Reply& reply);

/// The step at which servers give this reply, by its code and words.
Step step_of_refusal(const Reply& reply);

/// The same for a reply to an attempt to log on: auth-start, auth-challenge or auth-result.
Step step_of_refused_login(const Reply& reply);

/// A reply with no step told: its class claims no more than its words do, when the step is a guess.
Class class_of_placeless_refusal(const Reply& reply);

/// The class that a row of the table gives to this reply, which it fits; the row has one.
Class class_of_row(const knowledge::ReplyRow& row, const Reply& reply);

/// The step of an SMTP command or of a log's name for it: "MAIL FROM", "RCPT", "end of DATA", "AUTH LOGIN".
std::optional<Step> step_of_command(std::string_view words);

}  // namespace authwalk
