// Asks a person for the password.
#pragma once

#include <authwalk/credential.hpp>
#include <string_view>

namespace authwalk::cli {

/// Can a person be asked? True when standard input is a terminal.
bool can_ask();

/// Asks on the terminal with the echo off, which is put back whatever signal ends the program. Throws
/// CommandError.
Secret ask_password(std::string_view question);

}  // namespace authwalk::cli
