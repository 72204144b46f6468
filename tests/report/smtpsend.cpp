// Walks as an SmtpSend log, and read back.
#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <set>
#include <sstream>

#include "exchange/protocol_log_row.hpp"
#include "report/read_back.hpp"
#include "report/sample_walks.hpp"
#include "report/samples.hpp"
#include "report/walk_writer.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

std::vector<std::string> rows_of(const std::string& log) {
  std::vector<std::string> all = lines_of(log);
  std::erase_if(all, [](const std::string& line) { return line.starts_with('#'); });
  return all;
}

bool has(const std::string& all, std::string_view part) {
  return all.find(part) != std::string::npos;
}

std::string log_of(const Report& report) {
  return find_format("smtpsend")->render(report, {});
}

// A walk that ends inside TLS with this failure, and no reply.
Transcript ended_with(Mode mode, Step step, Class cls) {
  WalkWriter w(mode);
  w.connect();
  w.greet();
  w.ehlo(Step::ehlo, {"SIZE 37748736", "STARTTLS"});
  w.starttls();
  if (step > Step::tls_handshake)
    w.secure(cls == Class::cert_self_signed ? self_signed_tls() : wrong_certificate().transcript.tls.value());
  if (step > Step::tls_verify) w.ehlo(Step::ehlo_tls, {"AUTH LOGIN", "X-EXPS GSSAPI NTLM"});
  if (step == Step::auth_challenge)
    w.exchange(Step::auth_start, "X-EXPS GSSAPI", reply(334, "", {"GSSAPI supported"}));
  if (step == Step::auth_challenge)
    w.exchange(Step::auth_challenge, "[GSS token, 1694 bytes]", reply(334, "", {"[GSS token, 9 bytes]"}));
  w.fail(step, cls, Origin::local, "a detail");
  const bool broken =
      cls == Class::closed || cls == Class::reset || cls == Class::timeout || cls == Class::deadline;
  if (step > Step::tls_verify && !broken) w.quit();
  w.end(Outcome::fail);
  return w.t;
}

}  // namespace

