#include <algorithm>
#include <authwalk/suggestion.hpp>

#include "model/lookup.hpp"

namespace authwalk {
namespace {

// Damerau and Levenshtein's distance (optimal string alignment): letters that are missing, too many, wrong,
// or in the wrong order. Case does not count.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (same ? 0 : 1)});
      const bool exchanged =
          i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (exchanged) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

}  // namespace

std::string nearest(std::string_view typed, const std::vector<std::string>& candidates) {
  constexpr std::size_t longest_name = 64;  // nothing that long is a slip of the finger
  if (typed.size() < 3 || typed.size() > longest_name) return {};
  const std::string* best = nullptr;
  std::size_t best_distance = (typed.size() + 1) / 3;  // one slip in three letters
  for (const auto& candidate : candidates) {
    const std::size_t d = distance(typed, candidate);
    if (d < best_distance || (d == best_distance && best == nullptr)) {
      best = &candidate;
      best_distance = d;
    }
  }
  return best ? *best : std::string();
}

std::string did_you_mean(std::string_view typed, const std::vector<std::string>& candidates,
                         std::string_view alternative) {
  const auto candidate = nearest(typed, candidates);
  return candidate.empty() ? std::string(alternative) : "did you mean " + candidate + "?";
}

}  // namespace authwalk
