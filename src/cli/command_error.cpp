#include "command_error.hpp"

#include <fmt/format.h>

#include <authwalk/setting.hpp>
#include <cstdio>

namespace authwalk::cli {

std::string shown(std::string_view typed) {
  return setting::quoted(typed);
}

int show(const CommandError& error) {
  show_line(fmt::format("authwalk: {}", error.problem));
  if (!error.hint.empty()) show_line(fmt::format("  hint: {}", error.hint));
  return error.status;
}

void show_note(std::string_view note) {
  show_line(fmt::format("authwalk: note: {}", note));
}

// fmt::print() throws when standard error is closed, and there is nobody left to tell.
void show_line(std::string_view line) {
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fputc('\n', stderr);
}

}  // namespace authwalk::cli
