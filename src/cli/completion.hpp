// Shell completion from the tables that the parser reads, so that the two cannot differ.
#pragma once

#include <string_view>
#include <vector>

#include "completion_values.hpp"
#include "syntax.hpp"

namespace authwalk::cli {

struct Completion {
  std::vector<Candidate> candidates;  ///< whole words that begin with the last one
  bool files = false;                 ///< the shell is to offer its files
};

/// `words` as typed so far: the program's name first, then those up to the cursor; the last may be empty.
/// Reads no file and asks nobody.
Completion complete(const Arguments& words);

/// The same after the name of a command.
Completion complete(const Syntax& syntax, const Arguments& words);

}  // namespace authwalk::cli
