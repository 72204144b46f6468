// Nothing is said twice: a report leaves out a sentence that it has told already.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk::document {

/// Splits prose behind full stops, question marks and colons that end a sentence: the next one begins with a
/// capital letter. Each keeps its full stop.
std::vector<std::string> sentences(std::string_view prose);

/// What a reader has been told.
class Told {
 public:
  /// The sentences of `prose` that are new; from now on they are told.
  std::string fresh(std::string_view prose);
  bool knows(std::string_view sentence) const { return all_.contains(sentence); }

 private:
  std::set<std::string, std::less<>> all_;
};

}  // namespace authwalk::document
