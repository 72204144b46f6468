// What goes wrong with a file or a command is said in the words of the flags. A configuration says the same
// with keys.
#pragma once

#include <string>
#include <string_view>

#include "command_error.hpp"

namespace authwalk::cli {

/// The key of a module that the error is about, "tls.ca_file"; empty when it is about none.
std::string_view key_of_config(const CommandError& error);

/// The error with the key in place of the flag that it is about: "--ca-file x: ..." becomes
/// "authwalk.yml:7:14: ca_file x: ...". A hint at a flag that has no key is dropped. `where`: place, and
/// whose key it is.
CommandError in_words_of_config(CommandError error, const std::string& where);

}  // namespace authwalk::cli
