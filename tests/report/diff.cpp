// The rules of a comparison, one row each: what is done to the walk after, and what is told of it.
#include "report/diff.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/compare.hpp>
#include <boost/json/parse.hpp>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>

#include "report/golden.hpp"
#include "report/sample_walks.hpp"
#include "report/samples.hpp"

using namespace authwalk;
using namespace authwalk::test;
namespace json = boost::json;

namespace {

std::string told(const Change& change) {
  return std::string(id(change.kind)) + " " + change.rule + " [" + change.what + "] " + change.before +
         " -> " + change.after;
}

std::vector<std::string> told(const Comparison& comparison) {
  std::vector<std::string> all;
  for (const Change& change : comparison.changes) all.push_back(told(change));
  return all;
}

Report one(ReportedWalk walk) {
  walk.met = met(walk.expected, walk.transcript) == true && walk.alerts.empty();
  return report_of({std::move(walk)}, false);
}

using Change1 = std::function<void(ReportedWalk&)>;

struct Row {
  std::string what;
  ReportedWalk before;
  Change1 change;
  std::vector<std::string> told;
  bool other_way = true;  ///< backwards, worse is better and better is worse
};

ReportedWalk passing() {
  ReportedWalk walk = basic_pass(Mode::BasicAuthRequireTLS);
  walk.expected = Outcome::pass;
  return walk;
}

void refuse(ReportedWalk& walk) {
  const Reply reply{535, "5.7.3", {"5.7.3 Authentication unsuccessful"}};
  walk.transcript.outcome = Outcome::fail;
  walk.transcript.failure = Failure{Step::auth_result, Class::bad_credentials, Origin::server, reply, ""};
}

ReportedWalk refused_walk() {
  ReportedWalk walk = passing();
  refuse(walk);
  return walk;
}

Change1 outcome(Outcome to) {
  return [to](ReportedWalk& walk) {
    walk.transcript.outcome = to;
    if (to == Outcome::pass) walk.transcript.failure.reset();
  };
}

ReportedWalk ended(Outcome with, std::optional<Outcome> expected = Outcome::pass) {
  ReportedWalk walk = passing();
  walk.expected = expected;
  walk.transcript.outcome = with;
  return walk;
}

void erase_keyword(std::vector<std::string>& offer, std::string_view keyword) {
  std::erase_if(offer, [&](const std::string& line) { return line.starts_with(keyword); });
}

void replace_line(std::vector<std::string>& offer, std::string_view keyword, const std::string& with) {
  for (std::string& line : offer) {
    if (line.starts_with(keyword)) line = with;
  }
}

TlsFacts& tls(ReportedWalk& walk) {
  return *walk.transcript.tls;
}

const std::vector<Row>& rows() {
  static const std::vector<Row> all{
      {"nothing", passing(), [](ReportedWalk&) {}, {}},
      {"another run: times, ids and names of sessions",
       passing(),
       [](ReportedWalk& w) {
         Transcript& t = w.transcript;
         t.walk_id = "another";
         t.local = "10.0.0.5:40999";
         t.total_ms += 900;
         t.started = "2026-11-21T13:00:00.000Z";
         t.banner =
             "220 relay.contoso.example Microsoft ESMTP MAIL Service ready at Sun, 22 Dec 2026 13:01:02 "
             "+0100";
       },
       {}},
      {"pass -> fail",
       passing(),
       refuse,
       {"worse outcome [] PASS -> FAIL at auth-result (bad-credentials) 535 5.7.3 Authentication "
        "unsuccessful"}},
      {"pass -> inconclusive",
       passing(),
       outcome(Outcome::inconclusive),
       {"worse outcome [] PASS -> INCONCLUSIVE"}},
      {"pass -> not tested",
       passing(),
       outcome(Outcome::not_tested),
       {"worse outcome [] PASS -> NOT TESTED"}},
      {"inconclusive -> fail",
       ended(Outcome::inconclusive),
       outcome(Outcome::fail),
       {"worse outcome [] INCONCLUSIVE -> FAIL"}},
      {"not tested -> fail",
       ended(Outcome::not_tested),
       outcome(Outcome::fail),
       {"worse outcome [] NOT TESTED -> FAIL"},
       false},
      {"fail -> not tested",
       ended(Outcome::fail),
       outcome(Outcome::not_tested),
       {"changed outcome [] FAIL -> NOT TESTED"},
       false},
      {"inconclusive -> not tested",
       ended(Outcome::inconclusive),
       outcome(Outcome::not_tested),
       {"changed outcome [] INCONCLUSIVE -> NOT TESTED"}},
      {"expected to fail, and passes now",
       ended(Outcome::fail, Outcome::fail),
       outcome(Outcome::pass),
       {"worse outcome [] FAIL -> PASS"}},
      {"fails elsewhere",
       refused_walk(),
       [](ReportedWalk& w) {
         w.transcript.failure->step = Step::mail_from;
         w.transcript.failure->cls = Class::send_as_denied;
         w.transcript.failure->reply = Reply{550, "5.7.60", {"5.7.60 No right to send as this sender"}};
       },
       {"changed failure [] FAIL at auth-result (bad-credentials) 535 5.7.3 Authentication unsuccessful -> "
        "FAIL at "
        "mail-from (send-as-denied) 550 5.7.60 No right to send as this sender"}},
      {"fails with other words",
       refused_walk(),
       [](ReportedWalk& w) { w.transcript.failure->reply->lines = {"5.7.3 Go away"}; },
       {"changed reply [reply at auth-result] 535 5.7.3 Authentication unsuccessful -> 535 5.7.3 Go away"}},
      {"fails with another session's number",
       refused_walk(),
       [](ReportedWalk& w) {
         w.transcript.failure->reply->lines = {
             "5.7.3 Authentication unsuccessful [AM9PR0302CA4711 2026-11-21T12:00:01.123Z]"};
       },
       {}},
      {"a threshold is crossed",
       passing(),
       [](ReportedWalk& w) {
         w.alerts = {{true, "seconds", 12.5, "10"}};
       },
       {"worse threshold [seconds]  -> 12.5, critical range 10"}},
      {"STARTTLS is gone",
       passing(),
       [](ReportedWalk& w) { erase_keyword(w.transcript.offers.plain, "STARTTLS"); },
       {"worse starttls [offer] STARTTLS -> "}},
      {"TLS is gone",
       passing(),
       [](ReportedWalk& w) { w.transcript.tls.reset(); },
       {"worse tls [TLS] TLSv1.3 -> none"}},
      {"TLS breaks, and the walk goes on in clear",
       passing(),
       [](ReportedWalk& w) {
         auto retry = std::make_shared<Retry>();
         retry->why.step = Step::tls_handshake;
         retry->why.cls = Class::tls_version;
         w.transcript.retry = retry;
       },
       {"worse retry [TLS broke, on in clear]  -> tls-handshake (tls-version)"}},
      {"weaker TLS",
       passing(),
       [](ReportedWalk& w) { tls(w).version = "TLSv1.2"; },
       {"worse tls-version [TLS version] TLSv1.3 -> TLSv1.2"}},
      {"another cipher",
       passing(),
       [](ReportedWalk& w) { tls(w).cipher = "TLS_AES_128_GCM_SHA256"; },
       {"changed cipher [cipher] TLS_AES_256_GCM_SHA384 with x25519 -> TLS_AES_128_GCM_SHA256 with x25519"}},
      {"verified -> unverified",
       passing(),
       [](ReportedWalk& w) {
         tls(w).verified = false;
         tls(w).faults = {{Class::cert_untrusted, 0, ""}, {Class::cert_name_mismatch, 0, ""}};
       },
       {"worse verification [certificate] verified -> not verified: cert-untrusted, cert-name-mismatch"}},
      {"the certificate is a new one",
       passing(),
       [](ReportedWalk& w) {
         tls(w).chain.front().sha256 = std::string(64, 'a');
         tls(w).chain.front().issuer = "CN=Another CA";
         tls(w).chain.front().not_after = "2028-01-01T00:00:00Z";
       },
       {"changed certificate [certificate] CN=relay.contoso.example,O=Contoso by CN=Contoso Issuing "
        "CA,O=Contoso, to "
        "2027-01-01T00:00:00Z, SHA-256 3b1f0c5d9a7e4f22 -> CN=relay.contoso.example,O=Contoso by CN=Another "
        "CA, to "
        "2028-01-01T00:00:00Z, SHA-256 aaaaaaaaaaaaaaaa"}},
      {"the certificate ends soon",
       passing(),
       [](ReportedWalk& w) { tls(w).chain.front().not_after = "2026-12-01T00:00:00Z"; },
       {"worse certificate-days [certificate] 40 days left, to 2027-01-01T00:00:00Z -> 9 days left, to "
        "2026-12-01T00:00:00Z"}},
      {"a mechanism is gone",
       passing(),
       [](ReportedWalk& w) { replace_line(*w.transcript.offers.tls, "AUTH", "AUTH GSSAPI LOGIN"); },
       {"worse mechanisms [AUTH] NTLM -> "},
       false},
      {"a new mechanism",
       passing(),
       [](ReportedWalk& w) {
         replace_line(*w.transcript.offers.tls, "X-EXPS", "X-EXPS GSSAPI NTLM EXCHANGEAUTH");
       },
       {"changed mechanisms [X-EXPS]  -> EXCHANGEAUTH"},
       false},
      {"a mechanism is now offered in clear",
       passing(),
       [](ReportedWalk& w) { w.transcript.offers.plain.emplace_back("AUTH=LOGIN"); },
       {"changed offers-before-tls [AUTH before TLS]  -> LOGIN"}},
      {"the second EHLO was not reached: no offer is lost",
       passing(),
       [](ReportedWalk& w) { w.transcript.offers.tls.reset(); },
       {}},
      {"the first EHLO was not reached: no offer is lost",
       passing(),
       [](ReportedWalk& w) {
         w.transcript.offers = {};
         w.transcript.at(Step::ehlo).status = StepStatus::not_reached;
       },
       {}},
      {"a keyword is gone",
       passing(),
       [](ReportedWalk& w) { erase_keyword(*w.transcript.offers.tls, "CHUNKING"); },
       {"changed offers [offer] CHUNKING -> "}},
      {"a keyword says something else",
       passing(),
       [](ReportedWalk& w) { replace_line(*w.transcript.offers.tls, "SIZE", "SIZE 10485760"); },
       {"changed offers [offer] SIZE 37748736 -> SIZE 10485760"}},
      {"a step has a finding now",
       passing(),
       [](ReportedWalk& w) {
         w.transcript.at(Step::banner).status = StepStatus::note;
         w.transcript.at(Step::banner).note = "took long";
       },
       {"worse note [note at banner]  -> took long"}},
      {"no relay any more",
       passing(),
       [](ReportedWalk& w) { std::erase(w.transcript.proved, "relay"); },
       {"worse proved [proved] relay -> "}},
      {"the server's identity is not proved any more",
       exchange_pass(),
       [](ReportedWalk& w) { w.transcript.auth.mutual = false; },
       {"worse mutual [server's identity] proved by Kerberos -> "}},
      {"another mechanism was used",
       exchange_pass(),
       [](ReportedWalk& w) { w.transcript.auth.mechanism = "NTLM"; },
       {"changed mechanism [mechanism] GSSAPI -> NTLM"}},
      {"another server",
       passing(),
       [](ReportedWalk& w) {
         w.finding.server_kind = "Postfix";
         w.transcript.banner = "220 relay.contoso.example ESMTP Postfix";
       },
       {"changed server [server] Exchange -> Postfix",
        "changed banner [banner] 220 relay.contoso.example Microsoft ESMTP MAIL Service ready at Sat, 21 Nov "
        "2026 "
        "12:00:00 +0000 -> 220 relay.contoso.example ESMTP Postfix"}},
      {"another address",
       passing(),
       [](ReportedWalk& w) { w.transcript.remote = "192.0.2.99:25"; },
       {"changed address [address] 192.0.2.25 -> 192.0.2.99"}},
      {"another setting",
       passing(),
       [](ReportedWalk& w) { w.transcript.connector.RequireTLS = true; },
       {"changed settings [RequireTLS] False -> True"}},
      {"another expectation",
       passing(),
       [](ReportedWalk& w) { w.expected.reset(); },
       {"changed expectation [expected] pass -> nothing"}},
      {"much slower",
       passing(),
       [](ReportedWalk& w) { w.transcript.total_ms = 1100; },
       {"changed timing [time] 0.1 s -> 1.1 s"}},
      {"slower, but not twice as slow",
       ended(Outcome::pass),
       [](ReportedWalk& w) { w.transcript.total_ms += 1000; },
       {}}};
  return all;
}

std::vector<std::string> without_the_texts(const std::vector<std::string>& all) {
  std::vector<std::string> words;
  for (const std::string& line : all) words.push_back(line.substr(0, line.find(']')));
  std::sort(words.begin(), words.end());
  return words;
}

std::string turned(const std::string& line) {
  if (line.starts_with("worse")) return "better" + line.substr(5);
  return line.starts_with("better") ? "worse" + line.substr(6) : line;
}

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("diff: every rule, forth and back") {
    std::vector<std::string> seen;
    for (const Row& row : rows()) {
      CAPTURE(row.what);
      ReportedWalk after = row.before;
      row.change(after);
      const Comparison comparison = compare(one(row.before), one(after));
      CHECK(told(comparison) == row.told);
      CHECK(comparison.compared == 1);
      CHECK(comparison.unchanged == (row.told.empty() ? 1 : 0));
      const bool worse = std::any_of(row.told.begin(), row.told.end(),
                                     [](const std::string& line) { return line.starts_with("worse"); });
      CHECK(comparison.regressed() == worse);
      for (const Change& change : comparison.changes) seen.push_back(change.rule);

      std::vector<std::string> expected;
      for (const std::string& line : row.told) expected.push_back(turned(line));
      if (row.other_way)
        CHECK(without_the_texts(told(compare(one(after), one(row.before)))) == without_the_texts(expected));
    }
    for (const CompareRuleInfo& rule : compare_rules()) {
      CAPTURE(rule.id);
      CHECK((rule.id == "walk" || std::find(seen.begin(), seen.end(), rule.id) != seen.end()));
    }
  }

