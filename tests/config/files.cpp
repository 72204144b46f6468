#include "config/files.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace authwalk::test {

std::string source_path(const std::string& name) {
  return std::string(AUTHWALK_SOURCE_DIR) + "/" + name;
}

std::string source_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::filesystem::path> config_files(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(source_path("tests/configs/" + folder))) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  REQUIRE(!files.empty());
  return files;
}

Config config_of(std::string_view text) {
  return read_config(text, "authwalk.yml");
}

InputError refused_config(std::string_view text, std::string_view file) {
  try {
    read_config(text, file);
  } catch (const InputError& error) {
    return error;
  }
  return {};
}

}  // namespace authwalk::test
