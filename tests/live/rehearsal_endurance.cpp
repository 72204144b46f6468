// What the rehearsal smart host does on purpose, how much it bears, and what it logs.
#include <doctest/doctest.h>

#include <authwalk/rehearsal.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "live/rehearsal_client.hpp"
#include "live/rehearsal_talk.hpp"
#include "sasl/gss_library.hpp"

namespace authwalk::test {

TEST_SUITE("rehearsal") {
  TEST_CASE("faults say what their row says, word for word") {
    struct Row {
      const char* fault;
      std::vector<std::string> said, heard;  // the banner is heard before anything is said
    };
    const std::string ready = "220 2.0.0 SMTP server ready";
    const std::string user = "334 VXNlcm5hbWU6";
    const std::string secret = "334 UGFzc3dvcmQ6";
    const std::vector<Row> rows{
        {"banner-554",
         {"QUIT"},
         {"554 relay.contoso.example ESMTP not accepting connections",
          "221 2.0.0 Service closing transmission channel"}},
        {"banner-421", {}, {"421 4.3.2 Service not active", "(closed)"}},
        {"banner-close", {}, {"(closed)"}},
        {"banner-reset", {}, {"(reset)"}},
        {"banner-nul", {}, {std::string("220 relay.contoso.example before\0after", 38)}},
        {"ehlo-500", {"EHLO x", "HELO x"}, {"", "500 5.3.3 Unrecognized command", "250 relay"}},
        {"ehlo-mixed-codes", {"EHLO x"}, {"", "250-relay.contoso.example Hello\n550 no"}},
        {"starttls-250", {"EHLO x", "STARTTLS", "NOOP"}, {"", "", "250 2.0.0 OK", "250 2.0.0 OK"}},
        {"auth-early-235", {"EHLO x", "AUTH LOGIN"}, {"", "", "235 2.7.0 Authentication successful"}},
        {"auth-prompt-password-first", {"EHLO x", "AUTH LOGIN", "YQ=="}, {"", "", secret, user}},
        {"auth-prompt-empty", {"EHLO x", "AUTH LOGIN", "*"}, {"", "", "334 ", "501 5.7.0"}},
        {"auth-endless-334",
         {"EHLO x", "AUTH LOGIN", "YQ==", "Yg==", "Yg==", "Yg==", "*"},
         {"", "", user, secret, secret, secret, secret, "501 5.7.0 Authentication aborted"}},
        {"auth-close-after-password",
         {"EHLO x", "AUTH LOGIN", "YQ==", "Yg=="},
         {"", "", user, secret, "(closed)"}},
        {"mail-close", {"EHLO x", "MAIL FROM:<>"}, {"", "", "(closed)"}},
        {"rcpt-5.1.1",
         {"EHLO x", "MAIL FROM:<>", "RCPT TO:<a@contoso.example>", "DATA"},
         {"", "", "250 2.1.0 Sender OK", "550 5.1.1 User unknown", "503 5.5.2 Need rcpt command"}},
        {"drip-everything", {"NOOP"}, {"220 relay.contoso.example", "250 2.0.0 OK"}},
        {"quit-garbage", {"QUIT"}, {"", "good bye"}},
    };
    RehearsalPlan plan = plan_with({});
    plan.connectors.clear();
    for (const Row& row : rows) {
      ReceiveConnector connector;
      connector.fault = row.fault;
      connector.basic_auth_require_tls = false;
      plan.connectors.push_back(connector);
    }
    const RehearsalHost host(plan);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Row& row = rows[i];
      CAPTURE(row.fault);
      RehearsalClient client(host.port(i));
      for (std::size_t turn = 0; turn < row.heard.size(); ++turn) {
        const bool asked = turn > 0 && turn <= row.said.size();
        const std::string heard = asked ? client.ask(row.said[turn - 1]) : client.reply();
        CHECK(heard.substr(0, row.heard[turn].size()) == row.heard[turn]);
      }
    }
  }

  TEST_CASE("what is injected behind the 220 comes in one piece with it") {
    ReceiveConnector connector;
    connector.fault = "starttls-injection";
    const RehearsalHost host(plan_with(connector));
    RehearsalClient client(host.port());
    greet(client);
    client.send("STARTTLS\r\n");
    CHECK(client.read_some() == "220 2.0.0 SMTP server ready\r\n250-relay Hello\r\n250 AUTH LOGIN PLAIN\r\n");
  }