  TEST_CASE("diff: a report has not changed against itself") {
    for (const Sample& sample : samples()) {
      CAPTURE(sample.name);
      const Comparison comparison = compare(sample.report, sample.report);
      CHECK(comparison.changes.empty());
      CHECK(comparison.compared == comparison.unchanged);
      CHECK_FALSE(comparison.regressed());
    }
  }

  TEST_CASE("diff: walks belong together by connector, smart host, port and mode") {
    ReportedWalk walk = basic_pass(Mode::BasicAuth);
    const Report before = report_of({walk}, false);
    struct KeyRow {
      Change1 change;
      bool same;
    };
    for (const KeyRow& row :
         {KeyRow{[](ReportedWalk& w) { w.transcript.connector.SmartHost = "RELAY.contoso.example"; }, true},
          KeyRow{[](ReportedWalk& w) { w.transcript.connector.Name = "Other"; }, false},
          KeyRow{[](ReportedWalk& w) { w.transcript.connector.SmartHost = "mx2.contoso.example"; }, false},
          KeyRow{[](ReportedWalk& w) { w.transcript.connector.Port = 587; }, false},
          KeyRow{[](ReportedWalk& w) { w.transcript.mode = Mode::None; }, false}}) {
      ReportedWalk other = walk;
      row.change(other);
      const Comparison comparison = compare(before, report_of({other}, false));
      CHECK(comparison.compared == (row.same ? 1 : 0));
      if (!row.same) {
        CHECK(told(comparison) ==
              std::vector<std::string>{"only-before walk [] PASS -> ", "only-after walk []  -> PASS"});
        CHECK_FALSE(comparison.regressed());
      }
    }
  }

