// Which modes are walked, and how each is expected to end: --mode and --expect.
#pragma once

#include <authwalk/expectation.hpp>
#include <authwalk/mode.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace authwalk::cli {

struct Expectations {
  std::vector<Mode> modes;              ///< to walk, in the order of the table
  std::map<Mode, Expectation> outcome;  ///< empty in a survey
  bool survey = true;                   ///< neither flag was given: all modes

  /// How the mode is to end; empty in a survey.
  std::optional<Expectation> of(Mode mode) const;
};

/// `mode`: values of --mode, each may hold several names with commas. Throws CommandError.
Expectations choose_modes(const std::vector<std::string>& mode, const std::vector<std::string>& expect);

}  // namespace authwalk::cli
