// Rules across files are silent where the one thing that is wrong is right, and where the other files were
// not read.
#include "connectors/estate.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/lint.hpp>

#include "connectors/estate_samples.hpp"
#include "connectors/sources.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

bool speaks(std::string_view rule, const std::vector<ConnectorDefinition>& definitions) {
  const auto findings = lint(definitions);
  return std::any_of(findings.begin(), findings.end(), [&](const auto& each) { return each.rule == rule; });
}

}  // namespace

TEST_SUITE("lint") {
  TEST_CASE("a rule across files is silent where everything is right, and about each file alone") {
    for (const EstateSample& sample : estate_samples()) {
      CAPTURE(sample.rule);
      CAPTURE(sample.text);
      const auto together = definitions_of(sample.text);
      CHECK_FALSE(speaks(sample.rule, together));
      if (!sample.rule.starts_with("estate-")) continue;
      std::string text = sample.text;
      const std::size_t at = text.rfind(sample.right);
      REQUIRE(at != std::string::npos);
      for (const auto& each : definitions_of(text.replace(at, sample.right.size(), sample.wrong)))
        CHECK_FALSE(speaks(sample.rule, {each}));
    }
  }

  TEST_CASE("names and dates of certificates") {
    CHECK(connectors::common_name("<I>CN=CA<S>CN=mail.contoso.example, O=Contoso") == "mail.contoso.example");
    CHECK(connectors::common_name("O=Contoso") == "");
    CHECK(connectors::any_name_fits("*.contoso.example", {"contoso.example"}));
    CHECK(connectors::any_name_fits("mail.contoso.example", {"*.contoso.example"}));
    CHECK_FALSE(connectors::any_name_fits("mail.contoso.example", {"owa.contoso.example"}));
    const auto day = [](const std::string& text) {
      const auto end =
          connectors::end_of(definitions_of("Name : A\nThumbprint : 00\nNotAfter : " + text + "\n").at(0));
      return end ? std::chrono::floor<std::chrono::days>(*end).time_since_epoch().count() : -1;
    };
    CHECK(day("1970-01-03T10:00:00+02:00") == 2);
    CHECK(day("/Date(172800000)/") == 2);
    CHECK(day("1/3/1970 10:00:00 AM") == -1);  // the culture is not known
  }
}
