// The reply to EHLO as newer builds log it: all of it on one row, its lines joined by blanks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// The lines of "mx.contoso.example Hello [192.0.2.7] SIZE 37748736 AUTH LOGIN 8BITMIME", the greeting first.
/// Where a keyword ends is known from the keywords and mechanisms that servers use.
std::vector<std::string> split_joined_ehlo(std::string_view text);

}  // namespace authwalk
