// Which lines of loose text belong together. What the next line is decides, never its length.
#pragma once

#include <string>
#include <string_view>

namespace authwalk {

/// The line begins something of its own: a log line with its time, a frame of a call stack, a reply, a
/// property "name: value". Else it may go on with the one before.
bool begins_anew(std::string_view line);

/// The time at the front of a log line, in any of the usual forms; empty when there is none.
std::string_view time_in_front(std::string_view line);

/// A bracket, a brace or a quotation mark was opened in the text and not closed.
bool is_open(std::string_view text);

/// Appends a line that goes on with the text. A console breaks lines inside words too: the parts of a word
/// that replies are made of are put together, all else gets a blank between.
void join_line(std::string& text, std::string_view line);

}  // namespace authwalk
