// What may stand for the value of a flag, by the word that the syntax table has for it: "MODE", "FILE".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace authwalk::cli {

struct Candidate {
  std::string word;
  std::string what;  ///< shown beside it where the shell can; may be empty
};

struct ValueChoice {
  std::vector<Candidate> candidates;
  bool list = false;   ///< several may be given, separated by commas
  bool files = false;  ///< the name of a file: the shell knows them
};

/// `value` as Flag::value has it. `typed` is what is there so far: it decides between Exchange's names of the
/// modes and their short names. Without candidates and files the value is the user's own.
ValueChoice value_choice(std::string_view value, std::string_view typed);

}  // namespace authwalk::cli
