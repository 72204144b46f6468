#include "report/matrix.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/utf8.hpp"

namespace authwalk {
namespace {

using Steps = std::array<StepRecord, 18>;

const StepRecord& at(const Steps& steps, Step step) {
  return steps[static_cast<std::size_t>(step)];
}

std::string result_text(const ReportedWalk& walk) {
  std::string text(shout(walk.transcript.outcome));
  if (!to_fail(walk)) return text;
  return text + (as_expected(walk) ? " (expected)" : " (FAIL expected)");
}

// Red stands for a failure that nobody expected, and for a pass where a failure was expected.
Tone result_tone(const ReportedWalk& walk) {
  if (!to_fail(walk)) return tone(walk.transcript.outcome);
  if (as_expected(walk)) return Tone::good;
  return walk.transcript.outcome == Outcome::pass ? Tone::bad : Tone::note;
}

bool reached(const MatrixRow& row, Step step) {
  const StepStatus status = at(*row.steps, step).status;
  return status != StepStatus::skipped && status != StepStatus::not_reached;
}

// A column that no walk came to says nothing, unless it is part of all of them. `local` and `quit` are shown
// only when something is wrong there.
bool worth_a_column(const std::vector<MatrixRow>& all, Step step) {
  const auto has = [&](auto holds) { return std::any_of(all.begin(), all.end(), holds); };
  if (step == Step::local || step == Step::quit) {
    return has([&](const MatrixRow& row) {
      return reached(row, step) && at(*row.steps, step).status != StepStatus::pass;
    });
  }
  return has([&](const MatrixRow& row) { return reached(row, step); }) ||
         !has([&](const MatrixRow& row) { return at(*row.steps, step).status == StepStatus::skipped; });
}

class Table {
 public:
  Table(std::vector<MatrixRow> all, const Style& style)
      : rows_(std::move(all)), columns_(matrix_columns(rows_)), style_(style) {
    // As wide as the longest mode, whichever are walked: a report looks the same with one mode and with five.
    for (const ModeRow& mode : modes()) label_width_ = std::max(label_width_, mode.id.size());
    std::size_t result_width = 4;
    for (const MatrixRow& row : rows_) result_width = std::max(result_width, row.result.size());
    std::size_t titles = 0;
    for (const StepRow* column : columns_) titles += column->column.size();
    const std::size_t fixed = 2 + label_width_ + titles + ms_width + 2 + result_width;
    gap_ = fixed + 2 * columns_.size() <= Style::columns ? 2 : 1;
  }

  std::string print() const {
    std::string out = style_.paint(Tone::dim, heading()) + "\n";
    for (const MatrixRow& row : rows_) out += line(row);
    return out;
  }

 private:
  static constexpr std::size_t ms_width = 6;

  std::string heading() const {
    std::string out = fmt::format("  {:<{}}", "mode", label_width_);
    for (const StepRow* column : columns_) out += std::string(gap_, ' ').append(column->column);
    return out + fmt::format("{:>{}}  result", "ms", ms_width);
  }

  std::string line(const MatrixRow& row) const {
    std::string out = "  " + row.label + padding(row.label);
    for (const StepRow* column : columns_) {
      const StepStatus status = at(*row.steps, column->step).status;
      const std::size_t before = (column->column.size() - 1) / 2;
      out += std::string(gap_ + before, ' ') + style_.paint(tone(status), style_.mark(status)) +
             std::string(column->column.size() - 1 - before, ' ');
    }
    return out + fmt::format("{:>{}}  ", row.ms, ms_width) + style_.paint(row.result_tone, row.result) + "\n";
  }

  std::string padding(const std::string& label) const {
    return std::string(label_width_ - std::min(label_width_, cell_width(label)), ' ');
  }

  std::vector<MatrixRow> rows_;
  std::vector<const StepRow*> columns_;
  const Style& style_;
  std::size_t label_width_ = 0;
  std::size_t gap_ = 1;
};

}  // namespace

std::vector<MatrixRow> matrix_rows(const TargetGroup& group, const Style& style) {
  std::vector<MatrixRow> all;
  for (const ReportedWalk* walk : group.walks) {
    const Transcript& t = walk->transcript;
    std::string label(id(t.mode));
    if (t.retry) {
      all.push_back({walk, label, &t.retry->steps, "", "TLS BROKE", Tone::note});
      label = std::string(style.glyphs().continuation) + "again, in clear";
    }
    all.push_back(
        {walk, label, &t.steps, fmt::format("{:.0f}", t.total_ms), result_text(*walk), result_tone(*walk)});
  }
  return all;
}

std::vector<const StepRow*> matrix_columns(const std::vector<MatrixRow>& all) {
  std::vector<const StepRow*> shown;
  for (const StepRow& step : steps()) {
    if (worth_a_column(all, step.step)) shown.push_back(&step);
  }
  return shown;
}

std::string matrix(const TargetGroup& group, const Style& style) {
  return Table(matrix_rows(group, style), style).print();
}

std::string legend(const Style& style) {
  const Glyphs& g = style.glyphs();
  return style.paint(Tone::dim,
                     fmt::format("  {} pass   {} fail   {} went on, with a note   {} not part of this mode   "
                                 "{} not reached",
                                 g.pass, g.fail, g.note, g.skipped, g.not_reached)) +
         "\n";
}

std::string_view shout(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "PASS";
    case Outcome::fail:
      return "FAIL";
    case Outcome::inconclusive:
      return "INCONCLUSIVE";
    case Outcome::not_tested:
      return "NOT TESTED";
  }
  return "NOT TESTED";
}

}  // namespace authwalk
