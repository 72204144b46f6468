// The man pages, from the tables that the parser and the help read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "syntax.hpp"

namespace authwalk::cli {

struct ManPage {
  std::string name;  ///< "authwalk-walk"
  int section = 1;
  std::string text;  ///< roff
};

/// authwalk(1), and one page for each command and each other name of the program.
std::vector<ManPage> man_pages();

/// authwalk-config(5), from the JSON schema of the configuration.
ManPage config_page(std::string_view schema);
/// The configuration that it shows.
std::string_view config_example();

}  // namespace authwalk::cli
