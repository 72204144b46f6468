#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/diagnosis.hpp>
#include <map>
#include <set>

#include "diagnosis/phrases.hpp"
#include "diagnosis/rule.hpp"
#include "diagnosis/samples.hpp"
#include "diagnosis/survey.hpp"
#include "diagnosis/survey_samples.hpp"
#include "knowledge/reply_rows.hpp"

using namespace authwalk;

TEST_SUITE_BEGIN("diagnosis");

TEST_CASE("every sample is explained by its rule, and first where that rule stands for itself") {
  for (const samples::Sample& sample : samples::all()) {
    CAPTURE(sample.rule);
    const Finding finding = diagnose(sample.transcript);
    REQUIRE_FALSE(finding.advice.empty());
    CHECK(std::ranges::count(finding.advice, sample.rule, &Advice::rule) == 1);
    if (sample.first) CHECK(finding.advice.front().rule == sample.rule);
  }
}

TEST_CASE("every rule has a sample, and every sample a rule") {
  std::set<std::string> with_sample;
  for (const samples::Sample& sample : samples::all()) with_sample.insert(sample.rule);
  for (const samples::SurveySample& sample : samples::surveys()) with_sample.insert(sample.rule);
  std::set<std::string> known;
  for (const diagnosis::Rule* rule : diagnosis::all_rules()) known.emplace(rule->id);
  for (const diagnosis::SurveyRule& rule : diagnosis::survey_rules()) known.emplace(rule.id);
  for (const std::string& id : known) CHECK_MESSAGE(with_sample.contains(id), id);
  // What a reply means is a row of its table; those have samples there.
  for (const knowledge::ReplyRow& row : knowledge::reply_rows()) known.emplace(row.id);
  for (const std::string& id : with_sample) CHECK_MESSAGE(known.contains(id), id);
}

TEST_CASE("the list of rules has those of the tables and the replies of the catalogue, each id once") {
  std::set<std::string_view> known;
  for (const RuleInfo& rule : rules()) {
    CHECK_MESSAGE(known.insert(rule.id).second, rule.id);
  }
  for (const diagnosis::Rule* rule : diagnosis::all_rules()) CHECK(known.contains(rule->id));
  for (const diagnosis::SurveyRule& rule : diagnosis::survey_rules()) CHECK(known.contains(rule.id));
  for (const knowledge::ReplyRow& row : knowledge::reply_rows()) {
    CAPTURE(row.id);
    CHECK(known.contains(row.id) == (row.cls && !row.cause.empty()));
  }
}

TEST_CASE("every class is reached by the sample of some rule") {
  std::set<Class> reached;
  for (const samples::Sample& sample : samples::all()) {
    const Transcript& t = sample.transcript;
    if (t.failure) reached.insert(t.failure->cls);
    if (t.retry) reached.insert(t.retry->why.cls);
  }
  for (const knowledge::ReplyRow& row : knowledge::reply_rows()) {
    if (row.cls) reached.insert(*row.cls);
  }
  for (const ClassRow& cls : classes()) {
    CAPTURE(cls.id);
    CHECK(reached.contains(cls.cls));
  }
}

TEST_CASE("every rule says when it applies, why, and what to do") {
  for (const RuleInfo& rule : rules()) {
    CAPTURE(rule.id);
    CHECK_FALSE(rule.applies.empty());
    CHECK(rule.cause.ends_with('.'));
    CHECK(rule.fix.ends_with('.'));
    CHECK(rule.cause.size() < 380);
    CHECK((rule.confidence == "likely" || rule.confidence == "possible"));
  }
}

namespace {

bool has_open_placeholder(std::string_view text) {
  for (std::size_t open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
    const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz-", open + 1);
    if (end != text.npos && end > open + 1 && text[end] == '}') return true;
  }
  return false;
}

}  // namespace

TEST_CASE("no placeholder stays open") {
  for (const samples::Sample& sample : samples::all()) {
    CAPTURE(sample.rule);
    const Finding finding = diagnose(sample.transcript);
    CHECK_FALSE(has_open_placeholder(finding.summary));
    for (const Advice& advice : finding.advice) {
      CAPTURE(advice.rule);
      CHECK_FALSE(has_open_placeholder(advice.cause));
      CHECK_FALSE(has_open_placeholder(advice.fix));
      CHECK_FALSE(has_open_placeholder(advice.command));
    }
  }
}

