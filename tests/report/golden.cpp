#include "report/golden.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>

namespace authwalk::test {
namespace {

// The first line that differs says more than two whole reports.
std::string first_difference(const std::string& expected, const std::string& actual) {
  std::istringstream left(expected), right(actual);
  for (int number = 1;; ++number) {
    std::string a, b;
    const bool more_left = static_cast<bool>(std::getline(left, a));
    const bool more_right = static_cast<bool>(std::getline(right, b));
    if (!more_left && !more_right) return "only the last line feed differs";
    if (a != b || more_left != more_right) {
      return "line " + std::to_string(number) + "\n  golden: " + a + "\n  actual: " + b;
    }
  }
}

}  // namespace

void check_golden(const std::string& name, const std::string& actual) {
  const std::string path = std::string(AUTHWALK_SOURCE_DIR) + "/tests/golden/" + name;
  const char* update = std::getenv("AUTHWALK_UPDATE_GOLDEN");
  if (update != nullptr && std::string_view(update) == "1") {
    std::ofstream file(path, std::ios::binary);
    file << actual;
    REQUIRE_MESSAGE(file.good(), path);
    return;
  }
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), path << " is missing; AUTHWALK_UPDATE_GOLDEN=1 writes it");
  std::ostringstream content;
  content << file.rdbuf();
  const bool same = content.str() == actual;
  CHECK_MESSAGE(same, name << ": " << (same ? "" : first_difference(content.str(), actual)));
}

}  // namespace authwalk::test