  TEST_CASE("diff: by address where each address was walked") {
    Report after = sample("all_addresses");
    refuse(after.walks[1]);
    const Comparison comparison = compare(sample("all_addresses"), after);
    REQUIRE(comparison.changes.size() == 1);
    CHECK(comparison.changes[0].walk.address == "2001:db8::25");
    CHECK(comparison.compared == 2);
  }

  TEST_CASE("diff: of a walk that stands twice the later counts") {
    const Comparison comparison =
        compare(report_of({passing()}, false), report_of({refused_walk(), passing()}, false));
    CHECK(comparison.changes.empty());
    CHECK(comparison.compared == 1);
  }

  TEST_CASE("diff: the worst stands first, and what is to be ignored is left out") {
    ReportedWalk after = passing();
    refuse(after);
    after.transcript.tls->version = "TLSv1.2";
    after.transcript.tls->cipher = "other";
    after.transcript.connector.RequireTLS = true;
    const Report before = one(passing());
    std::vector<std::string> order;
    for (const Change& change : compare(before, one(after)).changes) order.push_back(change.rule);
    CHECK(order == std::vector<std::string>{"outcome", "tls-version", "cipher", "settings"});
    const Comparison less = compare(before, one(after), {{"outcome", "tls-version", "cipher"}, 30});
    CHECK(told(less) == std::vector<std::string>{"changed settings [RequireTLS] False -> True"});
    CHECK_FALSE(less.regressed());
  }

