// A file that the user named, read whole.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace authwalk::cli {

/// The bytes of a file, or of standard input for "-". `what` names it in errors ("--config "x.yml""), `hint`
/// says what it is to be. More than `most` bytes are not read: the result is then one byte longer, for the
/// caller to notice. Throws CommandError: 66 where there is none, 77 where it may not be read.
std::string read_whole_file(std::string_view what, const std::string& name, std::size_t most,
                            const std::string& hint);

}  // namespace authwalk::cli
