// docs/config.md, docs/config.schema.json and the tables of the reader tell of the same keys.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <set>

#include "config/files.hpp"
#include "config/keys.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

std::vector<std::string> yaml_blocks(const std::string& page) {
  std::vector<std::string> blocks;
  const std::string_view fence = "```yaml\n";
  for (auto at = page.find(fence); at != std::string::npos; at = page.find(fence, at + 1)) {
    const auto start = at + fence.size();
    blocks.push_back(page.substr(start, page.find("```", start) - start));
  }
  return blocks;
}

std::set<std::string> keys_of_schema(const boost::json::value& schema, std::string_view mapping) {
  std::set<std::string> keys;
  for (const auto& property : schema.at("$defs").at(mapping).at("properties").as_object()) {
    keys.insert(std::string(property.key()));
  }
  return keys;
}

}  // namespace

TEST_SUITE("config: documentation") {
  TEST_CASE("every example of the page is read") {
    const auto blocks = yaml_blocks(source_file(source_path("docs/config.md")));
    REQUIRE(blocks.size() == 2);
    for (const auto& block : blocks) {
      const auto error = refused_config(block);
      CHECK_MESSAGE(error.problem.empty(), error.place.text() << ": " << error.problem);
    }
  }

  TEST_CASE("the long example has every key, and explains the one that it only mentions") {
    const auto page = source_file(source_path("docs/config.md"));
    const auto example = yaml_blocks(page).back();
    for (const auto& [mapping, keys] : all_keys()) {
      for (const auto key : keys) {
        CAPTURE(mapping);
        CAPTURE(key);
        const bool shown = example.find(std::string(key) + ":") != std::string::npos;
        const bool mentioned = key == "domain" && example.find("`domain`") != std::string::npos;
        CHECK((shown || mentioned));
      }
    }
  }

  TEST_CASE("the schema has the keys of the tables") {
    const auto schema = boost::json::parse(source_file(source_path("docs/config.schema.json")));
    std::set<std::string> mappings;
    for (const auto& [mapping, keys] : all_keys()) {
      CAPTURE(mapping);
      mappings.insert(std::string(mapping));
      CHECK(keys_of_schema(schema, mapping) == std::set<std::string>(keys.begin(), keys.end()));
    }
    for (const auto& definition : schema.at("$defs").as_object()) {
      const std::string name(definition.key());
      if (!definition.value().as_object().contains("properties") || name == "levels") continue;
      CAPTURE(name);
      CHECK(mappings.count(name) == 1);
    }
  }

  TEST_CASE("every key stands in the file that has all of them") {
    const auto path = source_path("tests/configs/good/everything.yml");
    const auto text = source_file(path);
    for (const auto& [mapping, keys] : all_keys()) {
      for (const auto key : keys) {
        CAPTURE(mapping);
        CAPTURE(key);
        CHECK(text.find(std::string(key) + ":") != std::string::npos);
      }
    }
  }
}
