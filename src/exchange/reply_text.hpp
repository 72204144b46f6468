// Replies in recorded text. What failure one tells: failure_of_reply() of explain.hpp.
#pragma once

#include <authwalk/explain.hpp>
#include <optional>
#include <string_view>

namespace authwalk {

/// The reply that the text begins with, on one line or several; "535-5.7.8 No" and "535 5.7.3 No" alike.
/// Empty when it begins with none.
std::optional<Reply> reply_at_start(std::string_view text);

/// The first refusal that stands anywhere in the text and tells a reason: with its enhanced code, in quotes,
/// in a tuple, behind a colon or a label. Its code is 0 where the text leaves the three digits out, as .NET
/// does.
std::optional<Reply> reply_within(std::string_view text);

/// The text says that the server's words follow, or stand in it without their code: "The server response
/// was:".
bool announces_reply(std::string_view text);

/// A record of this refusal, at this step; without one the step follows from the reply.
RecordedFailure refused_with(const Reply& reply, std::optional<Step> step);

}  // namespace authwalk
