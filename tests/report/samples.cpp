#include "report/samples.hpp"

#include <stdexcept>
#include <utility>

#include "report/sample_walks.hpp"

namespace authwalk::test {
namespace {

using namespace std::string_literals;

Report five_modes() {
  Report report =
      report_of({anonymous_pass(Mode::None, false), basic_refused(), basic_pass(Mode::BasicAuthRequireTLS),
                 exchange_not_tested(), external(Outcome::inconclusive)},
                true);
  for (ReportedWalk& walk : report.walks) walk.expected.reset();
  report.recommendation = {
      Mode::BasicAuthRequireTLS,
      "It authenticated with AUTH LOGIN inside TLS, and the certificate carries the smart host's name.",
      "Set-SendConnector \"Outbound to Contoso\" -SmartHosts relay.contoso.example "
      "-SmartHostAuthMechanism BasicAuthRequireTLS -RequireTLS $true"};
  return report;
}

Report all_pass() {
  Report report = report_of({anonymous_pass(Mode::None, true), basic_pass(Mode::BasicAuth),
                             basic_pass(Mode::BasicAuthRequireTLS), external(Outcome::pass)},
                            false);
  for (ReportedWalk& walk : report.walks) walk.expected = Outcome::pass;
  return report;
}

// Each mode against a Receive connector of its own, as the demonstration does it.
Report own_ports() {
  Report report = five_modes();
  std::uint16_t port = 40001;
  for (ReportedWalk& walk : report.walks) {
    walk.transcript.remote = "127.0.0.1:" + std::to_string(port);
    walk.transcript.lines.front().text = "connected to " + walk.transcript.remote + " from 127.0.0.1:40112";
    walk.transcript.connector.Port = port++;
  }
  return report;
}

Report nothing_passes() {
  Report report = report_of({}, true);
  for (const ModeRow& mode : modes()) report.walks.push_back(refused(mode.mode));
  report.recommendation.why = "No mode passed; all of them ended at connect.";
  return report;
}

Report expectations() {
  Report report = report_of({anonymous_pass(Mode::None, true), basic_refused(Outcome::fail)}, false);
  report.walks[0].expected = Outcome::fail;
  report.walks[0].met = false;
  return report;
}

Report two_targets() {
  Report report = report_of({anonymous_pass(Mode::None, true), basic_refused(), silent()}, false);
  for (ReportedWalk& walk : report.walks) walk.expected = Outcome::pass;
  report.interrupted = true;
  return report;
}

// As a survey is put together: the walks are compared, and what is in the way of a stronger mode is told.
Report survey() {
  Report report = report_of({anonymous_pass(Mode::None, true), basic_refused(),
                             basic_pass(Mode::BasicAuthRequireTLS), exchange_ntlm(), external_by_tunnel()},
                            true);
  std::vector<Transcript> walks;
  std::vector<Finding> findings;
  for (ReportedWalk& walk : report.walks) {
    walk.expected.reset();
    walks.push_back(walk.transcript);
    findings.push_back(walk.finding);
  }
  diagnose_survey(walks, findings);
  for (std::size_t i = 0; i < findings.size(); ++i) report.walks[i].finding = findings[i];
  report.recommendation = recommend(walks);
  return report;
}

// Every mode at the same wall, and what to write to the owner.
Report same_wall() {
  std::vector<Transcript> walks;
  std::vector<Finding> findings;
  for (const ModeRow& mode : modes()) {
    walks.push_back(refused(mode.mode).transcript);
    findings.push_back(diagnose(walks.back()));
  }
  diagnose_survey(walks, findings);
  Report report = report_of({}, true);
  for (std::size_t i = 0; i < walks.size(); ++i) {
    report.walks.push_back({walks[i], findings[i], std::nullopt, false});
  }
  report.recommendation = recommend(walks);
  return report;
}

}  // namespace

Report report_of(std::vector<ReportedWalk> walks, bool survey) {
  Report report;
  report.version = "0.1.0";
  report.started = "2026-11-21T12:00:00.000Z";
  report.walks = std::move(walks);
  report.survey = survey;
  return report;
}

const std::vector<Sample>& samples() {
  static const std::vector<Sample> all{
      {"five_modes", five_modes()},
      {"all_pass", all_pass()},
      {"own_ports", own_ports()},
      {"nothing_passes", nothing_passes()},
      {"not_tested",
       report_of({no_credential(Mode::BasicAuth), no_credential(Mode::BasicAuthRequireTLS)}, false)},
      {"clear_text_retry", report_of({clear_text_retry(), clear_text_not_allowed()}, true)},
      {"certificate", report_of({wrong_certificate()}, false)},
      {"old_tls", report_of({old_tls()}, false)},
      {"strange_prompt", report_of({strange_prompt()}, false)},
      {"all_addresses", report_of({at_address(basic_pass(Mode::BasicAuthRequireTLS), "192.0.2.25:25"),
                                   at_address(basic_pass(Mode::BasicAuthRequireTLS), "[2001:db8::25]:25")},
                                  false)},
      {"expectations", expectations()},
      {"exchange_pass", report_of({exchange_pass()}, false)},
      {"exchange_no_token", report_of({exchange_no_token()}, false)},
      {"exchange_refused", report_of({exchange_refused()}, false)},
      {"exchange_ntlm", report_of({exchange_ntlm()}, false)},
      {"exchangeauth_only", report_of({exchangeauth_only()}, false)},
      {"survey", survey()},
      {"same_wall", same_wall()},
      {"two_targets", two_targets()},
      {"hostile", hostile("\x1b[2J<script>\n\"x\"\0y\xC3\x28\xE2\x80\xAEz\x7F"s)}};
  return all;
}

const Report& sample(const std::string& name) {
  for (const Sample& s : samples()) {
    if (s.name == name) return s.report;
  }
  throw std::invalid_argument("no sample " + name);
}

}  // namespace authwalk::test
