// Formats json and ndjson: schema authwalk.explain/1 (docs/explain.schema.json). What a group says of its
// failure is written as in the report of a walk.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "explain/formats.hpp"
#include "report/json_print.hpp"
#include "report/json_walk.hpp"

namespace authwalk {
namespace {

namespace json = boost::json;

constexpr std::string_view schema = "authwalk.explain/1";

json::value text_or_null(std::string_view bytes) {
  return bytes.empty() ? json::value(nullptr) : json::value(printable(bytes));
}

json::object group_json(const FailureGroup& group) {
  ReportedWalk walk;
  walk.transcript = group.example.transcript;
  walk.finding = group.finding;
  json::object told = walk_json(walk);
  const RecordedFailure& example = group.example;
  return {{"connector", text_or_null(group.connector)},
          {"remote", text_or_null(group.remote)},
          {"mode", example.mode_known ? told["mode"] : json::value(nullptr)},
          {"step", told["failed_step"]},
          {"class", told["class"]},
          {"origin", told["origin"]},
          {"blame", told["blame"]},
          {"transient", told["transient"]},
          {"reply", told["reply"]},
          {"count", group.count},
          {"first", text_or_null(group.first)},
          {"last", text_or_null(group.last)},
          {"summary", told["summary"]},
          {"diagnosis", told["diagnosis"]},
          {"event", told["event"]},
          // beyond the contract
          {"side", example.receiving ? "receive" : "send"},
          {"others", group.others},
          {"failure_detail", told["failure_detail"]},
          {"server", told["server"]},
          {"source", printable(example.source)},
          {"line", example.line}};
}

}  // namespace

std::string render_explanation_json(const Explanation& explanation, const RenderOptions&) {
  json::array sources, groups;
  for (const std::string& source : explanation.sources) sources.emplace_back(printable(source));
  json::array unread;
  for (const std::string& source : explanation.unread) unread.emplace_back(printable(source));
  for (const FailureGroup& group : explanation.groups) groups.emplace_back(group_json(group));
  return print_pretty(json::object{{"schema", schema},
                                   {"sources", std::move(sources)},
                                   {"sessions", explanation.sessions},
                                   {"groups", std::move(groups)},
                                   // beyond the contract
                                   {"unread", std::move(unread)},
                                   {"lost", explanation.lost}});
}

std::string render_explanation_ndjson(const Explanation& explanation, const RenderOptions&) {
  std::string out;
  for (const FailureGroup& group : explanation.groups) {
    json::object line{{"schema", schema}};
    for (auto& member : group_json(group)) line.insert(std::move(member));
    out += print_line(line) + "\n";
  }
  return out;
}

}  // namespace authwalk