  TEST_CASE("diff: how many days are too few is the user's to say") {
    ReportedWalk after = passing();
    after.transcript.tls->chain.front().not_after = "2026-12-01T00:00:00Z";
    CHECK(compare(one(passing()), one(after), {{}, 9}).changes.empty());
    CHECK(compare(one(passing()), one(after), {{}, 50}).changes.empty());
    CHECK(compare(one(passing()), one(after), {{}, 10}).regressed());
  }

  TEST_CASE("diff: words that last, and words of one session") {
    CHECK(lasting_words("220 mx.contoso.example ESMTP Exim 4.96 Sat, 21 Nov 2026 12:00:00 +0000") ==
          lasting_words("220 mx.contoso.example ESMTP Exim 4.96 Sun, 22 Nov 2026 13:10:05 +0100"));
    CHECK(lasting_words("220 mx.contoso.example ESMTP Exim 4.96") !=
          lasting_words("220 mx.contoso.example ESMTP Exim 4.97"));
    CHECK(lasting_words("220 mx1.contoso.example ESMTP") != lasting_words("220 mx2.contoso.example ESMTP"));
    CHECK(lasting_words("535 5.7.3 No") != lasting_words("535 5.7.8 No"));
    CHECK(lasting_words("454 No") != lasting_words("535 No"));
    CHECK(lasting_words("250 2.0.0 Ok: queued as 4F3A2B1C0D") ==
          lasting_words("250 2.0.0 Ok: queued as 9A8B7C6D5E"));
  }

