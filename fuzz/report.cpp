// The reader of reports. What must hold: it ends in a report or in an error with a line, an error is safe to
// print, what was read can be written and read again as the same, and every format can be made of it.
#include <algorithm>
#include <authwalk/compare.hpp>
#include <authwalk/report.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "report/printable.hpp"

namespace {

using namespace authwalk;

void demand_printable(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), [](char c) { return c >= 0 && c < ' '; })) std::abort();
}

std::string json(const Report& report) {
  return find_format("json")->render(report, {});
}

// The escapes of strangers' bytes are undone when a report is read.
void demand_round_trip(std::string_view bytes) {
  if (from_printable(printable(bytes)) != bytes) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  demand_round_trip(bytes);
  try {
    const Report report = read_report(bytes);
    const std::string written = json(report);
    const Report again = read_report(written);
    if (json(again) != written || again.walks.size() != report.walks.size()) std::abort();
    if (compare(again, report).regressed()) std::abort();
    for (const FormatRow& format : formats()) format.render(report, {1, false, true});
  } catch (const ReportError& error) {
    if (error.problem.empty() || error.line == 0 || error.line > 1 + size) std::abort();
    demand_printable(error.problem);
  }
  return 0;
}
