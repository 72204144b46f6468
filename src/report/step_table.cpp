#include <fmt/format.h>

#include <algorithm>

#include "report/details.hpp"

namespace authwalk::document {
namespace {

using Records = std::array<StepRecord, 18>;

// A walk whose opportunistic TLS broke has two columns.
struct Column {
  std::string heading;
  const Records* records;
};

std::vector<Column> columns_of(const JudgedHost& host) {
  std::vector<Column> all;
  for (const JudgedWalk& judged : host.walks) {
    const Transcript& t = judged.walk->transcript;
    const std::string mode(row(t.mode).alias);
    if (t.retry) all.push_back({mode + ", TLS broke", &t.retry->steps});
    all.push_back({t.retry ? "again, in clear" : mode, &t.steps});
  }
  return all;
}

Words cell(const StepRecord& record) {
  Words words{{"", tone(record.status), mark_of(record.status)}};
  if (record.ms) words.push_back({fmt::format("{:.1f}", *record.ms), Tone::dim});
  return words;
}

bool was_reached(const Column& column, Step step) {
  const StepStatus status = (*column.records)[static_cast<std::size_t>(step)].status;
  return status != StepStatus::skipped && status != StepStatus::not_reached;
}

}  // namespace

Table step_table(const JudgedHost& host) {
  Table table{"Modes by steps", {"step, ms"}, {}};
  const std::vector<Column> columns = columns_of(host);
  for (const Column& column : columns) table.headings.push_back(column.heading);
  for (const StepRow& step : steps()) {
    if (std::ranges::none_of(columns, [&](const Column& column) { return was_reached(column, step.step); }))
      continue;
    std::vector<Words> row{plain(std::string(step.id))};
    for (const Column& column : columns)
      row.push_back(cell((*column.records)[static_cast<std::size_t>(step.step)]));
    table.rows.push_back(std::move(row));
  }
  std::vector<Words> total{plain("whole walk")};
  for (const JudgedWalk& judged : host.walks) {
    if (judged.walk->transcript.retry) total.emplace_back();
    total.push_back(plain(fmt::format("{:.0f}", judged.walk->transcript.total_ms)));
  }
  table.rows.push_back(std::move(total));
  return table;
}

}  // namespace authwalk::document
