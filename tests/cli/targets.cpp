#include <doctest/doctest.h>

#include <cli/names.hpp>
#include <cli/target.hpp>

#include "cli/refusal.hpp"

using namespace authwalk;
using namespace authwalk::cli;
using authwalk::test::refusal;

TEST_SUITE("command line: names") {
  TEST_CASE("every form of TARGET") {
    struct Row {
      const char* typed;
      const char* host;
      int port;
    };
    for (const Row& row : {
             Row{"mx", "mx", 587},
             Row{"relay.contoso.example", "relay.contoso.example", 587},
             Row{"relay.contoso.example.", "relay.contoso.example", 587},
             Row{"relay.contoso.example:2525", "relay.contoso.example", 2525},
             Row{"_mx.contoso.example:25", "_mx.contoso.example", 25},
             Row{"192.0.2.7", "192.0.2.7", 587},
             Row{"192.0.2.7:65535", "192.0.2.7", 65535},
             Row{"2001:db8::7", "2001:db8::7", 587},
             Row{"[2001:db8::7]", "2001:db8::7", 587},
             Row{"[2001:db8::7]:1", "2001:db8::7", 1},
         }) {
      INFO(row.typed);
      const auto target = parse_target(row.typed, 587);
      CHECK(target.host == row.host);
      CHECK(target.port == row.port);
    }
  }

  TEST_CASE("what is no TARGET is refused as usage") {
    const std::string long_label(64, 'a'), long_name = std::string(250, 'a') + ".example";
    for (const std::string& typed : {std::string(),
                                     std::string(":25"),
                                     std::string("mx:"),
                                     std::string("mx:0"),
                                     std::string("mx:65536"),
                                     std::string("mx:25x"),
                                     std::string("mx:-1"),
                                     std::string("mx: 25"),
                                     std::string("[2001:db8::7"),
                                     std::string("[2001:db8::7]25"),
                                     std::string("[mx]:25"),
                                     std::string("[192.0.2.7]:25"),
                                     std::string("2001:db8:::7"),
                                     std::string("1.2.3"),
                                     std::string("1.2.3.4.5"),
                                     std::string("256.0.0.1"),
                                     std::string("a..b"),
                                     std::string("."),
                                     std::string("-mx"),
                                     std::string("mx-"),
                                     std::string("m x"),
                                     std::string("mx\r\nRCPT"),
                                     std::string("mx\x1b[2J"),
                                     std::string("mx\0y", 4),
                                     std::string("m\xc3\xbcller"),
                                     std::string("mx/25"),
                                     long_label,
                                     long_name,
                                     std::string("smtp://mx"),
                                     std::string("svc@mx"),
                                     std::string("svc:secret@mx:25")}) {
      INFO(typed);
      const auto error = refusal([&] { parse_target(typed, 25); });
      CHECK(error.status == exit_usage);
      CHECK(!error.problem.empty());
      CHECK(!error.hint.empty());
      CHECK(error.problem.find_first_of("\r\n\x1b") == std::string::npos);
      CHECK(error.problem.find("secret") == std::string::npos);
    }
  }

  TEST_CASE("senders and recipients") {
    CHECK(sender("<>") == "");
    CHECK(sender("a.b+c@contoso.example") == "a.b+c@contoso.example");
    CHECK(sender("a@[192.0.2.7]") == "a@[192.0.2.7]");
    CHECK(recipient("b@fabrikam.example") == "b@fabrikam.example");
    CHECK(recipient("PostMaster") == "PostMaster");
    const std::string long_address = std::string(60, 'a') + "@" + std::string(60, 'b') + "." +
                                     std::string(63, 'c') + "." + std::string(63, 'd') + ".example";
    for (const std::string& typed :
         {std::string(), std::string("a"), std::string("@b.example"), std::string("a@"),
          std::string("a b@c.example"), std::string("<a@b.example>"), std::string("a@b.example\r\nDATA"),
          std::string("a@b.example\n"), std::string("a\t@b.example"), std::string("\xc3\xa4@b.example"),
          std::string("a@b..example"), std::string(65, 'a') + "@b.example", long_address}) {
      INFO(typed);
      CHECK(refusal([&] { sender(typed); }).status == exit_usage);
      CHECK(refusal([&] { recipient(typed); }).status == exit_usage);
    }
    CHECK(refusal([] { recipient("<>"); }).status == exit_usage);
    CHECK(refusal([] { sender("postmaster"); }).status == exit_usage);
  }

  TEST_CASE("user names") {
    for (const char* typed : {"svc", "CONTOSO\\svc", "svc@contoso.example", "Jos\xc3\xa9 Mart\xc3\xadn"})
      CHECK(account_name("--user", typed) == typed);
    for (const std::string& typed : {std::string(), std::string("a\nb"), std::string("a\x7f"),
                                     std::string("\x01"), std::string(513, 'a')})
      CHECK(refusal([&] { account_name("--user", typed); }).status == exit_usage);
    CHECK(account_name("--user", std::string(512, 'a')).size() == 512);
  }

  TEST_CASE("user:password is refused without being repeated") {
    const auto error = refusal([] { account_name("--user", "svc:secret"); });
    CHECK(error.status == exit_usage);
    CHECK((error.problem + error.hint).find("secret") == std::string::npos);
    CHECK(error.hint.find("--password-file") != std::string::npos);
  }

  TEST_CASE("what the user typed is escaped, and cut when it is long") {
    CHECK(shown("a\x1b[31mb") == "\"a\\x1B[31mb\"");
    CHECK(shown(std::string(5000, 'x')).size() < 120);
    const auto cut = shown(std::string(79, 'x') + "\xe2\x82\xac" + std::string(100, 'y'));
    CHECK(cut.find("\\x") == std::string::npos);  // not in the middle of a character
  }
}
