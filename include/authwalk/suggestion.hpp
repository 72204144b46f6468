// "Did you mean ...?"
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// The candidate that `typed` most likely stands for; empty when none is near.
std::string nearest(std::string_view typed, const std::vector<std::string>& candidates);

/// `did you mean candidate?`; the alternative when no candidate is near.
std::string did_you_mean(std::string_view typed, const std::vector<std::string>& candidates,
                         std::string_view alternative);

}  // namespace authwalk