TEST_SUITE("smtpsend") {
  TEST_CASE("what is read back is the walk's own verdict, or nothing where no log could tell it") {
    int told = 0;
    for (const Sample& sample : samples()) {
      if (sample.name == "hostile") continue;  // no walk ends so
      for (const ReportedWalk& walk : sample.report.walks) {
        CAPTURE(sample.name);
        CAPTURE(id(walk.transcript.mode));
        CHECK(read_back(walk.transcript) == told_by(walk.transcript));
        told += told_by(walk.transcript).empty() ? 0 : 1;
      }
    }
    CHECK(told > 10);
  }

  TEST_CASE("the same for every class that a step of its own can end with") {
    const auto check = [](Mode mode, Step step, Class cls) {
      const Transcript t = ended_with(mode, step, cls);
      CAPTURE(std::string(id(step)));
      CAPTURE(std::string(id(cls)));
      CHECK(read_back(t) == told_by(t));
    };
    for (const ClassRow& row : classes()) {
      const bool certificate = row.id.starts_with("cert-");
      // A Send connector knows neither DANE nor MTA-STS, so its log has no words for them.
      if (row.cls == Class::dane_failed || row.cls == Class::mta_sts_failed) continue;
      if (row.group == "tls") {
        check(Mode::BasicAuthRequireTLS, certificate ? Step::tls_verify : Step::tls_handshake, row.cls);
      }
      if (row.id.starts_with("kerberos-") || row.cls == Class::credential_invalid ||
          row.cls == Class::bad_credentials || row.cls == Class::account_disabled_or_locked) {
        check(Mode::ExchangeServer, Step::auth_token, row.cls);
      }
    }
    for (const Class cls :
         {Class::bad_challenge, Class::mutual_auth_failed, Class::security_layer, Class::ntlm_downgrade,
          Class::closed, Class::reset, Class::timeout, Class::deadline}) {
      check(Mode::ExchangeServer, Step::auth_challenge, cls);
    }
    for (const Class cls : {Class::closed, Class::reset, Class::timeout, Class::deadline}) {
      check(Mode::BasicAuthRequireTLS, Step::tls_handshake, cls);
    }
  }

  TEST_CASE("a report of all modes is read back mode by mode") {
    const ReadBack read = read_log(log_of(sample("five_modes")));
    CHECK(read.recognised);
    CHECK(read.sessions == 5);
    CHECK(read.problems.empty());
    CHECK(read.failures == std::vector<std::string>{"auth-result bad-credentials"});
  }

  TEST_CASE("the header is that of Exchange, but says who wrote it") {
    const std::vector<std::string> lines = lines_of(log_of(sample("five_modes")));
    REQUIRE(lines.size() > 6);
    CHECK(lines[0] == "#Software: authwalk 0.1.0, in the format of Microsoft Exchange Server");
    CHECK(lines[1] == "#Version: 15.0.0.0");
    CHECK(lines[2] == "#Log-type: SMTP Send Protocol Log");
    CHECK(lines[3] == "#Date: 2026-11-21T12:00:00.000Z");
    CHECK(lines[4] ==
          "#Fields: "
          "date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,"
          "context");
    CHECK(lines[5] == "#Remark: None with relay.contoso.example:25: pass");
  }

  TEST_CASE("rows are as Exchange writes them") {
    const std::vector<std::string> rows = rows_of(smtpsend_log(basic_refused().transcript));
    REQUIRE(rows.size() > 30);
    const std::string id = rows[0].substr(rows[0].find(",08") + 1, 16);
    const auto row = [&](const std::string& time, std::size_t number, const std::string& rest) {
      return time + ",Outbound to Contoso," + id + "," + std::to_string(number) + "," + rest;
    };
    CHECK(rows[0] ==
          row("2026-11-21T12:00:00.001Z", 0, ",192.0.2.25:25,*,SendRoutingHeaders,Set Session Permissions"));
    CHECK(rows[1] == row("2026-11-21T12:00:00.001Z", 1, ",192.0.2.25:25,*,,attempting to connect"));
    CHECK(rows[2] == row("2026-11-21T12:00:00.001Z", 2, "10.0.0.5:40112,192.0.2.25:25,+,,"));
    CHECK(rows[3] ==
          row("2026-11-21T12:00:00.002Z", 3,
              "10.0.0.5:40112,192.0.2.25:25,<,\"220 relay.contoso.example Microsoft ESMTP MAIL Service ready "
              "at Sat, 21 Nov 2026 12:00:00 +0000\","));
    const std::string log = smtpsend_log(basic_refused().transcript);
    CHECK(has(
        log,
        ",*,,\"TLS protocol SP_PROT_TLS1_3_CLIENT negotiation succeeded using bulk encryption algorithm "
        "CALG_AES_256 with strength 256 bits, MAC hash algorithm CALG_SHA_384 with strength 384 bits and key "
        "exchange algorithm CALG_ECDHE with strength 255 bits\"\n"));
    CHECK(has(log, ",*,,Received certificate\n"));
    CHECK(has(log, ",*,\"CN=relay.contoso.example,O=Contoso\",Certificate subject\n"));
    CHECK(has(log, ",*,relay.contoso.example;smtp.contoso.example,Certificate alternate names\n"));
    CHECK(has(log, ",>,AUTH LOGIN,\n"));
    CHECK(has(log, ",<,334 <authentication response>,VXNlcm5hbWU6\n"));
    CHECK(has(log, ",>,<Binary Data>,[user 11 bytes]\n"));
    CHECK(has(log, ",>,<Binary Data>,[password]\n"));
    CHECK(has(log, ",<,535 5.7.3 Authentication unsuccessful,\n"));
    CHECK(log.ends_with(",-,,Local\n"));
    CHECK(std::count(log.begin(), log.end(), '\n') == static_cast<std::ptrdiff_t>(lines_of(log).size()));
  }

  TEST_CASE("no secret, even where a transcript from a file had one") {
    Transcript t = basic_refused().transcript;
    for (Line& line : t.lines) {
      if (line.text == "[password]") line.text = "Q2FuYXJ5LTdacSFwYXNz";
      if (line.text == "AUTH LOGIN") line.text = "AUTH LOGIN Q2FuYXJ5LTdacSFwYXNz";
    }
    const std::string log = smtpsend_log(t);
    CHECK_FALSE(has(log, "Q2FuYXJ5"));
    CHECK(has(log, ",>,AUTH LOGIN <Binary Data>,\n"));
  }

  TEST_CASE("each connection is a session: addresses that did not answer, TLS that broke, the walk") {
    const ReadBack refused_twice = read_log(smtpsend_log(refused(Mode::None).transcript));
    CHECK(refused_twice.sessions == 2);
    CHECK(refused_twice.failures == std::vector<std::string>{"connect refused", "connect unreachable"});
    const ReadBack broken = read_log(smtpsend_log(clear_text_retry().transcript));
    CHECK(broken.sessions == 2);
    CHECK(broken.failures == std::vector<std::string>{"tls-handshake tls-version"});
  }

  TEST_CASE("a session that a Send connector would have gone on with breaks off") {
    const std::string log = smtpsend_log(no_credential(Mode::BasicAuth).transcript);
    CHECK_FALSE(has(log, ",>,QUIT"));
    CHECK_FALSE(has(log, ",-,"));
    CHECK(has(
        log, "#Remark: BasicAuth with relay.contoso.example:25: not-tested at auth-offer (no-credential)\n"));
  }

  TEST_CASE("times are the walk's own, or counted from the report's") {
    Transcript t = basic_refused().transcript;
    t.started = "2026-12-31T23:59:59.999Z";
    CHECK(has(smtpsend_log(t), "2027-01-01T00:00:00.000Z,"));
    t.started = "no time";
    CHECK(has(smtpsend_log(t), "2026-11-21T12:00:00.001Z,"));
  }

  TEST_CASE("ids are stable, and no two sessions share one") {
    const Report& report = sample("all_addresses");
    const std::string log = log_of(report);
    CHECK(log == log_of(report));
    std::set<std::string> ids;
    const ProtocolLogColumns columns;
    for (const std::string& line :
         rows_of(log_of(report_of({report.walks[0], report.walks[0], report.walks[1]}, false)))) {
      const auto row = columns.parse(line);
      REQUIRE(row);
      CHECK(row->session.size() == 16);
      ids.insert(std::string(row->session));
    }
    CHECK(ids.size() == 3);
  }

  TEST_CASE("whatever a server says, a row stays a row of nine columns") {
    for (const std::string text :
         {"a,b\",\"c", "=cmd|' /C calc'!A0", "x\r\n2026-11-21T12:00:00.000Z,y,z", "\x1b[2J\xff", "\""}) {
      CAPTURE(text);
      const std::string log = log_of(hostile(text));
      const ProtocolLogColumns columns;
      std::size_t rows = 0;
      for (const std::string& line : rows_of(log)) {
        const auto row = columns.parse(line);
        REQUIRE(row);
        CHECK_FALSE(row->cut);
        CHECK_FALSE(row->quote_open);
        ++rows;
      }
      CHECK(rows == rows_of(log_of(hostile("harmless"))).size());
      CHECK(read_log(log).problems.empty());
    }
  }
}
