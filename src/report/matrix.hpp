// The table at the top of the text report: one row a mode, one column a step.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "report/style.hpp"
#include "report/target_group.hpp"

namespace authwalk {

struct MatrixRow {
  const ReportedWalk* walk;
  std::string label;  ///< the mode; of a second attempt, that it is one
  const std::array<StepRecord, 18>* steps;
  std::string ms;
  std::string result;
  Tone result_tone;
};

/// A walk whose opportunistic TLS broke has two rows.
std::vector<MatrixRow> matrix_rows(const TargetGroup& group, const Style& style);
/// The steps that are worth a column.
std::vector<const StepRow*> matrix_columns(const std::vector<MatrixRow>& all);

std::string matrix(const TargetGroup& group, const Style& style);

/// What the marks mean.
std::string legend(const Style& style);

/// "PASS", "FAIL", "INCONCLUSIVE" or "NOT TESTED".
std::string_view shout(Outcome outcome);

}  // namespace authwalk
