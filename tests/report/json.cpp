#include <doctest/doctest.h>

#include <authwalk/report.hpp>
#include <boost/json/parse.hpp>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "report/golden.hpp"
#include "report/json_print.hpp"
#include "report/json_walk.hpp"
#include "report/samples.hpp"

using namespace authwalk;
using namespace authwalk::test;
namespace json = boost::json;

namespace {

json::value rendered(const Report& report) {
  return json::parse(find_format("json")->render(report, {}));
}

const json::object& first_walk(const json::value& report) {
  return report.at("walks").at(0).as_object();
}

std::vector<std::string> keys(const json::object& object) {
  std::vector<std::string> all;
  for (const auto& member : object) all.emplace_back(member.key());
  return all;
}

/// Checks that the contract's keys come first, in its order.
void check_keys(const json::value& object, std::vector<std::string> contract) {
  std::vector<std::string> actual = keys(object.as_object());
  REQUIRE(actual.size() >= contract.size());
  actual.resize(contract.size());
  CHECK(actual == contract);
}

json::value schema() {
  std::ifstream file(std::string(AUTHWALK_SOURCE_DIR) + "/docs/report.schema.json");
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  return json::parse(text.str());
}

template <typename Rows>
std::vector<std::string> ids(const Rows& rows) {
  std::vector<std::string> all;
  for (const auto& row : rows) all.emplace_back(row.id);
  return all;
}

std::vector<std::string> enumerated(const json::value& document, std::string_view definition) {
  std::vector<std::string> all;
  for (const auto& value : document.at("$defs").at(definition).at("enum").as_array()) {
    all.emplace_back(value.as_string());
  }
  return all;
}

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("json: the golden reports") {
    for (const Sample& sample : samples()) {
      check_golden("report_" + sample.name + ".json", find_format("json")->render(sample.report, {}));
    }
  }

  TEST_CASE("json: every key of the contract, in its order, in every walk") {
    for (const Sample& sample : samples()) {
      CAPTURE(sample.name);
      const json::value report = rendered(sample.report);
      check_keys(report, {"schema", "version", "started", "verdict", "walks", "recommendation"});
      check_keys(report.at("recommendation"), {"mode", "after", "why", "command", "in_the_way"});
      for (const json::value& obstacle : report.at("recommendation").at("in_the_way").as_array()) {
        check_keys(obstacle, {"mode", "reason", "blame", "command", "message"});
      }
      REQUIRE(report.at("walks").as_array().size() == sample.report.walks.size());
      for (const json::value& walk : report.at("walks").as_array()) {
        check_keys(walk,
                   {"connector",   "smart_host", "port",        "remote", "local",  "mode",      "expected",
                    "as_expected", "outcome",    "failed_step", "class",  "origin", "blame",     "transient",
                    "reply",       "summary",    "diagnosis",   "event",  "server", "offers",    "tls",
                    "auth",        "proved",     "not_proved",  "retry",  "steps",  "transcript"});
        check_keys(walk.at("server"), {"banner", "kind"});
        check_keys(walk.at("offers"), {"plain", "tls"});
        if (!walk.at("reply").is_null()) check_keys(walk.at("reply"), {"code", "enhanced", "lines"});
        if (!walk.at("event").is_null())
          check_keys(walk.at("event"), {"id", "source", "symbol", "level", "text"});
        for (const json::value& advice : walk.at("diagnosis").as_array()) {
          check_keys(advice, {"rule", "cause", "fix", "command", "confidence"});
        }
        if (!walk.at("tls").is_null()) {
          check_keys(walk.at("tls"),
                     {"verb", "version", "cipher", "verified", "verify_class", "would_satisfy", "chain"});
          check_keys(walk.at("tls").at("would_satisfy"),
                     {"EncryptionOnly", "CertificateValidation", "DomainValidation"});
          for (const json::value& certificate : walk.at("tls").at("chain").as_array()) {
            check_keys(certificate, {"subject", "issuer", "names", "not_before", "not_after", "sha256"});
          }
        }
        if (!walk.at("auth").is_null()) {
          check_keys(walk.at("auth"), {"verb", "mechanism", "offered", "rounds", "spn", "rejected_attempts"});
        }
        REQUIRE(walk.at("steps").as_array().size() == 18);
        for (std::size_t i = 0; i < 18; ++i) {
          const json::value& step = walk.at("steps").at(i);
          check_keys(step, {"step", "status", "ms", "reply", "note"});
          CHECK(step.at("step").as_string() == steps()[i].id);
        }
        for (const json::value& line : walk.at("transcript").as_array())
          check_keys(line, {"ms", "who", "text"});
      }
    }
  }

  TEST_CASE("json: a walk that failed tells step, class, origin, blame and the reply") {
    const json::value report = rendered(sample("expectations"));
    const json::object& walk = report.at("walks").at(1).as_object();
    CHECK(walk.at("outcome") == "fail");
    CHECK(walk.at("failed_step") == "auth-result");
    CHECK(walk.at("class") == "bad-credentials");
    CHECK(walk.at("origin") == "server");
    CHECK(walk.at("blame") == "ours");
    CHECK(walk.at("expected") == "fail");
    CHECK(walk.at("as_expected") == true);
    CHECK(walk.at("reply").at("code") == 535);
    CHECK(walk.at("reply").at("enhanced") == "5.7.3");
    CHECK(walk.at("reply").at("lines").at(0) == "5.7.3 Authentication unsuccessful");
    CHECK(walk.at("event").at("id") == 2003);
    CHECK(walk.at("auth").at("rejected_attempts") == 1);
    CHECK(report.at("verdict") == "fail");
  }

