// From failures to groups, and from groups to text and JSON.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <authwalk/explain.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <sstream>

#include "exchange/evidence.hpp"

using namespace authwalk;
using namespace authwalk::test;
namespace json = boost::json;

namespace {

struct Source {
  std::string name, bytes;
};

struct Read {
  Explanation explanation;
  std::vector<ReadProblem> problems;
  std::vector<std::string> refused;
};

Read read(const std::vector<Source>& sources, std::size_t piece = 1 << 20) {
  Read result;
  FailureGroups groups;
  EvidenceIntake intake({[&](RecordedFailure failure) { groups.add(std::move(failure)); },
                         [&](std::size_t count) { result.explanation.sessions += count; },
                         [&](ReadProblem problem) { result.problems.push_back(std::move(problem)); }});
  for (const Source& source : sources) {
    intake.begin(source.name);
    for (std::size_t at = 0; at < source.bytes.size(); at += piece) {
      intake.feed(std::string_view(source.bytes).substr(at, piece));
    }
    if (intake.end()) {
      result.explanation.sources.push_back(source.name);
    } else {
      result.refused.push_back(source.name);
    }
  }
  intake.finish();
  result.explanation.groups = groups.take();
  return result;
}

Read read_sample(const std::string& name) {
  return read({{name, sample_log(name)}});
}

std::string text(const Explanation& explanation, int verbosity = 0) {
  RenderOptions options;
  options.verbosity = verbosity;
  return explanation_formats()[0].render(explanation, options);
}

json::value as_json(const Explanation& explanation) {
  return json::parse(explanation_formats()[1].render(explanation, {}));
}

std::string utf16(std::string_view ascii) {
  std::string bytes = "\xFF\xFE";
  for (char c : ascii) bytes += {c, '\0'};
  return bytes;
}

bool has(const std::string& all, std::string_view part) {
  return all.find(part) != std::string::npos;
}

RecordedFailure failure_from(const std::string& client, const std::string& when) {
  RecordedFailure record;
  record.receiving = true;
  record.receive_connector = "Default EX01";
  record.when = when;
  record.source = "a.log";
  record.line = 1;
  record.transcript.local = client;
  record.transcript.outcome = Outcome::fail;
  record.transcript.failure = Failure{Step::auth_result, Class::bad_credentials, Origin::server,
                                      Reply{535, "5.7.3", {"5.7.3 Authentication unsuccessful"}}, ""};
  return record;
}

}  // namespace