TEST_CASE("what a server says never reaches a command") {
  const std::string evil = "evil\"; Remove-Item C:\\ #{connector}";
  for (samples::Sample sample : samples::all()) {
    CAPTURE(sample.rule);
    Transcript& t = sample.transcript;
    const Finding calm = diagnose(t);
    const auto poison = [&](std::string& text) { text += " " + evil; };
    poison(t.banner);
    for (std::string& keyword : t.offers.plain) poison(keyword);
    if (t.offers.tls) std::ranges::for_each(*t.offers.tls, poison);
    std::ranges::for_each(t.auth.offered, poison);
    if (t.auth.ntlm) {
      NtlmChallenge& ntlm = *t.auth.ntlm;
      for (std::string* text : {&ntlm.target_name, &ntlm.netbios_computer, &ntlm.netbios_domain,
                                &ntlm.dns_computer, &ntlm.dns_domain, &ntlm.dns_forest, &ntlm.os_version}) {
        poison(*text);
      }
    }
    if (t.failure) {
      poison(t.failure->detail);
      if (t.failure->reply) poison(t.failure->reply->lines.back());
    }
    if (t.tls) {
      poison(t.tls->peer_version);
      for (CertificateFacts& c : t.tls->chain) {
        poison(c.subject);
        std::ranges::for_each(c.names, poison);
      }
    }
    for (const Advice& advice : diagnose(t).advice) {
      CHECK(advice.command.find("evil") == std::string::npos);
    }
    CHECK(diagnose(t).advice.size() >= std::min<std::size_t>(calm.advice.size(), 1));
  }
}

TEST_CASE("every class is explained at every step, whatever is known of it") {
  for (const ClassRow& cls : classes()) {
    for (const StepRow& step : steps()) {
      for (const ModeRow& mode : modes()) {
        CAPTURE(cls.id);
        CAPTURE(step.id);
        CAPTURE(mode.id);
        samples::Walk walk(mode.mode);
        walk.broke(step.step, cls.cls);
        const Finding finding = diagnose(walk);
        CHECK_FALSE(finding.advice.empty());
      }
    }
  }
}

TEST_CASE("a fallback is silent once a cause is known, and a note is not") {
  samples::Walk walk(Mode::BasicAuthRequireTLS);
  walk.inside_tls({"AUTH LOGIN"})
      .refused(Step::auth_result, Class::bad_credentials, "535 5.7.3 Authentication unsuccessful");
  walk.t.at(Step::auth_result).reply = samples::reply("535 5.7.3 Authentication unsuccessful");
  walk.t.at(Step::auth_result).ms = 5003;
  std::vector<std::string> found;
  for (const Advice& advice : diagnose(walk).advice) found.push_back(advice.rule);
  CAPTURE(found.back());
  REQUIRE(found.size() == 3);
  CHECK(found[0] == "auth-535-573");
  CHECK(found[1] == "auth-5s-tarpit");
  CHECK(found[2] == "event-2003-steps");
}

TEST_CASE("a code matches whole, not as the beginning of another") {
  samples::Walk walk(Mode::BasicAuthRequireTLS);
  walk.inside_tls({"AUTH LOGIN"}).refused(Step::auth_result, Class::bad_credentials, "535 5.7.30 No");
  for (const Advice& advice : diagnose(walk).advice) CHECK(advice.rule != "auth-535-573");
}

TEST_CASE("blame and transience") {
  samples::Walk walk(Mode::BasicAuth);
  SUBCASE("of the class, when no rule knows better") {
    const Finding finding = diagnose(walk.broke(Step::connect, Class::refused));
    CHECK(finding.blame == Blame::server);
    CHECK(finding.transient);
  }
  SUBCASE("of the rule: a full directory is the server's, and passes") {
    const Finding finding = diagnose(walk.refused(Step::auth_result, Class::rejected_temporarily,
                                                  "454 4.7.0 Temporary authentication failure"));
    CHECK(finding.blame == Blame::server);
    CHECK(finding.transient);
  }
  SUBCASE("of the rule: port 465 is our mistake and does not pass") {
    const Finding finding =
        diagnose(walk.host("mx.contoso.example", 465).broke(Step::banner, Class::timeout));
    CHECK(finding.blame == Blame::ours);
    CHECK_FALSE(finding.transient);
  }
  SUBCASE("of the rule: a masked banner is the network's") {
    const Finding finding =
        diagnose(walk.banner(std::string(30, '*')).broke(Step::auth_offer, Class::no_common_mechanism));
    CHECK(finding.blame == Blame::network);
  }
}

