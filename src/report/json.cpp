// Format json: one object, schema authwalk.report/1.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "report/formats.hpp"
#include "report/json_print.hpp"
#include "report/json_walk.hpp"

namespace authwalk {
namespace {

namespace json = boost::json;

json::value text_or_null(std::string_view bytes) {
  return bytes.empty() ? json::value(nullptr) : json::value(printable(bytes));
}

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
          {"why", text_or_null(recommendation.why)},
          {"command", text_or_null(recommendation.command)},
          // beyond the contract
          {"in_the_way", std::move(in_the_way)}};
}

}  // namespace

std::string render_json(const Report& report, const RenderOptions&) {
  json::array walks;
  for (const ReportedWalk& walk : report.walks) walks.emplace_back(walk_json(walk));
  return print_pretty(json::object{{"schema", "authwalk.report/1"},
                                   {"version", printable(report.version)},
                                   {"started", printable(report.started)},
                                   {"verdict", json::string(verdict(report))},
                                   {"walks", std::move(walks)},
                                   {"recommendation", recommendation_json(report.recommendation)},
                                   // beyond the contract
                                   {"survey", report.survey},
                                   {"interrupted", report.interrupted}});
}

}  // namespace authwalk
