#include <doctest/doctest.h>

#include <authwalk/explain.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fstream>
#include <iterator>

using namespace authwalk;
namespace json = boost::json;

namespace {

json::value document(const std::string& name) {
  std::ifstream file(std::string(AUTHWALK_SOURCE_DIR) + "/docs/" + name);
  REQUIRE(file.good());
  return json::parse(std::string{std::istreambuf_iterator<char>(file), {}});
}

}  // namespace

TEST_SUITE("explain") {
  TEST_CASE("schema: what groups share with walks is defined as for walks") {
    const json::value explain = document("explain.schema.json").at("$defs");
    const json::value report = document("report.schema.json").at("$defs");
    for (const char* name : {"mode", "step", "class", "origin", "blame", "reply", "advice", "event"}) {
      CAPTURE(name);
      CHECK(explain.at(name) == report.at(name));
    }
  }

  TEST_CASE("schema: it knows every class") {
    const json::value document_defs = document("explain.schema.json").at("$defs");
    const json::array& known = document_defs.at("class").at("enum").as_array();
    REQUIRE(known.size() == classes().size());
    for (std::size_t i = 0; i < known.size(); ++i)
      CHECK(known[i] == json::value(json::string(classes()[i].id)));
  }
}