  TEST_CASE("diff: in text") {
    Report before = sample("all_pass"), after = sample("all_pass");
    for (ReportedWalk& walk : after.walks) walk.transcript.tls->version = "TLSv1.2";
    refuse(after.walks[2]);
    after.walks.pop_back();
    after.walks.push_back(exchange_pass());
    const ComparedReports names{"before.json", "after.json", before.started, "2026-11-22T12:00:00.000Z"};
    const Comparison comparison = compare(before, after);
    check_golden("diff.txt", render_comparison_text(comparison, names, {}));
    CHECK(render_comparison_text(comparison, names, {-1, false, true}) ==
          "WORSE: 3 walks compared: 3 got worse, 1 only before, 1 only after\n");
    CHECK(render_comparison_text(compare(before, before), names, {-1, false, true}) ==
          "SAME: 4 walks compared: 4 unchanged\n");
    CHECK(render_comparison_text(compare(before, report_of({}, false)), names, {-1, false, true}) ==
          "NOTHING TO COMPARE: 0 walks compared: 4 only before\n");
  }

  TEST_CASE("diff: in JSON, with the rules that the schema knows") {
    const Comparison comparison = compare(sample("all_pass"), sample("same_wall"));
    const json::value value = json::parse(
        render_comparison_json(comparison, {"a\x1b.json", "b.json", "", "2026-11-21T12:00:00.000Z"}));
    CHECK(value.at("schema") == "authwalk.diff/1");
    CHECK(value.at("before").at("file") == "a\\x1B.json");
    CHECK(value.at("before").at("started").is_null());
    CHECK(value.at("regression") == true);
    CHECK(value.at("compared") == 4);
    const json::value& first = value.at("changes").at(0);
    CHECK(first.at("kind") == "worse");
    CHECK(first.at("rule") == "outcome");
    CHECK(first.at("mode") == "None");
    CHECK(first.at("smart_host") == "relay.contoso.example");
    CHECK(first.at("before") == "PASS");
    CHECK(first.at("after") == "FAIL at connect (unreachable)");

    std::ifstream file(std::string(AUTHWALK_SOURCE_DIR) + "/docs/diff.schema.json");
    std::ostringstream text;
    text << file.rdbuf();
    const json::value schema = json::parse(text.str());
    std::vector<std::string> known, rules;
    for (const json::value& rule :
         schema.at("$defs").at("change").at("properties").at("rule").at("enum").as_array())
      known.emplace_back(rule.as_string());
    for (const CompareRuleInfo& rule : compare_rules()) rules.emplace_back(rule.id);
    CHECK(known == rules);
  }

  TEST_CASE("diff: what a server said breaks neither form") {
    for (const std::string& said : {std::string("a\nWORSE: b"), std::string("\x1b[2J\xE2\x80\xAE"),
                                    std::string("\",\"kind\":\"better"), std::string("\xFF\0", 2)}) {
      const Comparison comparison = compare(hostile(said), hostile("other"));
      const std::string text = render_comparison_text(comparison, {said, said, said, said}, {});
      const std::string value = render_comparison_json(comparison, {said, said, said, said});
      CHECK(json::parse(value).at("changes").as_array().size() == comparison.changes.size());
      for (const std::string& out : {text, value}) {
        CHECK(out.find('\x1b') == std::string::npos);
        CHECK(out.find("\xE2\x80\xAE") == std::string::npos);
        CHECK(out.find("\nWORSE: b") == std::string::npos);
        CHECK(out.find('\0') == std::string::npos);
      }
    }
  }
}