  TEST_CASE("a flood comes to an end by itself") {
    ReceiveConnector connector;
    connector.fault = "banner-endless-line";
    const RehearsalHost host(plan_with(connector));
    RehearsalClient client(host.port());
    const auto begin = std::chrono::steady_clock::now();
    const std::size_t bytes = client.read_to_the_end();
    CHECK(bytes > 1024 * 1024);
    CHECK(bytes <= 65 * 1024 * 1024);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(15));
  }

  TEST_CASE("the log shows every reply and no password") {
    std::mutex guard;
    std::string log;
    ReceiveConnector echo;
    echo.basic_auth_require_tls = false;
    RehearsalPlan plan = plan_with(echo);
    echo.fault = "auth-echo-password";
    plan.connectors.push_back(echo);
    echo.fault = "banner-escapes";
    plan.connectors.push_back(echo);
    plan.log = [&](const std::string& line) {
      const std::lock_guard lock(guard);
      log += line + "\n";
    };
    {
      const RehearsalHost host(plan);
      RehearsalClient honest(host.port(0));
      greet(honest);
      CHECK(log_in(honest, "svc", password).starts_with("235 "));
      CHECK(honest.ask("QUIT").starts_with("221 "));
      RehearsalClient client(host.port(1));
      greet(client);
      const std::string verdict = log_in(client, "svc", password);
      CHECK(verdict.find(password) != std::string::npos);
      CHECK(verdict.find(b64(password)) != std::string::npos);
      CHECK(verdict.find("43616e6172792d375a712170617373") != std::string::npos);
      CHECK(verdict.ends_with("\n535 5.7.3 Authentication unsuccessful"));
      CHECK(host.rejected_attempts() == 1);
      RehearsalClient(host.port(2)).reply();
      if (gss_has_ntlm()) {
        RehearsalClient ntlm(host.port(0));
        greet(ntlm);
        CHECK(play(ntlm, "X-EXPS", "NTLM", "svc", password).starts_with("235 "));
      }
    }
    if (gss_has_ntlm()) CHECK(log.find("334 [NTLM type 2, ") != std::string::npos);
    CHECK(log.find(b64("NTLMSSP").substr(0, 9)) == std::string::npos);
    CHECK(log.find("authenticated as svc") != std::string::npos);
    CHECK(log.find("221 2.0.0 Service closing transmission channel") != std::string::npos);
    CHECK(log.find("535-5.7.3") != std::string::npos);
    CHECK(log.find(password) == std::string::npos);
    CHECK(log.find(b64(password)) == std::string::npos);
    CHECK(log.find('\x1b') == std::string::npos);
  }

  TEST_CASE("the host ends at once, whatever its sessions are doing") {
    RehearsalPlan plan = plan_with({});
    for (const char* fault :
         {"banner-silent", "banner-endless-line", "banner-drip", "tls-silent", "tarpit"}) {
      ReceiveConnector connector;
      connector.basic_auth_require_tls = false;
      connector.fault = fault;
      plan.connectors.push_back(connector);
    }
    auto host = std::make_unique<RehearsalHost>(plan);
    std::vector<std::unique_ptr<RehearsalClient>> open;
    for (std::size_t i = 0; i < plan.connectors.size(); ++i) {
      open.push_back(std::make_unique<RehearsalClient>(host->port(i)));
    }
    greet(*open[0]);
    greet(*open[4]);
    CHECK(open[4]->ask("STARTTLS").starts_with("220 "));
    greet(*open[5]);
    open[5]->ask("AUTH LOGIN");
    open[5]->ask(b64("svc"));
    open[5]->send(b64(password) + "\r\n");
    const auto begin = std::chrono::steady_clock::now();
    host.reset();
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(1));
    CHECK(open[0]->reply() == "(closed)");
  }

  TEST_CASE("hundreds of sessions are open at the same time") {
    const RehearsalHost host(plan_with({}));
    std::vector<std::unique_ptr<RehearsalClient>> clients;
    for (int i = 0; i < 300; ++i) clients.push_back(std::make_unique<RehearsalClient>(host.port()));
    for (const auto& client : clients) greet_inside_tls(*client);
    for (const auto& client : clients) CHECK(log_in(*client, "svc", password).starts_with("235 "));
  }
}

}  // namespace authwalk::test
