// The one place where secrets are taken out of what a walk or a record shows.
#pragma once

#include <authwalk/transcript.hpp>

#include "smtp/redactor.hpp"
#include "smtp/sent_tokens.hpp"

namespace authwalk {

/// Every text that a stranger can have filled, cleaned whole and only then cut to the length that a report
/// shows. Everything that is printed or kept is made of the transcript afterwards. `sent`: what the walk has
/// sent.
void clean(Transcript& transcript, const Redactor& secrets, const SentTokens& sent);

}  // namespace authwalk
