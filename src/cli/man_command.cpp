// authwalk __man FOLDER SCHEMA: writes the man pages there. The build calls it with the program it has just
// made, so that no page can tell of another version's flags.
#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "command_error.hpp"
#include "commands.hpp"
#include "man_pages.hpp"

namespace authwalk::cli {
namespace {

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  if (!file) throw CommandError{exit_no_input, fmt::format("{} cannot be read", shown(path)), ""};
  return content.str();
}

void write(const std::string& folder, const ManPage& page) {
  const auto path = fmt::format("{}/{}.{}", folder, page.name, page.section);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << page.text;
  file.close();
  if (!file) {
    throw CommandError{exit_cannot_create, fmt::format("{} cannot be written", shown(path)),
                       "a folder that exists"};
  }
}

}  // namespace

int man_command(const Arguments& words) {
  if (words.size() != 2)
    throw CommandError{exit_usage, "__man takes a folder and the schema of the configuration",
                       "authwalk __man FOLDER docs/config.schema.json"};
  for (const auto& page : man_pages()) write(words[0], page);
  write(words[0], config_page(content_of(words[1])));
  return exit_done;
}

}  // namespace authwalk::cli
