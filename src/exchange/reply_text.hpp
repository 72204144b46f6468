// Replies in recorded text. What failure one tells: failure_of_reply() of explain.hpp.
#pragma once

#include <authwalk/explain.hpp>
#include <optional>
#include <string_view>

namespace authwalk {

/// The reply that the text begins with, on one line or several; "535-5.7.8 No" and "535 5.7.3 No" alike.
/// Empty when it begins with none.
std::optional<Reply> reply_at_start(std::string_view text);

/// The first 4yz or 5yz reply that stands anywhere in the text: by its enhanced code, or in quotes, or behind
/// a colon. Empty when there is none.
std::optional<Reply> reply_within(std::string_view text);

}  // namespace authwalk
