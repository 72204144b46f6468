// The library is its public headers: the program gets along with them, and they with the standard library.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path source = AUTHWALK_SOURCE_DIR;

// "<authwalk/mode.hpp>" or "\"names.hpp\"" of each #include line.
std::vector<std::string> includes_of(const fs::path& file) {
  std::vector<std::string> all;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#include ")) all.push_back(line.substr(9));
  }
  return all;
}

std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> all;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_regular_file()) all.push_back(entry.path());
  }
  return all;
}

}  // namespace

TEST_SUITE("public headers") {
  TEST_CASE("the program includes nothing of the library but its public headers") {
    std::set<std::string> own;
    for (const auto& file : files_of(source / "src/cli")) own.insert('"' + file.filename().string() + '"');
    REQUIRE(own.size() > 50);
    for (const auto& file : files_of(source / "src/cli")) {
      for (const auto& include : includes_of(file)) {
        CAPTURE(file.filename().string());
        CAPTURE(include);
        CHECK((include.starts_with('<') || own.count(include) == 1));
      }
    }
  }

  TEST_CASE("public headers include each other and the standard library, nothing else") {
    const auto headers = files_of(source / "include/authwalk");
    REQUIRE(headers.size() > 15);
    for (const auto& file : headers) {
      for (const auto& include : includes_of(file)) {
        CAPTURE(file.filename().string());
        CAPTURE(include);
        CHECK((include.starts_with("<authwalk/") || include.find_first_of("./\"") == std::string::npos));
      }
    }
  }
}
