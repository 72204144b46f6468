// The rules over definitions: each speaks about its sample, and none about a clean connector.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <authwalk/lint.hpp>
#include <set>

#include "connectors/lint_samples.hpp"
#include "diagnosis/markdown.hpp"
#include "report/golden.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

std::vector<LintFinding> findings_in(const std::string& text) {
  return lint(definitions_of(text));
}

std::string rules_in(const std::string& text) {
  std::string rules;
  for (const LintFinding& finding : findings_in(text)) rules.append(finding.rule).append(" ");
  return rules;
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string page() {
  std::string text =
      "# Rules of `authwalk lint`\n\n"
      "Made from the tables in `src/connectors/lint_rules_*.cpp`, which is where a rule is added or "
      "corrected.\n"
      "`{name}` is filled in from the definition. *error*: Exchange refuses it, or no mail can pass this "
      "way. "
      "*warning*: it works, and not as one would wish. *note*: worth knowing.\n\n"
      "| id | severity | looks at | what it says | why | what to do |\n|---|---|---|---|---|---|\n";
  for (const LintRuleInfo& rule : lint_rules()) {
    std::string properties;
    for (const std::string_view each : rule.properties)
      properties.append(properties.empty() ? "" : ", ").append(each);
    std::string why = cell(rule.why);
    if (rule.source.starts_with("https://")) why += fmt::format(" ([source]({}))", rule.source);
    if (!rule.source.empty() && !rule.source.starts_with("https://"))
      why += fmt::format(" ({})", cell(rule.source));
    text += fmt::format("| {} | {} | {} | {} | {} | {} |\n", code(rule.id), id(rule.severity),
                        cell(properties), cell(rule.summary), why, code(rule.command));
  }
  return text;
}

}  // namespace

TEST_SUITE("lint") {
  TEST_CASE("no rule has anything against a clean connector") {
    CHECK(rules_in(format_list_of()) == "");
    CHECK(rules_in(online_format_list_of()) == "");
    CHECK(rules_in(format_list_of({{"Name", "A"}}) +
                   format_list_of({{"Name", "B"}, {"AddressSpaces", "{SMTP:*;20}"}})) == "");
  }

  TEST_CASE("each rule speaks about its samples, with a place and a command") {
    for (const LintSample& sample : lint_samples()) {
      CAPTURE(sample.rule);
      CAPTURE(text_of(sample));
      const auto findings = findings_in(text_of(sample));
      const auto found = std::find_if(findings.begin(), findings.end(),
                                      [&](const LintFinding& each) { return each.rule == sample.rule; });
      REQUIRE_MESSAGE(found != findings.end(), rules_in(text_of(sample)));
      CHECK_MESSAGE(has(found->summary, sample.summary), found->summary);
      CHECK_MESSAGE(has(found->command, sample.command), found->command);
      CHECK(found->command.empty() == sample.command.empty());
      CHECK(found->place.file == "typed.txt");
      CHECK(found->place.line > 0);
      CHECK_FALSE(found->properties.empty());
      for (const std::string_view text : {std::string_view(found->summary), std::string_view(found->why)}) {
        CHECK(text.ends_with('.'));
        CHECK_FALSE(has(text, "{"));
      }
    }
  }

  TEST_CASE("every rule has a sample, and every sample a rule") {
    std::set<std::string_view> rules, sampled;
    for (const LintRuleInfo& rule : lint_rules()) CHECK(rules.insert(rule.id).second);
    for (const LintSample& sample : lint_samples()) sampled.insert(sample.rule);
    CHECK(rules == sampled);
  }

  TEST_CASE("what the commands do takes the finding away") {
    // The connector as it is after the command: the rule is silent then.
    struct Mended {
      std::string_view rule;
      Properties after;
    };
    const std::vector<Mended> rows{
        {"connector-dns-with-smart-hosts", {{"DNSRoutingEnabled", "False"}}},
        {"connector-port-465", {{"Port", "587"}}},
        {"connector-starttls-ignored", {{"IgnoreSTARTTLS", "False"}}},
        {"connector-credential-unused",
         {{"SmartHostAuthMechanism", "None"}, {"Port", "25"}, {"AuthenticationCredential", ""}}},
        {"connector-password-in-clear",
         {{"SmartHostAuthMechanism", "BasicAuthRequireTLS"},
          {"RequireTLS", "False"},
          {"TlsAuthLevel", ""},
          {"TlsDomain", ""}}},
        {"connector-idle-time", {{"ConnectionInactivityTimeOut", "00:10:00"}}},
        {"connector-size", {{"MaxMessageSize", "Unlimited"}}},
    };
    for (const Mended& row : rows) {
      CAPTURE(row.rule);
      CHECK_FALSE(has(rules_in(format_list_of(row.after)), row.rule));
    }
  }

  TEST_CASE("what an export does not show is not held against the connector") {
    const std::string rules = rules_in("Name : A\nSmartHosts : {relay.contoso.example}\n");
    CHECK(rules == "connector-export-incomplete ");
    CHECK(rules_in("Name : A\nSmartHostAuthMechanism : BasicAuth\n").find("credential") == std::string::npos);
  }

  TEST_CASE("names in commands are quoted for PowerShell") {
    const auto findings =
        findings_in(format_list_of({{"Name", "a\"; Remove-Item $env:TEMP `x"}, {"Port", "465"}}));
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].command == "Set-SendConnector \"a`\"; Remove-Item `$env:TEMP ``x\" -Port 587");
    // A host that a rule has found goes into the command too.
    const auto hosts = findings_in(
        format_list_of({{"SmartHosts", "{$(evil).contoso.example}"}, {"DNSRoutingEnabled", "True"}}));
    for (const LintFinding& finding : hosts) CHECK_FALSE(has(finding.command, "s $(evil)"));
  }

  TEST_CASE("findings stand by connector, the worst first") {
    const auto findings = findings_in(format_list_of({{"Name", "A"}, {"Port", "465"}, {"Enabled", "False"}}) +
                                      format_list_of({{"Name", "B"}, {"ProtocolLoggingLevel", "None"}}));
    REQUIRE(findings.size() == 3);
    CHECK(findings[0].rule == "connector-port-465");
    CHECK(findings[1].rule == "connector-disabled");
    CHECK(findings[2].connector == 1);
  }

  TEST_CASE("the page of rules is the table's") {
    check_golden("../../docs/lint.md", page());
  }
}
