// A comparison as JSON, schema authwalk.diff/1 (docs/diff.schema.json).
#include <boost/json/object.hpp>

#include "report/diff.hpp"
#include "report/json_print.hpp"
#include "report/json_values.hpp"

namespace authwalk {
namespace {

using namespace json_values;

json::object change_json(const Change& change) {
  return {{"kind", id_text(id(change.kind))},
          {"rule", text(change.rule)},
          {"connector", text_or_null(change.walk.connector)},
          {"smart_host", text(change.walk.smart_host)},
          {"port", change.walk.port},
          {"address", text_or_null(change.walk.address)},
          {"mode", id_text(id(change.walk.mode))},
          {"what", text_or_null(change.what)},
          {"before", text_or_null(change.before)},
          {"after", text_or_null(change.after)}};
}

}  // namespace

std::string render_comparison_json(const Comparison& comparison, const ComparedReports& reports) {
  return print_pretty(json::object{
      {"schema", "authwalk.diff/1"},
      {"before", {{"file", text(reports.before_name)}, {"started", text_or_null(reports.before_started)}}},
      {"after", {{"file", text(reports.after_name)}, {"started", text_or_null(reports.after_started)}}},
      {"regression", comparison.regressed()},
      {"compared", comparison.compared},
      {"unchanged", comparison.unchanged},
      {"changes", list(comparison.changes, change_json)}});
}

}  // namespace authwalk
