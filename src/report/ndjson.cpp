// Format ndjson: one walk a line, schema authwalk.walk/1 (docs/walk.schema.json): the keys of a walk in the
// JSON report, behind a schema and a version. What is known of the run alone stays behind: its
// recommendation, and whether it came to its end.
#include <authwalk/version.hpp>
#include <boost/json/object.hpp>

#include "report/formats.hpp"
#include "report/json_print.hpp"
#include "report/json_walk.hpp"

namespace authwalk {
namespace {

namespace json = boost::json;

std::string line(const ReportedWalk& walk, std::string_view version, std::string_view run_started) {
  json::object object{{"schema", "authwalk.walk/1"}, {"version", printable(version)}};
  for (auto& member : walk_json(walk)) object.insert(std::move(member));
  if (walk.run_started.empty() && !run_started.empty()) object["run_started"] = printable(run_started);
  return print_line(object) + "\n";
}

}  // namespace

std::string render_ndjson(const Report& report, const RenderOptions&) {
  std::string out;
  for (const ReportedWalk& walk : report.walks) out += line(walk, report.version, report.started);
  return out;
}

std::string render_walk_ndjson(const ReportedWalk& walk) {
  return line(walk, version(), "");
}

}  // namespace authwalk
