// The command line of `authwalk explain`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "syntax.hpp"

namespace authwalk::cli {

struct ExplainArguments {
  std::vector<std::string> files;
  std::optional<std::string> reply, step, format, color;
  int verbose = 0;
  bool quiet = false;
};

Syntax explain_syntax(ExplainArguments& into);

}  // namespace authwalk::cli
