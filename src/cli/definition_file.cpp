#include "definition_file.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <authwalk/report.hpp>

#include "file_reading.hpp"

namespace authwalk::cli {
namespace {

constexpr std::string_view standard_input = "-";

std::string content(const std::string& name) {
  struct stat status {};
  if (name != standard_input && stat(name.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
    throw CommandError{exit_no_input, fmt::format("{} is a folder", shown(name)),
                       fmt::format("name its files: authwalk lint {}/*.xml", printable(name))};
  }
  return read_whole_file(shown(name), name, largest_definition_file,
                         "Get-SendConnector | Export-Clixml connectors.xml writes one");
}

}  // namespace

std::vector<ConnectorDefinition> read_definition_file(const std::string& name) {
  try {
    return read_definitions(content(name), name == standard_input ? "standard input" : name);
  } catch (const InputError& error) {
    throw command_error(error);
  }
}

CommandError command_error(const InputError& error) {
  return {exit_data, fmt::format("{}: {}", printable(error.place.text()), error.problem), error.hint};
}

}  // namespace authwalk::cli
