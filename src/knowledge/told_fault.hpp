// Faults that no server's reply tells: the sender's own texts, mostly in the form of a reply, and what
// programs say when DNS, TCP or TLS breaks.
#pragma once

#include <authwalk/failure.hpp>
#include <authwalk/mode.hpp>
#include <authwalk/reply.hpp>
#include <optional>
#include <string_view>

namespace authwalk {

struct ToldFault {
  Step step = Step::local;
  Class cls = Class::internal;
  Origin origin = Origin::local;
  std::optional<Mode> mode;  ///< when only this mode ends so
};

/// What the text tells. Empty when it is none of these, say a reply of a server. `reply` is the one that was
/// found in the text, where its beginning is not.
std::optional<ToldFault> told_fault(std::string_view text, const std::optional<Reply>& reply = {});

/// The text only says that retries ran out, or that it was tried again: the reason stands elsewhere.
bool tells_no_reason(std::string_view text);

}  // namespace authwalk
