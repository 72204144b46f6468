// The value of a flag, checked by what the command line and a configuration share (authwalk/setting.hpp).
#pragma once

#include <fmt/format.h>

#include <authwalk/setting.hpp>
#include <string>
#include <string_view>

#include "command_error.hpp"

namespace authwalk::cli {

/// What `read` makes of the text. `what` names it in the error: "--fqdn". Throws CommandError.
template <typename Read>
auto flag_value(std::string_view what, std::string_view typed, Read read, ExitStatus status = exit_usage) {
  try {
    return read(typed);
  } catch (const SettingError& error) {
    const bool part = error.problem.starts_with(':');
    throw CommandError{status, fmt::format("{}{}{}", what, part ? "" : " ", error.problem),
                       error.example ? fmt::format("{} {}", what, error.hint) : error.hint};
  }
}

/// ASCII letters only. Host names are the same in any case (RFC 1035 section 2.3.3).
inline std::string in_lower_case(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

}  // namespace authwalk::cli
