#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <authwalk/version.hpp>
#include <boost/json/parse.hpp>
#include <sstream>
#include <vector>

#include "report/json_walk.hpp"
#include "report/samples.hpp"

using namespace authwalk;
using namespace authwalk::test;
namespace json = boost::json;

namespace {

std::vector<json::object> lines(const std::string& text) {
  std::vector<json::object> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) all.push_back(json::parse(line).as_object());
  return all;
}

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("ndjson: a line is the walk of the JSON report behind schema and version") {
    for (const Sample& sample : samples()) {
      CAPTURE(sample.name);
      const auto all = lines(find_format("ndjson")->render(sample.report, {}));
      REQUIRE(all.size() == sample.report.walks.size());
      for (std::size_t i = 0; i < all.size(); ++i) {
        CHECK(all[i].at("schema") == "authwalk.walk/1");
        CHECK(all[i].at("version") == "0.1.0");
        CHECK(all[i].at("run_started") == "2026-11-21T12:00:00.000Z");
        const json::object walk = walk_json(sample.report.walks[i]);
        CHECK(all[i].size() == walk.size() + 2);
        for (const auto& member : walk) {
          if (member.key() != "run_started") CHECK(all[i].at(member.key()) == member.value());
        }
      }
    }
  }

  TEST_CASE("ndjson: one walk, as it ends, is one line") {
    ReportedWalk walk = sample("five_modes").walks.front();
    const std::string line = find_format("ndjson")->render_walk(walk);
    CHECK(std::count(line.begin(), line.end(), '\n') == 1);
    CHECK(line.ends_with("}\n"));
    CHECK(lines(line).at(0).at("version").as_string() == std::string(version()));
    CHECK(lines(line).at(0).at("run_started").is_null());
    walk.run_started = "2026-11-21T11:00:00.000Z";
    CHECK(lines(find_format("ndjson")->render_walk(walk)).at(0).at("run_started") ==
          "2026-11-21T11:00:00.000Z");
  }

  TEST_CASE("ndjson: a run without walks has no line") {
    CHECK(find_format("ndjson")->render(report_of({}, true), {}).empty());
  }
}
