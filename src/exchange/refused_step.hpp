// At which step a reply was given, where the record does not say so.
#pragma once

#include <authwalk/failure.hpp>
#include <authwalk/reply.hpp>
#include <authwalk/step.hpp>
#include <optional>
#include <string_view>

namespace authwalk {

/// The step of an SMTP command or of a log's name for it: "MAIL FROM", "RCPT", "end of DATA", "AUTH LOGIN".
std::optional<Step> step_of_command(std::string_view words);

/// The step at which servers give this reply, by its code and words.
Step step_of_refusal(const Reply& reply);

/// The same for a reply to an attempt to log on: auth-start, auth-challenge or auth-result.
Step step_of_refused_login(const Reply& reply);

/// The class of a refusal at its step.
Class class_of_recorded_refusal(Step step, const Reply& reply);

}  // namespace authwalk
