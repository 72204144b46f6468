// Refusals after authentication, and the rights that only the envelope shows: rows X of the hostile-server
// matrix.
#include <doctest/doctest.h>

#include "live/hostile_server.hpp"
#include "live/walk_run.hpp"

using namespace authwalk::test;

namespace {

const Words outside = {"--from", "svc@contoso.example", "--to", "someone@fabrikam.example"};

Walked walk_envelope(const HostileServer& server, std::string_view mode, const Words& more) {
  return walk_mode(server.port(), mode, more);
}

}  // namespace

TEST_SUITE("hostile: envelope") {
  TEST_CASE("X01 530 at MAIL FROM: auth-required, and no AUTH is tried") {
    HostileServer server(Manners{.keywords = {"AUTH LOGIN"},
                                 .at = {{"MAIL", say("530 5.7.57 Client not authenticated\r\n")}}});
    const auto [run, walk] = walk_envelope(server, "ExternalAuthoritative", outside);
    INFO(run.describe());
    CHECK(ending(walk) == "fail mail-from auth-required");
    CHECK(reply_code(walk) == 530);
    CHECK(count_of(server.all_received(), "AUTH LOGIN") == 0);
    CHECK(count_of(server.all_received(), "RCPT") == 0);
  }

  TEST_CASE("refusals at MAIL FROM have their own classes") {
    const struct {
      const char* reply;
      const char* ended;
    } cases[] = {
        {"550 5.7.60 SMTP; Client does not have permissions to send as this sender\r\n",
         "fail mail-from send-as-denied"},
        {"550 5.1.8 Sender unknown\r\n", "fail mail-from sender-rejected"},
        {"530 5.7.0 Must issue a STARTTLS command first\r\n", "fail mail-from tls-required"},
        {"451 4.7.1 Greylisted\r\n", "fail mail-from rejected-temporarily"},
        {"550-5.7.1 First line\r\n550 5.7.1 Second line\r\n", "fail mail-from sender-rejected"},
    };
    for (const auto& [reply, ended] : cases) {
      const HostileServer server(Manners{.at = {{"MAIL", say(reply)}}});
      const auto [run, walk] = walk_envelope(server, "None", outside);
      INFO(run.describe());
      CHECK(ending(walk) == ended);
      CHECK(run.status == (std::string_view(ended).ends_with("temporarily") ? 2 : 1));
      CHECK(status_of(walk, "mail-from") == "fail");
      CHECK(text_at(walk, "origin") == "server");
    }
  }

  TEST_CASE("X03 550 at RCPT TO: nothing is delivered") {
    const struct {
      const char* reply;
      const char* ended;
    } cases[] = {
        {"550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain\r\n",
         "fail rcpt-to relay-denied"},
        {"554 5.7.1 <someone@fabrikam.example>: Relay access denied\r\n", "fail rcpt-to relay-denied"},
        {"550 5.1.10 RESOLVER.ADR.RecipientNotFound\r\n", "fail rcpt-to recipient-rejected"},
        {"450 4.1.1 try later\r\n", "fail rcpt-to rejected-temporarily"},
    };
    for (const auto& [reply, ended] : cases) {
      HostileServer server(Manners{.at = {{"RCPT", say(reply)}}});
      const auto [run, walk] = walk_envelope(server, "None", outside + Words{"--deliver"});
      INFO(run.describe());
      CHECK(ending(walk) == ended);
      CHECK(count_of(server.all_received(), "DATA\r\n") == 0);
      CHECK(list_at(walk, "not_proved").find("relay") != std::string::npos);
    }
  }

  TEST_CASE("X03 no DATA without --deliver") {
    HostileServer server(Manners{});
    const auto [run, walk] = walk_envelope(server, "None", outside);
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(count_of(server.all_received(), "DATA\r\n") == 0);
    CHECK(status_of(walk, "data") == "skipped");
    CHECK(list_at(walk, "proved").find("relay") != std::string::npos);
    CHECK(list_at(walk, "not_proved") == "send-as");
  }

  TEST_CASE("ExternalAuthoritative proves nothing without a recipient") {
    const HostileServer server(Manners{});
    const auto without = walk_envelope(server, "ExternalAuthoritative", {});
    INFO(without.run.describe());
    CHECK(text_at(without.walk, "outcome") == "inconclusive");
    CHECK(without.run.status == 2);
    CHECK(status_of(without.walk, "rcpt-to") == "skipped");
    CHECK(list_at(without.walk, "not_proved").find("relay") != std::string::npos);
    const auto with = walk_envelope(server, "ExternalAuthoritative", outside);
    INFO(with.run.describe());
    CHECK(ending(with.walk) == "pass");
    CHECK(with.run.status == 0);
  }

  TEST_CASE("X02 ExternalAuthoritative uses STARTTLS where it is offered, and says so") {
    HostileServer server(Manners{.tls = {.identity = &certificate("good")}});
    const auto [run, walk] = walk_envelope(server, "ExternalAuthoritative", outside);
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(status_of(walk, "tls-handshake") == "pass");
    CHECK(text_at(walk, "tls.verb") == "STARTTLS");
    CHECK(server.received().at(0).tls);
  }

  TEST_CASE(
      "several senders and recipients: each is tried, with RSET between, and the refused one is named") {
    HostileServer server(Manners{.at = {{"MAIL 2", say("550 5.7.60 not as this sender\r\n")},
                                        {"RCPT 2", say("550 5.7.54 Unable to relay\r\n")}}});
    const auto [run, walk] =
        walk_envelope(server, "None",
                      {"--from", "a@contoso.example", "--from", "b@contoso.example", "--from",
                       "c@contoso.example", "--to", "x@fabrikam.example", "--to", "y@fabrikam.example"});
    INFO(run.describe());
    CHECK(ending(walk) == "fail mail-from send-as-denied");
    CHECK(text_at(walk, "failure_detail").find("b@contoso.example") != std::string::npos);
    const auto sent = server.all_received();
    for (const auto* sender : {"<a@", "<b@", "<c@"})
      CHECK(count_of(sent, "MAIL FROM:" + std::string(sender)) == 1);
    CHECK(count_of(sent, "RCPT TO:<x@") == 2);
    CHECK(count_of(sent, "RCPT TO:<y@") == 2);
    CHECK(count_of(sent, "RSET\r\n") >= 1);
    const auto& envelope = walk.at("envelope").as_array();
    REQUIRE(envelope.size() == 3);
    CHECK(text_at(envelope[1].as_object(), "reply.code") == "550");
  }

  TEST_CASE("--deliver sends one small message that says what it is") {
    HostileServer server(Manners{.keywords = {}});
    const auto [run, walk] = walk_envelope(server, "None", outside + Words{"--deliver"});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(status_of(walk, "data") == "pass");
    CHECK(list_at(walk, "proved").find("send-as") != std::string::npos);
    CHECK(list_at(walk, "not_proved").empty());
    const auto sent = server.all_received();
    const auto message = sent.substr(sent.find("DATA\r\n") + 6);
    CHECK(count_of(message, "Message-ID: <" + text_at(walk, "message_id") + ">\r\n") == 1);
    CHECK(count_of(message, "\nX-Authwalk: ") == 1);
    CHECK(count_of(message, text_at(walk, "walk_id")) >= 2);
    CHECK(count_of(message, "\nAuto-Submitted: auto-generated\r\n") == 1);
    CHECK(count_of(message, "From: <svc@contoso.example>\r\n") == 1);
    CHECK(count_of(message, "To: <someone@fabrikam.example>\r\n") == 1);
    CHECK(message.starts_with("Date: "));
    CHECK(message.find("\r\n.\r\n") != std::string::npos);
    CHECK(message.size() < 2048);
  }

  TEST_CASE("Send-As refused only at the end of data") {
    const HostileServer server(Manners{
        .at = {{"message",
                say("550 5.7.60 SMTP; Client does not have permissions to send as this sender\r\n")}}});
    const auto [run, walk] = walk_envelope(server, "None", outside + Words{"--deliver"});
    INFO(run.describe());
    CHECK(ending(walk) == "fail data send-as-denied");
    CHECK(status_of(walk, "rcpt-to") == "pass");
    CHECK(list_at(walk, "not_proved").find("send-as") != std::string::npos);
  }

  TEST_CASE("nothing is called proved that was refused to one of several") {
    const struct {
      const char* what;
      const char* key;
      const char* reply;
      Words more;
      const char* ended;
      const char* not_proved;
    } cases[] = {
        {"one recipient of two", "RCPT 2", "550 5.7.54 Unable to relay\r\n",
         Words{"--from", "a@contoso.example", "--to", "x@fabrikam.example", "--to", "y@fabrikam.example"},
         "fail rcpt-to relay-denied", "relay"},
        {"own recipient taken, the other not", "RCPT 2", "550 5.7.54 Unable to relay\r\n",
         Words{"--from", "a@contoso.example", "--to", "b@contoso.example", "--to", "y@fabrikam.example"},
         "fail rcpt-to relay-denied", "relay"},
        {"one message of two", "message 2", "550 5.7.60 not as this sender\r\n",
         Words{"--from", "a@contoso.example", "--from", "b@contoso.example", "--to", "x@fabrikam.example",
               "--deliver"},
         "fail data send-as-denied", "send-as"},
        {"one sender of two", "MAIL 2", "550 5.7.60 not as this sender\r\n",
         Words{"--from", "a@contoso.example", "--from", "b@contoso.example", "--to", "x@fabrikam.example",
               "--deliver"},
         "fail mail-from send-as-denied", "send-as"},
    };
    for (const auto& [what, key, reply, more, ended, claim] : cases) {
      CAPTURE(what);
      for (const auto* mode : {"None", "ExternalAuthoritative"}) {
        const HostileServer server(Manners{.at = {{key, say(reply)}}});
        const auto [run, walk] = walk_envelope(server, mode, more);
        INFO(run.describe());
        CHECK(ending(walk) == ended);
        CHECK(list_at(walk, "proved").find(claim) == std::string::npos);
        CHECK(list_at(walk, "not_proved").find(claim) != std::string::npos);
      }
    }
  }

  TEST_CASE("a recipient of the server's own domain proves no right to relay") {
    const HostileServer server(Manners{});
    for (const auto* own : {"b@contoso.example", "b@MX.contoso.example", "b@sales.mx.contoso.example"}) {
      CAPTURE(own);
      const auto [run, walk] = walk_envelope(server, "ExternalAuthoritative", {"--to", own});
      INFO(run.describe());
      CHECK(text_at(walk, "outcome") == "inconclusive");
      CHECK(run.status == 2);
      CHECK(list_at(walk, "not_proved").find("relay") != std::string::npos);
      CHECK(text_at(walk, "summary").find("is in its own domain; add --to") != std::string::npos);
      const auto none = walk_envelope(server, "None", {"--to", own});
      INFO(none.run.describe());
      CHECK(ending(none.walk) == "pass");
      CHECK(list_at(none.walk, "proved") == "sender");
      CHECK(text_at(none.walk, "summary").find("takes no right to relay") != std::string::npos);
    }
    const auto both = walk_envelope(server, "ExternalAuthoritative",
                                    {"--to", "b@contoso.example", "--to", "y@fabrikam.example"});
    INFO(both.run.describe());
    CHECK(ending(both.walk) == "pass");
  }

  TEST_CASE("by address, the server's own domain is that of its banner") {
    const HostileServer server(Manners{.at = {{"banner", say("220 mail.fabrikam.example ESMTP\r\n")}}});
    const auto run = run_authwalk(
        {"walk", server.target(), "-m", "external", "--to", "b@fabrikam.example", "--format", "json"});
    INFO(run.describe());
    CHECK(text_at(walk_of(run.json, "ExternalAuthoritative"), "outcome") == "inconclusive");
  }

  TEST_CASE("a message of the null sender proves no Send-As") {
    const HostileServer server(Manners{});
    const auto [run, walk] = walk_envelope(server, "None", {"--to", "x@fabrikam.example", "--deliver"});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(status_of(walk, "data") == "pass");
    CHECK(list_at(walk, "not_proved") == "send-as");
    CHECK(text_at(walk, "summary").find("message accepted") != std::string::npos);
  }

  TEST_CASE("a message that was refused is named in the report and in the event") {
    const HostileServer server(Manners{.at = {{"message 1", say("550 5.7.60 not as this sender\r\n")}}});
    const auto [run, walk] = walk_envelope(server, "None",
                                           {"--from", "a@contoso.example", "--from", "b@contoso.example",
                                            "--to", "x@fabrikam.example", "--deliver"});
    INFO(run.describe());
    CHECK(text_at(walk, "event.id") == "2004");
    const auto id = text_at(walk, "message_id");
    CHECK(id.find(".0@") != std::string::npos);
    CHECK(text_at(walk, "event.text").find(id) != std::string::npos);
  }

  TEST_CASE("X04 whatever happens at QUIT decides nothing") {
    const struct {
      const char* what;
      Action action;
    } cases[] = {{"silence", hang()},
                 {"421", say("421 4.4.2 gone\r\n")},
                 {"garbage", say("\x01\x02\x03 what\r\n")},
                 {"RST", reset_connection()},
                 {"FIN", hang_up()}};
    for (const auto& [what, action] : cases) {
      CAPTURE(what);
      const HostileServer server(Manners{.at = {{"QUIT", action}}});
      const auto [run, walk] = walk_envelope(server, "None", {});
      INFO(run.describe());
      CHECK(ending(walk) == "pass");
      CHECK(run.status == 0);
      CHECK(status_of(walk, "quit") == "note");
      CHECK(run.seconds < step_limit + slack);
    }
  }
}
