// The sample configurations in tests/configs.
#pragma once

#include <authwalk/config.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace authwalk::test {

/// Path of a file below the top of the source tree.
std::string source_path(const std::string& name);
/// Fails the test when it cannot be read.
std::string source_file(const std::string& path);
/// All files of a folder of tests/configs, sorted by name; never empty.
std::vector<std::filesystem::path> config_files(const std::string& folder);

/// The configuration in a text; its file is called "authwalk.yml".
Config config_of(std::string_view text);
/// Why a text is refused; an empty problem when it is not.
InputError refused_config(std::string_view text, std::string_view file = "authwalk.yml");

}  // namespace authwalk::test
