// One set of checks for the command line and for a configuration. The words of every refusal:
// tests/cli/bad_input.cpp, tests/configs/bad.
#include <doctest/doctest.h>

#include <authwalk/setting.hpp>
#include <optional>

using namespace authwalk;

namespace {

/// The error that `read` throws for the text; empty when it throws none.
template <typename Read>
std::optional<SettingError> refusal(Read read, std::string_view typed) {
  try {
    read(typed);
  } catch (const SettingError& error) {
    return error;
  }
  return std::nullopt;
}

}  // namespace

TEST_SUITE("setting") {
  TEST_CASE("every form of TARGET") {
    struct Row {
      const char* typed;
      const char* host;
      int port;
    };
    for (const Row& row : {
             Row{"mx", "mx", 0},
             Row{"relay.contoso.example", "relay.contoso.example", 0},
             Row{"relay.contoso.example.", "relay.contoso.example", 0},
             Row{"relay.contoso.example.:587", "relay.contoso.example", 587},
             Row{" mx:25\r\n", "mx", 25},
             Row{"smtp://mx:587", "mx", 587},
             Row{"SMTP://[2001:db8::7]:25/", "2001:db8::7", 25},
             Row{"[192.0.2.7]", "192.0.2.7", 0},
             Row{"[192.0.2.7]:25", "192.0.2.7", 25},
             Row{"relay.contoso.example:2525", "relay.contoso.example", 2525},
             Row{"_mx.contoso.example:25", "_mx.contoso.example", 25},
             Row{"192.0.2.7", "192.0.2.7", 0},
             Row{"192.0.2.7:65535", "192.0.2.7", 65535},
             Row{"2001:db8::7", "2001:db8::7", 0},
             Row{"[2001:db8::7]", "2001:db8::7", 0},
             Row{"[2001:db8::7]:1", "2001:db8::7", 1},
         }) {
      INFO(row.typed);
      const auto target = setting::target(row.typed);
      CHECK(target.host == row.host);
      CHECK(target.port.value_or(0) == row.port);
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
                                     std::string("smtp://svc:secret@mx"),
                                     std::string("smtps://mx:465"),
                                     std::string("https://mx"),
                                     std::string("mx1,mx2"),
                                     std::string("mx1;mx2:25"),
                                     std::string("smtp://mx/x"),
                                     std::string("svc@mx"),
                                     std::string("svc:secret@mx:25")}) {
      INFO(typed);
      const auto error = refusal(setting::target, typed);
      REQUIRE(error);
      CHECK(!error->problem.empty());
      CHECK(!error->hint.empty());
      CHECK(error->problem.find_first_of("\r\n\x1b") == std::string::npos);
      CHECK((error->problem + error->hint).find("secret") == std::string::npos);
    }
  }

  TEST_CASE("senders and recipients") {
    CHECK(setting::sender("<>") == "");
    CHECK(setting::sender("a.b+c@contoso.example") == "a.b+c@contoso.example");
    CHECK(setting::sender("a@[192.0.2.7]") == "a@[192.0.2.7]");
    CHECK(setting::recipient("b@fabrikam.example") == "b@fabrikam.example");
    CHECK(setting::recipient("PostMaster") == "PostMaster");
    const std::string long_address = std::string(60, 'a') + "@" + std::string(60, 'b') + "." +
                                     std::string(63, 'c') + "." + std::string(63, 'd') + ".example";
    for (const std::string& typed :
         {std::string(), std::string("a"), std::string("@b.example"), std::string("a@"),
          std::string("a b@c.example"), std::string("<a@b.example>"), std::string("a@b.example\r\nDATA"),
          std::string("a@b.example\n"), std::string("a\t@b.example"), std::string("\xc3\xa4@b.example"),
          std::string("a@b..example"), std::string(65, 'a') + "@b.example", long_address}) {
      INFO(typed);
      CHECK(refusal(setting::sender, typed));
      CHECK(refusal(setting::recipient, typed));
    }
    CHECK(refusal(setting::recipient, "<>"));
    CHECK(refusal(setting::sender, "postmaster"));
  }

  TEST_CASE("user names") {
    for (const char* typed : {"svc", "CONTOSO\\svc", "svc@contoso.example", "Jos\xc3\xa9 Mart\xc3\xadn"})
      CHECK(setting::account_name(typed) == typed);
    for (const std::string& typed : {std::string(), std::string("a\nb"), std::string("a\x7f"),
                                     std::string("\x01"), std::string(513, 'a')})
      CHECK(refusal(setting::account_name, typed));
    CHECK(setting::account_name(std::string(512, 'a')).size() == 512);
  }

  TEST_CASE("user:password is refused without being repeated") {
    const auto error = refusal(setting::account_name, "svc:secret");
    REQUIRE(error);
    CHECK((error->problem + error->hint).find("secret") == std::string::npos);
    CHECK(error->hint.find("--password-file") != std::string::npos);
  }

  TEST_CASE("an address says what is around it, and what is to be typed") {
    for (const std::string typed :
         {"mailto:b@fabrikam.example", "MAILTO:b@fabrikam.example", "<b@fabrikam.example>",
          "B <b@fabrikam.example>", " b@fabrikam.example "}) {
      INFO(typed);
      const auto error = refusal(setting::recipient, typed);
      REQUIRE(error);
      CHECK(error->example);
      CHECK(error->hint == "b@fabrikam.example");
    }
    for (const std::string typed :
         {"a@b.example,c@d.example", "a@b.example;c@d.example", "a@b@c.example", "\"a b\"@c.example",
          "a(c)@d.example", "smtp:a@b.example", "a\\b@c.example"}) {
      INFO(typed);
      CHECK(refusal(setting::recipient, typed));
      CHECK(refusal(setting::sender, typed));
    }
  }

  TEST_CASE("a slip between DOMAIN and user is refused, with the name that was meant") {
    for (const std::string typed : {"CONTOSO/svc", "CONTOSO//svc", "CONTOSO\\\\svc"}) {
      INFO(typed);
      const auto error = refusal(setting::account_name, typed);
      REQUIRE(error);
      CHECK(error->hint == "'CONTOSO\\svc'");
    }
    CHECK(refusal(setting::account_name, "\\svc"));
    CHECK(refusal(setting::account_name, "CONTOSO\\"));
    CHECK(setting::account_name("office/a@contoso.example") == "office/a@contoso.example");
    CHECK(setting::principal("smtp/mx.contoso.example") == "smtp/mx.contoso.example");
  }

  TEST_CASE("durations") {
    using std::chrono::milliseconds;
    CHECK(setting::duration("15") == milliseconds(15000));
    CHECK(setting::duration("1.5") == milliseconds(1500));
    CHECK(setting::duration("5s") == milliseconds(5000));
    CHECK(setting::duration("500ms") == milliseconds(500));
    CHECK(setting::duration("1m") == milliseconds(60000));
    CHECK(setting::duration("2min") == milliseconds(120000));
    CHECK(setting::duration("1h") == milliseconds(3600000));
    for (const char* typed :
         {"", "s", "0", "-1", "0.4ms", "2h", "5 s", "5d", "1e3", "inf", "nan", "5sx", "1.2.3"})
      CHECK(refusal(setting::duration, typed));
  }

  TEST_CASE("what the user typed is escaped, and cut when it is long") {
    CHECK(setting::quoted("a\x1b[31mb") == "\"a\\x1B[31mb\"");
    CHECK(setting::quoted(std::string(5000, 'x')).size() < 120);
    const auto cut = setting::quoted(std::string(79, 'x') + "\xe2\x82\xac" + std::string(100, 'y'));
    CHECK(cut.find("\\x") == std::string::npos);  // not in the middle of a character
  }
}
