// The conversation of a walk as a drawn sequence: two lifelines and an arrow a message.
#pragma once

#include <authwalk/transcript.hpp>
#include <string>

namespace authwalk {

/// Empty when nothing was said. Drawn by the style sheet alone, so that long texts wrap on a phone.
std::string html_ladder(const Transcript& transcript);

}  // namespace authwalk
