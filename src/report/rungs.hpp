// The conversation of a walk as the rows of a ladder, before they are laid out: what was said, what else
// there is to remark, and which row ended the walk.
#pragma once

#include <authwalk/transcript.hpp>
#include <optional>
#include <string>
#include <vector>

#include "report/style.hpp"

namespace authwalk {

struct Rung {
  Step step;
  std::optional<double> ms;  ///< empty: the row is a remark, which has no time of its own
  char who;  ///< as Line::who; also '=' for the TLS bar, '-' for a new attempt, ' ' for a remark
  bool inside_tls;
  std::string text;  ///< raw: a stranger's
  Tone tone = Tone::plain;
  std::optional<StepStatus> mark;  ///< in front of the step

  bool operator==(const Rung&) const = default;
};

/// `word_for_word`: every line of a reply has a row, also those of EHLO, which otherwise share one.
std::vector<Rung> rungs_of(const Transcript& transcript, bool word_for_word);

}  // namespace authwalk
