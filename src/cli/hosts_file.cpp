#include "hosts_file.hpp"

#include <fmt/format.h>

#include <set>
#include <string_view>

#include "file_reading.hpp"
#include "flag_value.hpp"

namespace authwalk::cli {

std::vector<std::string> read_hosts_file(const std::string& name, std::vector<std::string>& notes) {
  constexpr std::size_t most_bytes = std::size_t{16} << 20;
  const std::string what = "--hosts-file " + shown(name);
  const std::string content =
      read_whole_file(what, name, most_bytes, "--hosts-file takes a file with a smart host a line, or -");
  std::string_view rest = content;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);

  std::vector<std::string> targets;
  std::set<std::string> seen;
  std::size_t twice = 0;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const auto end = std::min(rest.find('\n'), rest.size());
    auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    line = line.substr(0, line.find('#'));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const auto target =
        flag_value(fmt::format("{}, line {}:", what, number), line, setting::target, exit_data);
    const auto key = fmt::format("{} {}", in_lower_case(target.host), target.port.value_or(0));
    if (seen.insert(key).second) {
      targets.emplace_back(line);
    } else {
      ++twice;
    }
  }
  if (twice > 0) notes.push_back(fmt::format("{}: {} lines name a smart host again", what, twice));
  return targets;
}

}  // namespace authwalk::cli
