// Sets of walks, one for each rule that compares walks.
#pragma once

#include <authwalk/transcript.hpp>
#include <cstddef>
#include <string>
#include <vector>

namespace samples {

struct SurveySample {
  std::string rule;
  std::size_t about;  ///< the walk that the rule speaks about
  std::vector<authwalk::Transcript> walks;
};

std::vector<SurveySample> surveys();

}  // namespace samples
