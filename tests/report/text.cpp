#include <doctest/doctest.h>

#include <authwalk/report.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "report/golden.hpp"
#include "report/sample_walks.hpp"
#include "report/samples.hpp"
#include "report/style.hpp"
#include "report/utf8.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

std::string text(const Report& report, const RenderOptions& options = {}) {
  return find_format("text")->render(report, options);
}

std::vector<std::string> lines(const std::string& all) {
  std::vector<std::string> split;
  std::istringstream in(all);
  for (std::string line; std::getline(in, line);) split.push_back(line);
  return split;
}

std::string last_line(const Report& report) {
  return lines(text(report)).back();
}

bool has(const std::string& all, std::string_view part) {
  return all.find(part) != std::string::npos;
}

std::size_t count(const std::string& all, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = all.find(part); at != std::string::npos; at = all.find(part, at + 1)) ++n;
  return n;
}

/// The row of a mode in the matrix.
std::string row_of(const std::string& all, std::string_view mode) {
  for (const std::string& line : lines(all)) {
    if (line.starts_with("  " + std::string(mode) + " ")) return line;
  }
  return {};
}

std::string without_colour(std::string all) {
  for (std::size_t at; (at = all.find('\033')) != std::string::npos;)
    all.erase(at, all.find('m', at) - at + 1);
  return all;
}

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("text: the golden reports") {
    for (const Sample& sample : samples()) {
      check_golden("report_" + sample.name + ".txt", text(sample.report));
    }
    check_golden("report_five_modes_verbose.txt", text(sample("five_modes"), {1, false, true}));
    check_golden("report_five_modes_quiet.txt", text(sample("five_modes"), {-1, false, true}));
    check_golden("report_five_modes_ascii.txt", text(sample("five_modes"), {0, false, false}));
    check_golden("report_five_modes_colour.txt", text(sample("five_modes"), {0, true, true}));
    check_golden("report_exchange_pass_verbose.txt", text(sample("exchange_pass"), {1, false, true}));
    check_golden("report_exchange_ntlm_verbose.txt", text(sample("exchange_ntlm"), {1, false, true}));
    check_golden("report_clear_text_retry_verbose.txt", text(sample("clear_text_retry"), {1, false, true}));
  }

  TEST_CASE("text: the last line is the verdict") {
    CHECK(last_line(sample("five_modes")) ==
          "FAIL: 1 of 5 modes failed: BasicAuth at auth-result, server said 535 5.7.3; 2 passed; 1 "
          "inconclusive; "
          "1 not tested");
    CHECK(last_line(sample("all_pass")) == "PASS: 4 of 4 modes passed");
    CHECK(last_line(sample("nothing_passes")) == "FAIL: 5 of 5 modes failed: all at connect, unreachable");
    CHECK(last_line(sample("not_tested")) ==
          "INCONCLUSIVE: 2 of 2 modes not tested: BasicAuth and BasicAuthRequireTLS (no-credential)");
    CHECK(last_line(sample("strange_prompt")) == "FAIL: BasicAuth failed at auth-start, unexpected-prompt");
    CHECK(last_line(sample("all_addresses")) == "PASS: 2 of 2 walks passed");
    CHECK(last_line(sample("certificate")) == "FAIL: BasicAuthRequireTLS failed at tls-verify, cert-expired");
    CHECK(last_line(sample("expectations")) ==
          "FAIL: 1 of 2 modes passed but should have failed: None; 1 failed as expected: BasicAuth at "
          "auth-result, "
          "server said 535 5.7.3");
    CHECK(last_line(sample("two_targets")) ==
          "FAIL (interrupted): 2 of 3 walks failed: BasicAuth on relay.contoso.example:25 at auth-result "
          "(server said "
          "535 5.7.3) and None on slow.fabrikam.example:25 at ehlo (timeout); 1 passed");
    CHECK(last_line(Report{}) == "INCONCLUSIVE: nothing was walked");
  }

  TEST_CASE("text: the matrix shows each mode's way") {
    const std::string all = text(sample("five_modes"));
    CHECK(has(row_of(all, "None"), "PASS"));
    CHECK(has(row_of(all, "BasicAuth"), "✗"));
    CHECK(has(row_of(all, "BasicAuth"), "FAIL"));
    CHECK(has(row_of(all, "ExchangeServer"), "NOT TESTED"));
    CHECK(has(row_of(all, "ExternalAuthoritative"), "INCONCLUSIVE"));
    const std::string heading = row_of(all, "mode");
    CHECK(has(heading, " 235 "));
    CHECK(has(heading, " token "));  // only because something is noted there
    CHECK_FALSE(has(row_of(text(sample("all_pass")), "mode"), "token"));
    CHECK_FALSE(has(heading, "local"));
    CHECK_FALSE(has(heading, "quit"));
  }

  TEST_CASE("text: a step without a column gets one when something is wrong there") {
    Report report = sample("all_pass");
    report.walks[0].transcript.at(Step::quit) = {StepStatus::note, 1.0, std::nullopt, "answered with 250"};
    CHECK(has(row_of(text(report), "mode"), " quit "));
    CHECK(has(text(report), "None at quit: answered with 250"));
  }

  TEST_CASE("text: only the first failure's conversation is shown unasked") {
    CHECK(count(text(sample("five_modes")), "The conversation of ") == 1);
    CHECK(has(text(sample("five_modes")), "The conversation of BasicAuth with relay.contoso.example:25"));
    CHECK(count(text(sample("five_modes"), {1, false, true}), "The conversation of ") == 5);
    CHECK(count(text(sample("all_pass")), "The conversation of ") == 0);
  }

  TEST_CASE("text: the server's words and words made on this side are kept apart") {
    Report report = sample("expectations");
    CHECK(has(text(report), "the server said     535 5.7.3 Authentication unsuccessful"));
    report.walks[1].transcript.failure->origin = Origin::local;
    CHECK(has(text(report), "made on this side   535 5.7.3 Authentication unsuccessful"));
    CHECK_FALSE(has(text(report), "the server said "));
    CHECK_FALSE(has(last_line(report), "server said"));
  }

  TEST_CASE("text: every line of a reply stands on its own") {
    Report report = sample("expectations");
    report.walks[1].transcript.failure->reply = Reply{535, "5.7.8", {"5.7.8 first", "5.7.8 second"}};
    CHECK(has(text(report), "the server said     535-5.7.8 first\n"));
    CHECK(has(text(report), "                        535 5.7.8 second\n"));
  }

  TEST_CASE("text: walks that ended alike share a block") {
    const std::string all = text(sample("nothing_passes"));
    CHECK(count(all, "what may be behind it") == 1);
    CHECK(has(
        all,
        "None, BasicAuth, BasicAuthRequireTLS, ExchangeServer and ExternalAuthoritative failed at connect"));
  }

  TEST_CASE("text: TLS that broke is told, and the second attempt has a row of its own") {
    const std::string all = text(sample("clear_text_retry"));
    CHECK(has(row_of(all, "None"), "TLS BROKE"));
    CHECK(has(all, "↳ again, in clear"));
    CHECK(has(all,
              "! None and BasicAuth: TLS broke at tls-handshake (tls-version): this side offers "
              "TLSv1.2-TLSv1.3,\n"));
  }

  TEST_CASE("text: a certificate is shown name by name") {
    const std::string all = text(sample("certificate"));
    CHECK(has(all, "relay.contoso.example is not mail.fabrikam.example"));
    CHECK(has(all, "relay.contoso.example is not *.smtp.fabrikam.example"));
    CHECK(has(all, "2026-01-01T00:00:00Z to 2026-11-01T00:00:00Z"));
    CHECK(has(all, "EncryptionOnly yes, CertificateValidation no, DomainValidation no"));
  }

  TEST_CASE("text: targets are told apart") {
    const std::string all = text(sample("two_targets"));
    CHECK(has(all, "relay.contoso.example:25   192.0.2.25   Exchange"));
    CHECK(has(all, "slow.fabrikam.example:25   2001:db8::7   "));
    CHECK(count(all, "went on, with a note") == 1);
  }

  TEST_CASE("text: addresses of one smart host are told apart") {
    Report report = sample("all_addresses");
    for (ReportedWalk& walk : report.walks) {
      walk.transcript.outcome = Outcome::inconclusive;
      walk.met.reset();
    }
    CHECK(last_line(report) ==
          "INCONCLUSIVE: 2 of 2 walks inconclusive: BasicAuthRequireTLS on relay.contoso.example:25 "
          "[192.0.2.25] and "
          "BasicAuthRequireTLS on relay.contoso.example:25 [2001:db8::25]");
    CHECK(count(text(report), "   2001:db8::25   ") == 1);
  }

  TEST_CASE("text: the line that decided is marked, not the one that came last") {
    CHECK(has(text(sample("strange_prompt")), "✗ auth-start        20.8  │ ◀── 334 T1RQOg==\n"));
    CHECK(count(text(sample("strange_prompt")), "\n✗ ") == 2);  // the headline, and the line
  }

  TEST_CASE("text: silence is marked where it fell") {
    const std::string all = text(sample("two_targets"), {1, false, true});
    CHECK(has(
        all,
        "──▶ EHLO mail01.corp.example\n✗ ehlo                    │     15.0 s without a complete reply\n"));
  }

  TEST_CASE("text: colour is only added, and red is for failures") {
    for (const Sample& sample : samples()) {
      CAPTURE(sample.name);
      CHECK(without_colour(text(sample.report, {1, true, true})) == text(sample.report, {1, false, true}));
    }
    CHECK(has(text(sample("five_modes"), {0, true, true}), "\033[31m"));
    CHECK_FALSE(has(text(sample("all_pass"), {1, true, true}), "\033[31m"));
    CHECK_FALSE(has(text(sample("five_modes")), "\033"));
  }

  TEST_CASE("text: nothing but the matrix and commands is wider than the page") {
    for (const Sample& sample : samples()) {
      for (const std::string& line : lines(text(sample.report, {1, false, true}))) {
        const bool command = has(line, "run  ");
        const bool table = has(line, "PASS") || has(line, "INCONCLUSIVE") || has(line, "NOT TESTED") ||
                           has(line, "FAIL") || has(line, " result") || has(line, "TLS BROKE");
        CAPTURE(sample.name);
        CAPTURE(line);
        CHECK((command || table || cell_width(line) <= Style::columns));
        CHECK_FALSE(line.ends_with(' '));
      }
    }
  }

  TEST_CASE("text: quiet is one line a walk") {
    const std::vector<std::string> all = lines(text(sample("five_modes"), {-1, false, true}));
    REQUIRE(all.size() == 5);
    CHECK(all[0] == "relay.contoso.example:25  192.0.2.25:25  None                   PASS");
    CHECK(all[1] ==
          "relay.contoso.example:25  192.0.2.25:25  BasicAuth              FAIL  auth-result  "
          "bad-credentials  535 5.7.3 "
          "Authentication unsuccessful");
  }

  TEST_CASE("wrap: at blanks, inside long words, and never through a character") {
    CHECK(wrap("", 10) == std::vector<std::string>{""});
    CHECK(wrap("one two three", 7) == std::vector<std::string>{"one two", "three"});
    CHECK(wrap("one two three", 6) == std::vector<std::string>{"one", "two", "three"});
    CHECK(wrap("abcdefgh", 3) == std::vector<std::string>{"abc", "def", "gh"});
    CHECK(wrap("éééé", 3) == std::vector<std::string>{"ééé", "é"});
    CHECK(wrap("one  two", 5) == std::vector<std::string>{"one", "two"});
    CHECK(wrap("one  two", 8) == std::vector<std::string>{"one  two"});
    CHECK(wrap("one   ", 4) == std::vector<std::string>{"one"});
    CHECK(wrap("      ", 4) == std::vector<std::string>{"    ", "  "});
    CHECK(wrap("日本語", 3) == std::vector<std::string>{"日", "本", "語"});
  }
  TEST_CASE("text: what is in the way of a stronger mode, and what to do") {
    const std::string all = text(sample("survey"));
    CHECK(has(all, "Recommended: BasicAuthRequireTLS\n"));
    CHECK(has(all, "ExchangeServer passed with NTLM, but the server did not prove who it is"));
    CHECK(has(all,
              "    run  authwalk walk relay.contoso.example -m exchange -u 'CONTOSO\\svc' --fqdn "
              "mail01.corp.example --connector-name 'Outbound to Contoso' --ccache '<cache>'\n"));
    Report report = sample("survey");
    report.recommendation.in_the_way = {
        {Mode::ExchangeServer, "failed", Blame::server, "Set-ReceiveConnector", ""},
        {Mode::BasicAuth, "failed", Blame::policy, "", "Please."}};
    const std::string other = text(report);
    CHECK(has(other, "    run there  Set-ReceiveConnector\n"));
    CHECK(has(other, "    write to its owner  Please.\n"));
  }

  TEST_CASE("text: dead addresses are told from each other, in groups, titles and one-line form") {
    const auto dead = [](const std::string& address) {
      ReportedWalk walk = refused(Mode::None);
      walk.transcript.remote.clear();
      walk.transcript.addresses = {{address, "", "refused", "Connection refused"}};
      return walk;
    };
    Report report = sample("five_modes");
    report.walks = {at_address(anonymous_pass(Mode::None, false), "127.0.0.1:25"), dead("127.0.0.2"),
                    dead("127.0.0.3")};
    const std::string all = text(report, {.verbosity = 1});
    for (const std::string address : {"127.0.0.2", "127.0.0.3"}) {
      CHECK(count(all, "\n" + report.walks[1].transcript.connector.SmartHost) >= 2);
      CHECK(has(all, address + "   no connection"));
      CHECK(has(all, "[" + address + "]"));
      CHECK(has(text(report, {.verbosity = -1}), "  " + address + " "));
    }
    // A walk that was not told its address belongs with the others of its host.
    report.walks[2].transcript.addresses.push_back({"127.0.0.4", "", "refused", ""});
    CHECK_FALSE(has(text(report), "127.0.0.3   no connection"));
  }

  TEST_CASE("text: an accepted message is named, so that it can be found") {
    Report report = sample("five_modes");
    report.walks = {anonymous_pass(Mode::None, true)};
    CHECK_FALSE(has(text(report), "Message-ID"));
    report.walks[0].transcript.message_id = "1f2e.0@mail01.corp.example";
    CHECK(has(text(report), "None: a test message was accepted, Message-ID <1f2e.0@mail01.corp.example>"));
  }

  TEST_CASE(
      "text: a threshold that was crossed is told, and a pass beyond a critical one is no expected failure") {
    Report report = sample("five_modes");
    report.survey = false;
    report.walks = {anonymous_pass(Mode::None, true)};
    ReportedWalk& walk = report.walks[0];
    walk.expected = Outcome::pass;
    walk.met = false;
    walk.alerts = {{true, "seconds", 7.25, "0:5"}, {false, "certificate_days", 9, "30:"}};
    const std::string all = text(report);
    CHECK(has(all, "! None: seconds is 7.25, outside of 0:5 (critical)"));
    CHECK(has(all, "! None: certificate_days is 9, outside of 30: (warning)"));
    CHECK(has(all, "None passed, but seconds is 7.25, outside of 0:5"));
    CHECK(has(all, "None passed beyond a critical threshold"));
    CHECK_FALSE(has(all, "expected to fail"));
    CHECK_FALSE(has(all, "should have failed"));
  }

  TEST_CASE("text: what every mode meets is said once") {
    CHECK(count(text(sample("same_wall")), "it is the path or the") == 1);
  }

  TEST_CASE("text: what speaks for and against a path that is secured by other means") {
    const std::string all = text(sample("survey"));
    CHECK(has(all, "ExternalAuthoritative: secured by other means?\n"));
    CHECK(has(all, "  ✓ for      the connection leaves by wg0, a WireGuard tunnel\n"));
    CHECK(has(all, "  – neither  the smart host has a private address"));
    CHECK(has(text(sample("five_modes")), "  ! against  the smart host has a public address"));
    CHECK(has(text(sample("five_modes"), {.unicode = false}), "  - neither  the connection leaves by eth0"));
    CHECK(has(all, "This is evidence, never proof"));
    CHECK_FALSE(has(text(sample("certificate")), "secured by other means"));
  }
}