TEST_CASE("commands carry the real names, quoted for PowerShell") {
  samples::Walk walk(Mode::BasicAuthRequireTLS);
  walk.inside_tls({"AUTH LOGIN"}).refused(Step::auth_result, Class::bad_credentials, "535 5.7.3 No");
  SUBCASE("plain names") {
    CHECK(diagnose(walk).advice.front().command ==
          "Set-SendConnector \"Outbound to Contoso\" -AuthenticationCredential (Get-Credential "
          "\"CONTOSO\\svc\")");
  }
  SUBCASE("a name that tries to leave its quotes") {
    walk.t.connector.Name = "To \"Contoso\" $(Stop-Computer) `now";
    CHECK(diagnose(walk).advice.front().command ==
          "Set-SendConnector \"To `\"Contoso`\" `$(Stop-Computer) ``now\" -AuthenticationCredential "
          "(Get-Credential \"CONTOSO\\svc\")");
  }
  SUBCASE("a bare target has no connector name of its own") {
    walk.t.connector.Name = Connector{}.Name;
    CHECK(diagnose(walk).advice.front().command.starts_with("Set-SendConnector \"<Send connector>\" "));
  }
}

TEST_CASE("quoting for PowerShell") {
  CHECK(diagnosis::powershell("mx.contoso.example") == "mx.contoso.example");
  CHECK(diagnosis::powershell("2001:db8::7") == "2001:db8::7");
  CHECK(diagnosis::powershell("-Force") == "\"-Force\"");
  CHECK(diagnosis::powershell("") == "\"\"");
  CHECK(diagnosis::powershell("it's") == "\"it's\"");
  CHECK(diagnosis::powershell_string("\u201cContoso\u201d") == "\"`\u201cContoso`\u201d\"");
  CHECK(diagnosis::powershell_string("a\nb") == "\"a$([char]10)b\"");
}

TEST_CASE("our own commands are quoted for a POSIX shell") {
  samples::Walk walk(Mode::BasicAuthRequireTLS);
  walk.user("it's $me").not_tested(Class::no_credential);
  CHECK(diagnose(walk).advice.front().command ==
        "authwalk walk mx.contoso.example -m basic-tls -u 'it'\\''s $me' --fqdn mail.fabrikam.example "
        "--connector-name 'Outbound to Contoso'");
}

TEST_CASE("our own command repeats the connector's settings") {
  samples::Walk walk(Mode::BasicAuthRequireTLS);
  walk.user("svc").not_tested(Class::no_credential);
  Connector& connector = walk.t.connector;
  connector.SourceIPAddress = "192.0.2.20";
  connector.RequireTLS = true;
  connector.TlsAuthLevel = TlsAuthLevel::DomainValidation;
  connector.TlsDomain = "*.contoso.example";
  CHECK(diagnose(walk).advice.front().command ==
        "authwalk walk mx.contoso.example -m basic-tls -u svc --fqdn mail.fabrikam.example --source-ip "
        "192.0.2.20 "
        "--require-tls --tls-auth-level DomainValidation --tls-domain '*.contoso.example' --connector-name "
        "'Outbound to Contoso'");
}

TEST_CASE("an MX name is asked for its MX") {
  samples::Walk walk(Mode::None);
  walk.host("contoso.example");
  walk.t.addresses = {{"192.0.2.8", "mx1.contoso.example", "refused", ""},
                      {"192.0.2.7", "mx2.contoso.example", "walked", ""}};
  const auto command = [&] {
    for (const Advice& a : diagnose(walk).advice) {
      if (a.rule == "address-skipped") return a.command;
    }
    return std::string("no advice");
  };
  CHECK(command() == "Resolve-DnsName contoso.example -Type MX");
  for (AddressAttempt& attempt : walk.t.addresses) attempt.exchange.clear();
  CHECK(command() == "Resolve-DnsName contoso.example");
}

TEST_CASE("the note beside event 2003 claims no more than the walk tried") {
  const auto note = [](const samples::Walk& walk) {
    for (const Advice& a : diagnose(walk).advice) {
      if (a.rule == "event-2003-steps") return a.cause;
    }
    return std::string("no note");
  };
  samples::Walk stripped(Mode::BasicAuthRequireTLS);
  stripped.offers({"AUTH LOGIN PLAIN"}).broke(Step::starttls, Class::not_offered, "", Origin::server);
  CHECK(note(stripped).find("(the server offers LOGIN PLAIN in clear, this mode needs AUTH LOGIN)") !=
        std::string::npos);
  samples::Walk offer(Mode::BasicAuthRequireTLS);
  offer.inside_tls({"AUTH PLAIN"}).mechanism("", {"PLAIN"});
  offer.broke(Step::auth_offer, Class::no_common_mechanism, "", Origin::server);
  CHECK(note(offer).find("(the server offers PLAIN, this mode needs AUTH LOGIN)") != std::string::npos);
  samples::Walk refused(Mode::BasicAuthRequireTLS);
  refused.inside_tls({"AUTH LOGIN"}).mechanism("LOGIN", {"LOGIN"});
  refused.refused(Step::auth_result, Class::bad_credentials, "535 5.7.3 No");
  CHECK(note(refused).find("(the server offers LOGIN, this walk tried AUTH LOGIN)") != std::string::npos);
}

TEST_SUITE_END();
