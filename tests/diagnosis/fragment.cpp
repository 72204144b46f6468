// A recorded reply without its conversation: what it does not tell is not claimed.
#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/diagnosis.hpp>

namespace authwalk {
namespace {

Transcript only(Step step, Class cls, Origin origin, Reply reply) {
  Transcript t;
  t.connector.SmartHost = "mx.contoso.example";
  t.outcome = Outcome::fail;
  t.failure = Failure{step, cls, origin, std::move(reply), ""};
  t.at(step).status = StepStatus::fail;
  return t;
}

bool advises(const Finding& finding, std::string_view rule) {
  return std::ranges::any_of(finding.advice, [&](const Advice& advice) { return advice.rule == rule; });
}

}  // namespace

TEST_SUITE("diagnosis") {
  TEST_CASE("a sender that is not recorded is not taken for the null sender") {
    Transcript t =
        only(Step::data, Class::send_as_denied, Origin::server,
             {550, "5.7.60", {"5.7.60 SMTP; Client does not have permissions to send as this sender"}});
    const Finding unknown = diagnose(t);
    CHECK_FALSE(advises(unknown, "mail-null-sender"));
    CHECK(unknown.summary.find("<>") == std::string::npos);
    CHECK(unknown.summary.find("without authentication") == std::string::npos);
    t.transactions.push_back({"", {250, "", {"fine"}}, {}, t.failure->reply});
    CHECK(advises(diagnose(t), "mail-null-sender"));
  }

  TEST_CASE("offers that are not recorded are not taken for none") {
    Transcript t = only(Step::auth_offer, Class::no_common_mechanism, Origin::local,
                        {451, "5.7.3", {"5.7.3 Require basic authentication"}});
    t.mode = Mode::BasicAuth;
    const Finding recorded = diagnose(t);
    CHECK(recorded.summary.find("offers no AUTH") == std::string::npos);
    t.banner = "mx.contoso.example ESMTP";
    t.offers.plain = {"SIZE"};
    CHECK(diagnose(t).summary.find("offers no AUTH in clear") != std::string::npos);
  }

  TEST_CASE("a 4yz that the sending server made up does not go away by itself") {
    const Reply reply{451, "5.7.3", {"5.7.3 Require basic authentication"}};
    CHECK_FALSE(diagnose(only(Step::auth_offer, Class::no_common_mechanism, Origin::local, reply)).transient);
    CHECK(diagnose(only(Step::auth_result, Class::rejected_temporarily, Origin::server,
                        {454, "4.7.0", {"4.7.0 Temporary authentication failure"}}))
              .transient);
  }
}

}  // namespace authwalk
