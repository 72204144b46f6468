// For each rule across files: what was read together, and the one change that makes it right.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace authwalk::test {

struct EstateSample {
  std::string_view rule;
  std::string text;          ///< several exports, one below the other
  std::string_view wrong;    ///< the part of it that is wrong
  std::string_view right;    ///< what stands there where the rule is silent
  std::string_view summary;  ///< a part of it
  std::string_view command;  ///< a part of it; empty: the rule has none
};

std::span<const EstateSample> estate_samples();

}  // namespace authwalk::test
