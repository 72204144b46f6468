// Format json: one object, schema authwalk.report/1.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "report/formats.hpp"
#include "report/json_print.hpp"
#include "report/json_values.hpp"
#include "report/json_walk.hpp"

namespace authwalk {
namespace {

namespace json = boost::json;
using json_values::text_or_null;
using json_values::texts;

json::object obstacle_json(const Obstacle& obstacle) {
  return {{"mode", json::string(id(obstacle.mode))},
          {"reason", printable(obstacle.reason)},
          {"blame", json::string(id(obstacle.blame))},
          {"command", text_or_null(obstacle.command)},
          {"message", text_or_null(obstacle.message)}};
}

json::object recommendation_json(const Recommendation& recommendation) {
  json::array in_the_way;
  for (const Obstacle& obstacle : recommendation.in_the_way) in_the_way.emplace_back(obstacle_json(obstacle));
  return {{"mode",
           recommendation.mode ? json::value(json::string(id(*recommendation.mode))) : json::value(nullptr)},
          {"after", texts(recommendation.after)},
          {"why", text_or_null(recommendation.why)},
          {"command", text_or_null(recommendation.command)},
          // beyond the contract
          {"in_the_way", std::move(in_the_way)}};
}

// As print_pretty() would print the whole, but one walk at a time: the tree of thousands of them would take
// many times the memory of their text.
class PrettyReport {
 public:
  void add(std::string_view key, const json::value& value) { add_text(key, print_within(value, 2)); }

  void add_walks(const std::vector<ReportedWalk>& walks) {
    std::string text = "[";
    for (const ReportedWalk& walk : walks) {
      text += text.size() > 1 ? ",\n    " : "\n    ";
      text += print_within(walk_json(walk), 4);
    }
    add_text("walks", text + (walks.empty() ? "]" : "\n  ]"));
  }

  std::string end() { return std::move(out_) + "\n}\n"; }

 private:
  void add_text(std::string_view key, std::string_view text) {
    out_ += out_.size() > 1 ? ",\n  \"" : "\n  \"";
    out_.append(key).append("\": ").append(text);
  }

  std::string out_ = "{";
};

}  // namespace

std::string render_json(const Report& report, const RenderOptions&) {
  PrettyReport out;
  out.add("schema", "authwalk.report/1");
  out.add("version", json::value(printable(report.version)));
  out.add("started", json::value(printable(report.started)));
  out.add("verdict", json::value(json::string(verdict(report))));
  out.add_walks(report.walks);
  out.add("recommendation", recommendation_json(report.recommendation));
  // beyond the contract
  out.add("survey", report.survey);
  out.add("interrupted", report.interrupted);
  return out.end();
}

}  // namespace authwalk
