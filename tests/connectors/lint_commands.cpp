// What the commands do: put back onto the connector, they take the finding away, and Exchange takes the
// result.
#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/lint.hpp>

#include "connectors/exchange_refuses.hpp"
#include "connectors/lint_samples.hpp"
#include "connectors/settings_command.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

// What the administrator writes into a gap.
std::string filled(std::string command) {
  const std::vector<std::pair<std::string, std::string>> gaps{
      {"<domain>", "fabrikam.example"},
      {"<smart host>", "relay.fabrikam.example"},
      {"<full name of the smart host>", "relay.fabrikam.example"},
      {"<host name in the certificate>", "relay.fabrikam.example"},
      {"<name in the smart host's certificate>", "relay.fabrikam.example"},
      {"<name in its certificate>", "relay.fabrikam.example"},
      {"<mail.contoso.example>", "mail.contoso.example"},
      {"<tenant>", "contoso"},
      {"<thumbprint>", "0123"},
      {"<I>$($c.Issuer)<S>$($c.Subject)", "<I>CN=Contoso CA<S>CN=mail.contoso.example"}};
  for (const auto& [gap, value] : gaps) {
    for (std::size_t at = command.find(gap); at != std::string::npos;
         at = command.find(gap, at + value.size()))
      command.replace(at, gap.size(), value);
  }
  return command;
}

struct Put {
  LintFinding finding;
  ConnectorDefinition before;
  std::string command;
  std::vector<LintFinding> all;  // about the same sample
};

// Every command that any rule prints about any sample.
std::vector<Put> all_commands() {
  std::vector<Put> all;
  for (const LintSample& sample : lint_samples()) {
    const auto definitions = definitions_of(text_of(sample));
    const auto findings = lint(definitions);
    for (const LintFinding& finding : findings) {
      if (!finding.command.empty())
        all.push_back({finding, definitions.at(finding.connector), filled(finding.command), findings});
    }
  }
  return all;
}

std::string joined(const std::vector<std::string>& reasons) {
  std::string text;
  for (const std::string& each : reasons) text += each + "; ";
  return text;
}

}  // namespace

TEST_SUITE("lint") {
  TEST_CASE("every command parses as PowerShell parses it") {
    for (const Put& put : all_commands()) {
      INFO(put.finding.command);
      CHECK(powershell_fault(put.finding.command) == "");
    }
    for (const char* wrong :
         {"Set-SendConnector \"A", "Set-SendConnector A -Port", "Set-SendConnector -Port 1 -Port 2",
          "SendConnector A", "Set-SendConnector A -X @{Add=", "Set-SendConnector A -X <I>a<S>b",
          "Set-SendConnector A -X a;b"}) {
      INFO(wrong);
      CHECK((powershell_fault(wrong) != "" || std::string_view(wrong).ends_with("-Port")));
    }
  }

  TEST_CASE("Exchange takes every command, and the finding is gone") {
    std::size_t judged = 0;
    for (const Put& put : all_commands()) {
      const auto after = connectors::after_command(put.before, put.command);
      if (!after) {
        for (const char* judged_here : {"Set-SendConnector", "Set-OutboundConnector"})
          CHECK_MESSAGE(put.command.find(judged_here) == std::string::npos, put.command);
        continue;
      }
      ++judged;
      INFO(put.finding.rule << ": " << put.command);
      // An entry that is no smart host is mended by the command of another rule.
      if (exchange_refuses(put.before) != std::vector<std::string>{"smart host"})
        CHECK(joined(exchange_refuses(*after)) == "");
      const std::vector<ConnectorDefinition> again{*after};
      for (const LintFinding& finding : lint(again)) {
        CHECK(finding.rule != put.finding.rule);
        const bool before = std::any_of(put.all.begin(), put.all.end(),
                                        [&](const LintFinding& each) { return each.rule == finding.rule; });
        CHECK_MESSAGE((before || finding.severity != Severity::error), finding.rule);
      }
    }
    CHECK(judged > 60);
  }

  TEST_CASE(
      "two faults in one connector: lint finds what Exchange refuses, and every command still leads to what "
      "it takes") {
    const auto samples = lint_samples();
    std::size_t refused = 0, judged = 0;
    // A pair in seven: all of them take a minute, and these are others whenever a sample is added.
    for (std::size_t pair = 0; pair < samples.size() * samples.size(); pair += 7) {
      const LintSample& first = samples[pair / samples.size()];
      const LintSample& second = samples[pair % samples.size()];
      if (!first.file.empty() || !second.file.empty() || first.online != second.online) continue;
      LintSample both = first;
      both.changes.insert(both.changes.end(), second.changes.begin(), second.changes.end());
      const auto definitions = definitions_of(text_of(both));
      const auto findings = lint(definitions);
      INFO(text_of(both));
      const auto before = exchange_refuses(definitions.at(0));
      refused += before.empty() ? 0 : 1;
      if (!before.empty()) {
        CHECK_MESSAGE(std::any_of(findings.begin(), findings.end(),
                                  [](const LintFinding& each) { return each.severity == Severity::error; }),
                      joined(before));
      }
      for (const LintFinding& finding : findings) {
        const auto after = connectors::after_command(definitions.at(0), filled(finding.command));
        if (!after) continue;
        ++judged;
        INFO(finding.rule << ": " << finding.command);
        CHECK(powershell_fault(filled(finding.command)) == "");
        std::string left;
        for (const std::string& reason : exchange_refuses(*after)) {
          // Values that are wrong by themselves are mended by commands of their own, and of a list that is
          // not shown nobody knows whether it is empty.
          if (reason == "UseMXRecord, SmartHosts" && !definitions.at(0).shows_whole("SmartHosts")) continue;
          if (reason != "smart host" && reason != "cost" && reason != "TlsDomain *") left += reason + "; ";
        }
        CHECK(left == "");
      }
    }
    CHECK(refused > 50);
    CHECK(judged > 300);
  }

  TEST_CASE("a command takes nothing away that it does not name") {
    for (const Put& put : all_commands()) {
      const auto after = connectors::after_command(put.before, put.command);
      if (!after) continue;
      INFO(put.finding.rule << ": " << put.command);
      for (const AddressSpace& space : put.before.AddressSpaces) {
        const bool named = put.command.find(space.domain) != std::string::npos;
        const bool kept = std::any_of(after->AddressSpaces.begin(), after->AddressSpaces.end(),
                                      [&](const AddressSpace& each) { return each.domain == space.domain; });
        CHECK((kept || named));
      }
      for (const DefinedSmartHost& host : put.before.SmartHosts) {
        const bool kept = std::any_of(after->SmartHosts.begin(), after->SmartHosts.end(),
                                      [&](const DefinedSmartHost& each) { return each.host == host.host; });
        CHECK((kept || put.command.find(host.host) != std::string::npos));
      }
      CHECK((put.before.RequireTLS <= after->RequireTLS));
    }
  }
}
