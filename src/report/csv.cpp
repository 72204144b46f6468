// Format csv: RFC 4180, one row a walk, in UTF-8. A spreadsheet takes a cell that begins with = + - @ for a
// formula and runs it, and what a server says stands in these cells: an apostrophe in front makes it a text.
#include <fmt/format.h>

#include <array>

#include "report/formats.hpp"

namespace authwalk {
namespace {

struct Column {
  std::string_view heading;
  std::string (*cell)(const ReportedWalk&);
};

std::string yes_or_no(bool value) {
  return value ? "true" : "false";
}

const Transcript& of(const ReportedWalk& walk) {
  return walk.transcript;
}

const Failure* failure_of(const ReportedWalk& walk) {
  return of(walk).failure ? &*of(walk).failure : nullptr;
}

const Reply* reply_of(const ReportedWalk& walk) {
  const Failure* failure = failure_of(walk);
  return failure != nullptr && failure->reply ? &*failure->reply : nullptr;
}

template <typename Fact, typename Tell>
std::string told(const Fact* fact, Tell tell) {
  return fact == nullptr ? std::string() : std::string(tell(*fact));
}

constexpr std::array columns{
    Column{"connector", [](const ReportedWalk& w) { return of(w).connector.Name; }},
    Column{"smart_host", [](const ReportedWalk& w) { return of(w).connector.SmartHost; }},
    Column{"port", [](const ReportedWalk& w) { return std::to_string(of(w).connector.Port); }},
    Column{"remote", [](const ReportedWalk& w) { return of(w).remote; }},
    Column{"mode", [](const ReportedWalk& w) { return std::string(id(of(w).mode)); }},
    Column{"expected",
           [](const ReportedWalk& w) { return w.expected ? text_of(*w.expected) : std::string(); }},
    Column{"as_expected",
           [](const ReportedWalk& w) { return w.met ? std::string(yes_or_no(*w.met)) : std::string(); }},
    Column{"outcome", [](const ReportedWalk& w) { return std::string(id(of(w).outcome)); }},
    Column{"failed_step",
           [](const ReportedWalk& w) {
             return told(failure_of(w), [](const Failure& f) { return id(f.step); });
           }},
    Column{"class",
           [](const ReportedWalk& w) {
             return told(failure_of(w), [](const Failure& f) { return id(f.cls); });
           }},
    Column{"origin",
           [](const ReportedWalk& w) {
             return told(failure_of(w), [](const Failure& f) { return id(f.origin); });
           }},
    Column{"blame",
           [](const ReportedWalk& w) {
             return told(failure_of(w), [&](const Failure&) { return id(w.finding.blame); });
           }},
    Column{"transient",
           [](const ReportedWalk& w) { return yes_or_no(of(w).failure.has_value() && w.finding.transient); }},
    Column{"reply_code",
           [](const ReportedWalk& w) {
             return told(reply_of(w), [](const Reply& r) { return std::to_string(r.code); });
           }},
    Column{
        "enhanced",
        [](const ReportedWalk& w) { return told(reply_of(w), [](const Reply& r) { return r.enhanced; }); }},
    Column{"reply",
           [](const ReportedWalk& w) { return told(reply_of(w), [](const Reply& r) { return r.text(); }); }},
    Column{"tls_version",
           [](const ReportedWalk& w) { return of(w).tls ? of(w).tls->version : std::string(); }},
    Column{"tls_verified",
           [](const ReportedWalk& w) { return of(w).tls ? yes_or_no(of(w).tls->verified) : std::string(); }},
    Column{"mechanism", [](const ReportedWalk& w) { return of(w).auth.mechanism; }},
    Column{"total_ms", [](const ReportedWalk& w) { return fmt::format("{:.1f}", of(w).total_ms); }},
    Column{"started",
           [](const ReportedWalk& w) { return of(w).started.empty() ? w.run_started : of(w).started; }},
    Column{"summary", [](const ReportedWalk& w) { return w.finding.summary; }}};

std::string field(std::string_view bytes) {
  // Line breaks and tabs, which would be dangerous as well, are written out by this.
  std::string text = printable(bytes);
  constexpr std::string_view begins_a_formula = "=+-@";
  if (!text.empty() && begins_a_formula.find(text.front()) != std::string_view::npos) text.insert(0, 1, '\'');
  if (text.find_first_of(",\"") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

}  // namespace

std::string render_csv(const Report& report, const RenderOptions&) {
  constexpr std::string_view line_break = "\r\n";  // RFC 4180 section 2
  std::string out;
  for (const Column& column : columns) {
    out += column.heading;
    out += &column == &columns.back() ? line_break : ",";
  }
  for (const ReportedWalk& walk : report.walks) {
    for (const Column& column : columns) {
      std::string cell = column.cell(walk);
      if (cell.empty() && column.heading == "started") cell = report.started;
      out += field(cell);
      out += &column == &columns.back() ? line_break : ",";
    }
  }
  return out;
}

}  // namespace authwalk
