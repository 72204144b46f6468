// The conversation of one walk, line by line: step, time, direction, inside or outside TLS.
#pragma once

#include <authwalk/transcript.hpp>
#include <string>

#include "report/style.hpp"

namespace authwalk {

/// `word_for_word` shows every line of an EHLO reply on its own; else its keywords share lines. Empty when
/// nothing was said and nothing happened.
std::string ladder(const Transcript& transcript, const Style& style, bool word_for_word);

}  // namespace authwalk