  TEST_CASE("json: null where a thing does not apply") {
    const json::value report = rendered(sample("all_pass"));
    const json::object& walk = first_walk(report);
    for (const char* key : {"failed_step", "class", "origin", "blame", "reply", "event", "auth", "retry"}) {
      CAPTURE(key);
      CHECK(walk.at(key).is_null());
    }
    CHECK(walk.at("transient") == false);
    CHECK(walk.at("diagnosis").as_array().empty());
    CHECK(report.at("recommendation").at("mode").is_null());
    CHECK(report.at("recommendation").at("command").is_null());
    CHECK(rendered(sample("nothing_passes")).at("walks").at(0).at("remote").is_null());
    CHECK(rendered(sample("nothing_passes")).at("walks").at(0).at("tls").is_null());
    CHECK(rendered(sample("five_modes")).at("walks").at(0).at("expected").is_null());
  }

  TEST_CASE("json: the first attempt of a walk whose TLS broke") {
    const json::value report = rendered(sample("clear_text_retry"));
    const json::value& retry = first_walk(report).at("retry");
    CHECK(retry.at("failed_step") == "tls-handshake");
    CHECK(retry.at("class") == "tls-version");
    CHECK(retry.at("reason") == "this side offers TLSv1.2-TLSv1.3, the server speaks TLSv1");
    CHECK(retry.at("steps").as_array().size() == 18);
    CHECK(retry.at("tls").at("peer_version") == "TLSv1");
    CHECK(first_walk(report).at("tls").is_null());
    CHECK(first_walk(report).at("outcome") == "pass");
  }

  TEST_CASE("json: what is in the way of a stronger mode") {
    const json::value report = rendered(sample("survey"));
    CHECK(report.at("recommendation").at("mode") == "BasicAuthRequireTLS");
    const json::array& way = report.at("recommendation").at("in_the_way").as_array();
    REQUIRE(way.size() == 1);
    CHECK(way.at(0).at("mode") == "ExchangeServer");
    CHECK(way.at(0).at("blame") == "ours");
    CHECK(way.at(0).at("message").is_null());
    const json::value wall = rendered(sample("same_wall"));
    CHECK(wall.at("recommendation").at("mode").is_null());
    const json::value& nearest = wall.at("recommendation").at("in_the_way").at(0);
    CHECK(nearest.at("blame") != "ours");
    CHECK(rendered(sample("all_pass")).at("recommendation").at("in_the_way").as_array().empty());
  }

  TEST_CASE("json: the path of ExternalAuthoritative, and null where nobody looked") {
    const json::value report = rendered(sample("survey"));
    CHECK(first_walk(report).at("path").is_null());
    const json::value& path = report.at("walks").at(4).at("path");
    check_keys(path, {"local_scope", "remote_scope", "interface", "interface_kind", "ipsec", "ipsec_detail",
                      "evidence"});
    CHECK(path.at("interface") == "wg0");
    CHECK(path.at("interface_kind") == "wireguard");
    CHECK(path.at("ipsec") == "protects");
    REQUIRE(path.at("evidence").as_array().size() == 4);
    CHECK(path.at("evidence").at(0).at("speaks") == "neither");
    CHECK(path.at("evidence").at(1).at("speaks") == "for");
  }

  TEST_CASE("json: times are numbers rounded to a tenth") {
    ReportedWalk walk = sample("all_pass").walks.front();
    walk.transcript.total_ms = 12.3456;
    walk.transcript.at(Step::banner).ms = 2;
    const json::object object = walk_json(walk);
    CHECK(print_line(object.at("total_ms")) == "12.3");
    CHECK(print_line(object.at("steps").at(3).at("ms")) == "2.0");
    CHECK(print_line(object.at("steps").at(11).at("ms")) == "null");
  }

  TEST_CASE("json: a server cannot write into the structure") {
    const std::string attack = "\",\"outcome\":\"pass\",\"x\":\"";
    const json::value report = rendered(hostile(attack));
    CHECK(first_walk(report).at("outcome") == "fail");
    CHECK(first_walk(report).at("summary") == attack.c_str());
    CHECK(first_walk(report).at("reply").at("lines").at(0) == attack.c_str());
  }

  TEST_CASE("json: pretty printing keeps the value and puts what fits on one line") {
    const json::value value = json::parse(R"({"a":[1,2,3],"b":{"c":null,"d":[]},"e":"x\"y","f":{}})");
    CHECK(print_line(value) == R"({"a": [1, 2, 3], "b": {"c": null, "d": []}, "e": "x\"y", "f": {}})");
    CHECK(json::parse(print_line(value)) == value);
    const json::value wide =
        json::object{{"words", json::array(40, "four")}, {"lists", json::array(20, json::array{1, 2, 3})}};
    const std::string pretty = print_pretty(wide);
    CHECK(json::parse(pretty) == wide);
    CHECK(pretty.starts_with("{\n  \"words\": [\"four\", \"four\", "));
    CHECK(pretty.find("\"four\"],\n  \"lists\": [\n    [1, 2, 3],\n") != std::string::npos);
    CHECK(pretty.ends_with("    [1, 2, 3]\n  ]\n}\n"));
  }

  TEST_CASE("json: the schema knows every id of the tables") {
    const json::value document = schema();
    CHECK(enumerated(document, "mode") == ids(modes()));
    CHECK(enumerated(document, "step") == ids(steps()));
    CHECK(enumerated(document, "class") == ids(classes()));
  }
}
