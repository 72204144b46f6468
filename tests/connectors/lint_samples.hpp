// For each rule a definition that it speaks about, and what it then says.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/sources.hpp"

namespace authwalk::test {

struct LintSample {
  std::string_view rule;
  Properties changes;          ///< to the connector that no rule has anything against
  std::string_view summary;    ///< a part of it
  std::string_view command;    ///< a part of it; empty: the rule has none
  std::string_view file = {};  ///< instead of `changes`: a whole export
  bool online = false;         ///< the outbound connector of Exchange Online
};

std::span<const LintSample> lint_samples();

/// Its text as read_definitions() takes it.
std::string text_of(const LintSample& sample);

}  // namespace authwalk::test
