// What no output may hold: a secret in any encoding, and characters that act on a terminal or mislead a
// reader.
#pragma once

#include <string>
#include <string_view>

namespace authwalk::test {

/// Name of the encoding in which `secret` stands in `text`; empty when it does not.
std::string find_secret(std::string_view text, std::string_view secret);

/// What is wrong with a text that is to be shown to people: not UTF-8, a control character other than a line
/// feed, a bidirectional or invisible character. Empty when nothing is. `colour`: ESC is allowed.
std::string unclean(std::string_view text, bool colour = false);

}  // namespace authwalk::test
