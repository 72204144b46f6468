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

std::string verbose(const Report& report) {
  return text(report, {.verbosity = 1});
}

std::vector<std::string> lines(const std::string& all) {
  std::vector<std::string> split;
  std::istringstream in(all);
  for (std::string line; std::getline(in, line);) split.push_back(line);
  return split;
}

std::string first_line(const Report& report) {
  return lines(text(report, {.columns = 300})).front();
}

bool has(const std::string& all, std::string_view part) {
  return all.find(part) != std::string::npos;
}

std::size_t count(const std::string& all, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = all.find(part); at != std::string::npos; at = all.find(part, at + 1)) ++n;
  return n;
}

/// The row of a mode, or of a step.
std::string row_of(const std::string& all, std::string_view name) {
  for (const std::string& line : lines(all)) {
    if (line.starts_with("  " + std::string(name) + " ")) return line;
  }
  return {};
}

std::string without_colour(std::string all) {
  for (std::size_t at; (at = all.find('\033')) != std::string::npos;)
    all.erase(at, all.find('m', at) - at + 1);
  return all;
}

bool is_command(const std::string& line) {
  return has(line, "run  ") || has(line, "run there  ") || line.starts_with("Run ") ||
         line.starts_with("Then ") || line.starts_with("There ");
}

/// Lines on a terminal of that width, which folds commands.
std::size_t screen_lines(const std::string& all, std::size_t columns) {
  std::size_t n = 0;
  for (const std::string& line : lines(all))
    n += 1 + (cell_width(line) > 0 ? (cell_width(line) - 1) / columns : 0);
  return n;
}

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("text: the golden reports") {
    for (const Sample& sample : samples()) {
      check_golden("report_" + sample.name + ".txt", text(sample.report));
    }
    for (const std::size_t columns : {80, 160}) {
      for (const char* name : {"five_modes", "survey", "certificate", "all_pass", "two_targets"})
        check_golden("report_" + std::string(name) + "_" + std::to_string(columns) + ".txt",
                     text(sample(name), {.columns = columns}));
    }
    for (const char* name :
         {"five_modes", "exchange_pass", "exchange_ntlm", "clear_text_retry", "certificate"})
      check_golden("report_" + std::string(name) + "_verbose.txt", verbose(sample(name)));
    check_golden("report_five_modes_quiet.txt", text(sample("five_modes"), {.verbosity = -1}));
    check_golden("report_five_modes_ascii.txt", text(sample("five_modes"), {.unicode = false}));
    check_golden("report_five_modes_colour.txt", text(sample("five_modes"), {.colour = true}));
  }

  TEST_CASE("text: the first line is the answer") {
    CHECK(first_line(sample("five_modes")) ==
          "FAIL  relay.contoso.example:25 refused the user name or the password");
    CHECK(first_line(sample("all_pass")) == "PASS  relay.contoso.example:25: 4 of 4 modes are as expected");
    CHECK(first_line(sample("expectations")) ==
          "FAIL  relay.contoso.example:25: None passed, but was expected to fail");
    CHECK(first_line(sample("two_targets")) == "FAIL (interrupted)  2 of 2 smart hosts are not as expected");
    CHECK(first_line(sample("all_addresses")) == "PASS  all 2 smart hosts are as expected");
    CHECK(first_line(sample("certificate"))
              .starts_with("FAIL  relay.contoso.example:25: The certificate is out of date"));
    CHECK(first_line(Report{}) == "UNDECIDED  nothing was walked");
    for (const Sample& sample : samples()) {
      CAPTURE(sample.name);
      const std::string line = first_line(sample.report);
      const std::string_view result = verdict(sample.report);
      CHECK(line.starts_with(result == "pass" ? "PASS" : result == "fail" ? "FAIL" : "UNDECIDED"));
    }
  }

  TEST_CASE("text: the server's words stand within the first three lines, and whose they are is told") {
    Report report = sample("exchange_refused");
    CHECK(has(lines(text(report))[1] + lines(text(report))[2], "535 5.7.3 Authentication unsuccessful"));
    report.walks[0].transcript.failure->origin = Origin::local;
    CHECK(has(text(report), "535 5.7.3 Authentication unsuccessful  (made on this side)"));
    CHECK(has(verbose(report), "made on this side  535 5.7.3 Authentication unsuccessful"));
    report.walks[0].transcript.failure->reply = Reply{535, "5.7.8", {"5.7.8 first", "5.7.8 second"}};
    CHECK(has(text(report), "      535-5.7.8 first\n      535 5.7.8 second"));
  }

  TEST_CASE("text: a failing survey fits 45 lines of 80 columns, a healthy one 20") {
    for (const Sample& sample : samples()) {
      if (sample.name == "hostile") continue;
      CAPTURE(sample.name);
      const std::size_t n = screen_lines(text(sample.report, {.columns = 80}), 80);
      CHECK(n <= (verdict(sample.report) == "pass" ? 20 : 45));
    }
  }

  TEST_CASE("text: one line a mode, red only where something is not as it should be") {
    const std::string all = text(sample("five_modes"));
    CHECK(has(row_of(all, "None"), "? undecided"));
    CHECK(has(row_of(all, "None"), "sender ✓  relay not tried (--to)"));
    CHECK(has(row_of(all, "BasicAuth"), "✗ password"));
    CHECK(has(row_of(all, "BasicAuth"), "login ✗  sender ·"));
    CHECK(has(row_of(all, "BasicAuthRequireTLS"), "✓ passed"));
    CHECK(has(row_of(all, "ExchangeServer"), "– "));
    CHECK(has(row_of(all, "ExternalAuthoritative"), "? undecided"));
    CHECK(has(row_of(text(sample("expectations")), "BasicAuth"),
              "✓ password  failed at auth-result, as expected"));
    CHECK(has(row_of(text(sample("expectations")), "None"), "✗ passed    was to fail"));
    CHECK(count(text(sample("nothing_passes")), "  as ") == 3);
  }

  TEST_CASE("text: -v has a column a mode, and a row for every step that some walk came to") {
    const std::string all = verbose(sample("five_modes"));
    CHECK(has(row_of(all, "step, ms"), "none"));
    CHECK(has(row_of(all, "step, ms"), "basic-tls"));
    CHECK(has(row_of(all.substr(all.find("Step by step")), "auth-result"), "✗"));
    CHECK_FALSE(row_of(all, "auth-token").empty());  // only because something is noted there
    CHECK(row_of(verbose(sample("certificate")), "auth-token").empty());
    Report report = sample("all_pass");
    report.walks[0].transcript.at(Step::quit) = {StepStatus::note, 1.0, std::nullopt, "answered with 250"};
    CHECK(has(verbose(report), "None: at quit: answered with 250"));
  }

  TEST_CASE("text: only the step that failed is told unasked") {
    CHECK(has(text(sample("five_modes")), "  auth-result    ──▶ [password]\n                 ◀── 535 5.7.3"));
    CHECK(count(text(sample("five_modes")), "The conversation of ") == 0);
    CHECK(count(verbose(sample("five_modes")), "The conversation of ") == 5);
    CHECK_FALSE(has(text(sample("all_pass")), "◀──"));
  }

  TEST_CASE("text: TLS that broke is told, and the second attempt has a column of its own") {
    const std::string all = verbose(sample("clear_text_retry"));
    CHECK(has(row_of(all, "None"), "in clear, TLS broke"));
    CHECK(has(row_of(all, "step, ms"), "none, TLS broke  again, in clear"));
    CHECK(has(all, "TLS broke at tls-handshake (tls-version): this side offers TLSv1.2-TLSv1.3,"));
    CHECK(has(text(sample("clear_text_retry")), "TLS broke (tls-version)"));
  }

  TEST_CASE("text: a certificate is shown name by name") {
    const std::string all = verbose(sample("certificate"));
    CHECK(has(all, "relay.contoso.example is not mail.fabrikam.example"));
    CHECK(has(all, "relay.contoso.example is not *.smtp.fabrikam.example"));
    CHECK(has(all, "2026-01-01T00:00:00Z to 2026-11-01T00:00:00Z"));
    CHECK(has(all, "EncryptionOnly yes, CertificateValidation no, DomainValidation no"));
    CHECK(has(text(sample("certificate"), {.columns = 160}),
              "certificate not verified (cert-expired), ended 20 days ago"));
  }

  TEST_CASE("text: the line that decided is marked, not the one that came last") {
    CHECK(has(verbose(sample("strange_prompt")), "✗ auth-start        20.8  │ ◀── 334 T1RQOg==\n"));
    CHECK(count(verbose(sample("strange_prompt")), "\n✗ ") == 1);
  }

  TEST_CASE("text: silence is marked where it fell") {
    CHECK(has(
        verbose(sample("two_targets")),
        "──▶ EHLO mail01.corp.example\n✗ ehlo                    │     15.0 s without a complete reply\n"));
  }

  TEST_CASE("text: colour is only added, and red is for what is not as expected") {
    for (const Sample& sample : samples()) {
      CAPTURE(sample.name);
      CHECK(without_colour(text(sample.report, {.verbosity = 1, .colour = true})) == verbose(sample.report));
    }
    CHECK(has(text(sample("five_modes"), {.colour = true}), "\033[31m"));
    CHECK_FALSE(has(text(sample("all_pass"), {.verbosity = 1, .colour = true}), "\033[31m"));
    CHECK_FALSE(has(text(sample("five_modes")), "\033"));
    Report report = sample("expectations");
    report.walks.erase(report.walks.begin());
    CHECK_FALSE(has(text(report, {.colour = true}), "\033[31m"));
  }

  TEST_CASE("text: nothing but commands is wider than the page") {
    for (const Sample& sample : samples()) {
      for (const std::size_t columns : {80, 100, 160}) {
        for (const std::string& line : lines(text(sample.report, {.verbosity = 1, .columns = columns}))) {
          CAPTURE(sample.name);
          CAPTURE(line);
          // Addresses, modes by steps and the like are no wider than what they hold.
          const bool table = sample.name == "hostile" || sample.name == "clear_text_retry";
          CHECK((table || is_command(line) || cell_width(line) <= columns));
          CHECK_FALSE(line.ends_with(' '));
        }
      }
    }
  }

  TEST_CASE("text: quiet is one line a walk") {
    const std::vector<std::string> all = lines(text(sample("five_modes"), {.verbosity = -1}));
    REQUIRE(all.size() == 5);
    CHECK(all[0] == "relay.contoso.example:25  192.0.2.25:25  None                   PASS");
    CHECK(all[1] ==
          "relay.contoso.example:25  192.0.2.25:25  BasicAuth              FAIL  auth-result  "
          "bad-credentials  535 5.7.3 "
          "Authentication unsuccessful");
  }

  TEST_CASE("wrap: at blanks, inside long words, and never through a character") {
    using Lines = std::vector<std::string_view>;
    CHECK(wrap("", 10) == Lines{""});
    CHECK(wrap("one two three", 7) == Lines{"one two", "three"});
    CHECK(wrap("one two three", 6) == Lines{"one", "two", "three"});
    CHECK(wrap("abcdefgh", 3) == Lines{"abc", "def", "gh"});
    CHECK(wrap("éééé", 3) == Lines{"ééé", "é"});
    CHECK(wrap("one  two", 5) == Lines{"one", "two"});
    CHECK(wrap("one  two", 8) == Lines{"one  two"});
    CHECK(wrap("one   ", 4) == Lines{"one"});
    CHECK(wrap("      ", 4) == Lines{"    ", "  "});
    CHECK(wrap("日本語", 3) == Lines{"日", "本", "語"});
  }

  TEST_CASE("text: what to do, where to do it, and what is in the way of a stronger mode") {
    const std::string all = verbose(sample("survey"));
    CHECK(has(all, "Use   BasicAuthRequireTLS, the strongest mode that passed.\n"));
    CHECK(has(all, "ExchangeServer passed with NTLM, but the server did not prove who it is"));
    CHECK(has(all,
              "run  authwalk walk relay.contoso.example -m exchange -u 'CONTOSO\\svc' --fqdn "
              "mail01.corp.example --connector-name 'Outbound to Contoso' --ccache '<cache>'\n"));
    Report report = sample("survey");
    report.recommendation.in_the_way = {
        {Mode::ExchangeServer, "failed", Blame::server, "Set-ReceiveConnector", ""},
        {Mode::BasicAuthRequireTLS, "failed too", Blame::policy, "", "Please."}};
    const std::string other = verbose(report);
    CHECK(has(other, "run there  Set-ReceiveConnector\n"));
    CHECK(has(other, "write to its owner  Please.\n"));
  }

  TEST_CASE("text: the likely cause is the one that is acted upon") {
    Report report = sample("exchange_refused");
    report.walks[0].finding.advice = {{"a", "Perhaps this.", "Do that.", "", "possible"},
                                      {"b", "Surely so.", "Do this.", "", "likely"}};
    CHECK(has(text(report), "Do    Do this.\n"));
    const std::string all = verbose(report);
    CHECK(all.find("likely: Surely so.") < all.find("possible: Perhaps this."));
    CHECK(count(all, "Do this.") == 1);
  }

  TEST_CASE("text: dead addresses are told from each other, and in one-line form") {
    const auto dead = [](const std::string& address) {
      ReportedWalk walk = refused(Mode::None);
      walk.transcript.remote.clear();
      walk.transcript.addresses = {{address, "", "refused", "Connection refused"}};
      return walk;
    };
    Report report = sample("five_modes");
    report.walks = {at_address(anonymous_pass(Mode::None, false), "127.0.0.1:25"), dead("127.0.0.2"),
                    dead("127.0.0.3")};
    const std::string all = verbose(report);
    for (const std::string address : {"127.0.0.2", "127.0.0.3"}) {
      CHECK(has(all, address + ", no connection"));
      CHECK(has(all, "relay.contoso.example:25 [" + address + "]"));
      CHECK(has(text(report, {.verbosity = -1}), "  " + address + " "));
    }
    // A walk that was not told its address belongs with the others of its host.
    report.walks[2].transcript.addresses.push_back({"127.0.0.4", "", "refused", ""});
    CHECK_FALSE(has(verbose(report), "127.0.0.3, no connection"));
  }

  TEST_CASE("text: an accepted message is named, so that it can be found") {
    Report report = sample("five_modes");
    report.walks = {anonymous_pass(Mode::None, true)};
    CHECK_FALSE(has(verbose(report), "Message-ID"));
    report.walks[0].transcript.message_id = "1f2e.0@mail01.corp.example";
    CHECK(has(verbose(report), "a test message was accepted, Message-ID <1f2e.0@mail01.corp.example>"));
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
    CHECK(has(first_line(report), "None passed, but seconds is 7.25, outside of 0:5"));
    CHECK(has(text(report), "Note  certificate_days is 9, outside of 30:."));
    CHECK_FALSE(has(text(report), "expected to fail"));
  }

  TEST_CASE("text: what every mode meets is said once") {
    CHECK(count(verbose(sample("same_wall")), "it is the path or the") == 1);
  }

  TEST_CASE("text: what speaks for and against a path that is secured by other means") {
    const std::string all = verbose(sample("survey"));
    CHECK(has(all, "Secured by other means?: ExternalAuthoritative\n"));
    CHECK(has(all, "✓ for: the connection leaves by wg0, a WireGuard tunnel\n"));
    CHECK(has(all, "– neither: the smart host has a private address"));
    CHECK(has(verbose(sample("five_modes")), "○ against: the smart host has a public address"));
    CHECK(has(all, "This is evidence, never proof"));
    CHECK_FALSE(has(verbose(sample("certificate")), "Secured by other means"));
  }
}