TEST_SUITE("explain") {
  TEST_CASE("failures of one connector, remote host, step and class are one group") {
    const auto explanation = read_sample("send-login-refused.log").explanation;
    REQUIRE(explanation.groups.size() == 1);
    const FailureGroup& group = explanation.groups[0];
    CHECK(group.connector == "Smart host Fabrikam");
    CHECK(group.remote == "192.0.2.50:587");
    CHECK(group.count == 2);
    CHECK(group.first.starts_with("2026-11-20T10:00:"));
    CHECK(group.last.starts_with("2026-11-20T10:05:"));
    CHECK(explanation.sessions == 2);
    CHECK(!group.finding.advice.empty());
    REQUIRE(group.finding.event);
    CHECK(group.finding.event->id == 2003);
  }

  TEST_CASE("a client's port does not make it another client") {
    FailureGroups groups;
    groups.add(failure_from("192.0.2.30:50001", "2026-11-20T08:00:02.000Z"));
    groups.add(failure_from("192.0.2.30:50002", ""));
    groups.add(failure_from("192.0.2.30:50003", "2026-11-20T08:00:01.000Z"));
    groups.add(failure_from("[2001:db8::7]:50004", "2026-11-20T08:00:03.000Z"));
    const auto all = groups.take();
    REQUIRE(all.size() == 2);
    CHECK(all[0].remote == "192.0.2.30");
    CHECK(all[0].count == 3);
    CHECK(all[0].first == "2026-11-20T08:00:01.000Z");
    CHECK(all[0].last == "2026-11-20T08:00:02.000Z");
    CHECK(all[1].remote == "2001:db8::7");
    // The receiving side's event is not the Send connector's 2003.
    CHECK_FALSE(all[0].finding.event);
  }

  TEST_CASE("of too many remote hosts the further ones share a group") {
    FailureGroups groups;
    for (int i = 0; i < 5000; ++i) {
      groups.add(failure_from(fmt::format("10.0.{}.{}:5000", i / 250, i % 250), "2026-11-20T08:00:00.000Z"));
    }
    const auto all = groups.take();
    REQUIRE(all.size() == 2001);
    CHECK(all[0].others);
    CHECK(all[0].remote.empty());
    CHECK(all[0].count == 3000);
    CHECK(std::ranges::count_if(all, &FailureGroup::others) == 1);
  }

  TEST_CASE("the kind of a source is found out, also in UTF-16 and in small pieces") {
    const std::string log = sample_log("receive-relay-denied.log");
    for (const std::size_t piece : {1, 3, 4096}) {
      for (const std::string& bytes : {log, "\xEF\xBB\xBF" + log, utf16(log)}) {
        const auto explanation = read({{"a.log", bytes}}, piece).explanation;
        REQUIRE(explanation.groups.size() == 1);
        CHECK(id(explanation.groups[0].example.transcript.failure->cls) == "relay-denied");
      }
    }
  }

  TEST_CASE("a source of no known kind is refused, and the others are read") {
    const Read result =
        read({{"a", "\x01\x02\x03 nothing"}, {"b", sample_log("receive-relay-denied.log")}, {"c", ""}});
    CHECK(result.refused == std::vector<std::string>{"a"});
    CHECK(result.explanation.sources == std::vector<std::string>{"b", "c"});
    CHECK(result.explanation.groups.size() == 1);
  }

  TEST_CASE("a session goes on from one source to the next, and not over one of another kind") {
    const Source first{"SEND-9.log", sample_log("send-goes-on-9.log")};
    const Source second{"SEND-10.log", sample_log("send-goes-on-10.log")};
    const auto explanation = read({first, second}).explanation;
    CHECK(explanation.sessions == 1);
    REQUIRE(explanation.groups.size() == 1);
    CHECK(explanation.groups[0].example.source == "SEND-9.log");
    CHECK(explanation.groups[0].example.line == 6);
    const auto divided = read({first, {"queue", "451 4.4.0 DNS query failed\n"}, second}).explanation;
    CHECK(divided.sessions == 3);
  }

  TEST_CASE("text: a line for each group, then the diagnosis, then the count") {
    const auto explanation = read_sample("receive-login-refused.log").explanation;
    const std::string out = text(explanation);
    CHECK(out.starts_with("count  connector"));
    CHECK(has(out,
              "\n    1  EX01\\External Authenticated Relay  192.0.2.30  auth-result  bad-credentials  "
              "2026-11-20 08:29:10  2026-11-20 08:29:10\n"));
    CHECK(has(out, "BasicAuth failed at auth-result (bad-credentials)"));
    CHECK(has(out, "535 5.7.3 Authentication unsuccessful"));
    CHECK(has(out, "receive-login-refused.log:6"));
    CHECK(has(out, "whose move          the client"));
    CHECK(has(out, "MSExchangeTransport 1035"));
    CHECK(out.ends_with("FAIL: 1 failure of 1 kind; 1 session in 1 source\n"));
    CHECK_FALSE(has(out, "──▶ EHLO app01"));
    CHECK(has(text(explanation, 1), "──▶ EHLO app01"));
    const std::string quiet = text(explanation, -1);
    CHECK(std::ranges::count(quiet, '\n') == 3);
  }

  TEST_CASE("text: groups for which the same is to be said share a block") {
    FailureGroups groups;
    for (int i = 0; i < 8; ++i) {
      RecordedFailure failure = failure_from(fmt::format("192.0.2.{}:5000", i), "2026-11-20T08:00:00.000Z");
      failure.event = Event{.id = 1035, .text = fmt::format("refused 192.0.2.{}", i)};
      groups.add(std::move(failure));
    }
    Explanation explanation{{"a.log"}, 8, groups.take()};
    const std::string out = text(explanation);
    CHECK(has(out, "1 x Default EX01, client 192.0.2.4"));
    CHECK(has(out, "and 3 more"));
    const std::string_view cause = "what may be behind it";
    CHECK(out.find(cause) == out.rfind(cause));
    CHECK(has(out, "refused 192.0.2.0"));
    CHECK_FALSE(has(out, "refused 192.0.2.1"));
  }

  TEST_CASE("text: nothing read is not called a pass") {
    CHECK(text({}) == "NOTHING FOUND: 0 sessions in 0 sources\n");
    CHECK(text({{"a"}, 3, {}}) == "PASS: no failure in 3 sessions in 1 source\n");
    CHECK(text({{"a"}, 3, {}, {"b"}}) ==
          "UNDECIDED: 1 source could not be read; no failure in 3 sessions in 1 source\n");
  }

  TEST_CASE("text and JSON: what a stranger wrote cannot act") {
    const std::string esc = "\x1b[31mred\r\n", rtl = "\xE2\x80\xAE";
    const std::string log = "2026-11-20T08:00:00.000Z,Conn" + esc.substr(0, 8) +
                            ",S1,0,192.0.2.1:25,192.0.2.9:" + rtl + ",<,MAIL FROM:<" + esc.substr(0, 8) +
                            ">,\n2026-11-20T08:00:00.000Z,C,S1,1,l,r,>,550 5.7.1 " + esc.substr(0, 8) + rtl +
                            ",\n";
    const auto explanation = read({{"a\x1b.log", log}}).explanation;
    REQUIRE(explanation.groups.size() == 1);
    for (const ExplanationFormat& format : explanation_formats()) {
      for (int verbosity : {-1, 0, 1}) {
        RenderOptions options;
        options.verbosity = verbosity;
        const std::string out = format.render(explanation, options);
        CHECK_FALSE(has(out, "\x1b"));
        CHECK_FALSE(has(out, rtl));
        CHECK_FALSE(has(out, "\r"));
      }
    }
  }

  TEST_CASE("JSON: every key of the contract, in its order") {
    const json::value document = as_json(read_sample("send-rights.log").explanation);
    const auto keys = [](const json::value& object) {
      std::vector<std::string> all;
      for (const auto& member : object.as_object()) all.emplace_back(member.key());
      return all;
    };
    CHECK(keys(document) ==
          std::vector<std::string>{"schema", "sources", "sessions", "groups", "unread", "lost"});
    CHECK(document.at("schema") == "authwalk.explain/1");
    CHECK(document.at("sessions") == 3);
    REQUIRE(document.at("groups").as_array().size() == 3);
    for (const json::value& group : document.at("groups").as_array()) {
      std::vector<std::string> contract = keys(group);
      contract.resize(15);
      CHECK(contract == std::vector<std::string>{"connector", "remote", "mode", "step", "class", "origin",
                                                 "blame", "transient", "reply", "count", "first", "last",
                                                 "summary", "diagnosis", "event"});
      CHECK(group.at("mode") == "None");
      CHECK(group.at("origin") == "server");
    }
    const json::value& reply = document.at("groups").at(0).at("reply");
    CHECK(reply.at("code") == 550);
    CHECK(reply.at("enhanced") == "5.7.60");
  }

  TEST_CASE("JSON: null where the record does not tell it") {
    const json::value group =
        as_json(read_sample("send-plain-only-short-rows.log").explanation).at("groups").at(0);
    for (const char* key : {"connector", "remote", "mode", "reply", "first", "last"}) {
      CAPTURE(key);
      CHECK(group.at(key).is_null());
    }
    CHECK(group.at("event").at("text").as_string().find("Require basic authentication") != std::string::npos);
  }

  TEST_CASE("ndjson: one line a group, with the schema in front") {
    const auto explanation = read_sample("send-rights.log").explanation;
    const std::string out = explanation_formats()[2].render(explanation, {});
    std::istringstream lines(out);
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
      json::object group = json::parse(line).as_object();
      CHECK(group.begin()->key() == "schema");
      CHECK(group.at("schema") == "authwalk.explain/1");
      group.erase("schema");
      CHECK(std::ranges::any_of(as_json(explanation).at("groups").as_array(),
                                [&](const json::value& other) { return other == json::value(group); }));
    }
    CHECK(count == 3);
  }

  TEST_CASE("a single reply: the step is taken from its words, or as it is given") {
    const auto step_of = [](std::string_view reply, std::optional<Step> step) {
      const auto failure = failure_of_reply(reply, step);
      return failure ? std::string(id(failure->transcript.failure->step)) : "none";
    };
    CHECK(step_of("535 5.7.3 Authentication unsuccessful", std::nullopt) == "auth-result");
    CHECK(step_of("550 5.7.1 Unable to relay", std::nullopt) == "rcpt-to");
    CHECK(step_of("550 5.7.1 Unable to relay", Step::data) == "data");
    CHECK(step_of("250 2.1.0 Sender OK", std::nullopt) == "none");
  }

  TEST_CASE("every kind of record has a name and words for it") {
    CHECK(evidence_formats().size() >= 2);
    CHECK(evidence_formats()[0].name == "protocol-log");
    for (const EvidenceFormat& format : evidence_formats()) {
      CHECK_FALSE(format.name.empty());
      CHECK_FALSE(format.what.empty());
      CHECK_FALSE(format.recognises(""));
    }
  }
}
