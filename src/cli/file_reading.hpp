// A file that the user named, read whole.
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace authwalk::cli {

/// The bytes of a file, or of standard input for "-". `what` names it in errors ("--config "x.yml""), `hint`
/// says what it is to be. More than `most` bytes are not read: the result is then one byte longer, for the
/// caller to notice. A pipe may be silent for 30 seconds. Throws CommandError: 66 where there is none, 77
/// where it may not be read.
std::string read_whole_file(std::string_view what, const std::string& name, std::size_t most,
                            const std::string& hint);

/// Waits up to a second for somebody to write into a FIFO. False: nobody does, or it is none.
bool await_writer(int fd);

/// Refuses (77) a file that somebody else can write: not its owner's alone, nor root's, nor this user's own
/// group's. `why`: what it decides.
void refuse_what_others_write(std::string_view what, const struct stat& status, std::string_view why);

}  // namespace authwalk::cli
