// Failures that a text has told already. Programs write one failure several times: as the server's line, as
// their own error, and in the exception.
#pragma once

#include <authwalk/explain.hpp>
#include <deque>
#include <string>
#include <string_view>

namespace authwalk {

class ToldFailures {
 public:
  /// The same failure, told at the same time or without one, was here before; else it is remembered.
  bool before(const RecordedFailure& record, std::string_view time);

 private:
  struct Told {
    int code = 0;
    std::string words, time;
    Step step = Step::local;
    Class cls = Class::internal;
  };
  std::deque<Told> told_;
};

}  // namespace authwalk
