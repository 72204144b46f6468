// The command line of `authwalk lint`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "syntax.hpp"

namespace authwalk::cli {

struct LintArguments {
  std::vector<std::string> files;
  std::optional<std::string> severity, format, color;
  bool list_rules = false;
  bool quiet = false;
};

Syntax lint_syntax(LintArguments& into);

}  // namespace authwalk::cli
