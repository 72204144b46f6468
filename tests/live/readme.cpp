// What README.md says can be typed in examples/ is typed here, beside examples/rehearse.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/running_program.hpp"
#include "live/program.hpp"

using namespace authwalk::test;
namespace fs = std::filesystem;

namespace {

std::string read_file(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream all;
  all << file.rdbuf();
  return all.str();
}

/// The commands below "## Type it", without the remark that two blanks divide from them.
std::vector<std::string> commands_of_readme() {
  std::istringstream page(read_file(fs::path(AUTHWALK_SOURCE_DIR) / "README.md"));
  std::vector<std::string> commands;
  bool here = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) here = line == "## Type it";
    if (here && line.starts_with("authwalk ")) commands.push_back(line.substr(0, line.find("  ")));
  }
  return commands;
}

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

}  // namespace

TEST_SUITE("README") {
  TEST_CASE("every command of the page can be typed in examples/") {
    const TemporaryFolder folder;
    fs::copy(fs::path(AUTHWALK_SOURCE_DIR) / "examples", folder.path(), fs::copy_options::recursive);
    fs::create_symlink(AUTHWALK_PROGRAM, folder.path() / "authwalk");
    const std::string path = "PATH=" + folder.path().string() + ":/usr/bin:/bin";

    // Another port, so that nothing else of this machine is in the way.
    RunningProgram host({"-c", "PATH=" + folder.path().string() + ":$PATH; cd " + folder.path().string() +
                                   "; exec ./rehearse --port 0"},
                        RunningProgram::Surroundings::pipe, "/bin/sh");
    const std::string said = host.read_until("localhost:");
    const auto at = said.find("localhost:") + 10;
    const std::string port = said.substr(at, said.find_first_not_of("0123456789", at) - at);
    REQUIRE(!port.empty());
    for (const auto* name : {"probes.yml", "hosts.txt", "connectors.json"}) {
      std::string text = read_file(folder.path() / name);
      replace_all(text, "2525", port);
      write_file(folder.path() / name, text);
    }

    const auto commands = commands_of_readme();
    CHECK(commands.size() >= 10);
    for (std::string command : commands) {
      replace_all(command, "2525", port);
      RunOptions options;
      options.program = "/bin/sh";
      options.folder = folder.path().string();
      options.memory_kib = 128 * 1024;
      const auto run = run_authwalk({"-c", path + "; " + command}, options);
      INFO(run.describe());
      // 1: what was walked or read is not in order, which some of them are there to show.
      CHECK(run.status <= 2);
    }
  }
}
