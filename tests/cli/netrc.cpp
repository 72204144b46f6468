#include <doctest/doctest.h>

#include <cli/netrc.hpp>

#include "cli/refusal.hpp"

using namespace authwalk;
using namespace authwalk::cli;
using authwalk::test::refusal;

namespace {

struct Found {
  int line;
  std::string login, password;
  bool operator==(const Found&) const = default;
};

std::vector<Found> found(std::string_view text, std::string_view host = "mx.contoso.example") {
  std::vector<Found> all;
  for (const auto& entry : netrc_entries(text, host))
    all.push_back({entry.line, entry.login, std::string(entry.password.view())});
  return all;
}

}  // namespace

TEST_SUITE("command line: netrc") {
  TEST_CASE("on one line, on several, in any case of the host") {
    CHECK(found("machine mx.contoso.example login svc password abc") == std::vector{Found{1, "svc", "abc"}});
    CHECK(found("\n\nmachine MX.contoso.EXAMPLE\n\tlogin svc\r\n\tpassword abc\r\n") ==
          std::vector{Found{3, "svc", "abc"}});
    CHECK(found("machine mx.contoso.example user svc account x port 587 password abc") ==
          std::vector{Found{1, "svc", "abc"}});
  }

  TEST_CASE("only the exact host: neither default nor a neighbour") {
    const char* text =
        "machine contoso.example login a password 1\n"
        "machine mx.contoso.example.evil.example login b password 2\n"
        "default login c password 3\n";
    CHECK(found(text).empty());
    CHECK(found(text, "contoso.example") == std::vector{Found{1, "a", "1"}});
  }

  TEST_CASE("default ends the entry before it") {
    CHECK(found("machine mx.contoso.example login a default login c password 3") ==
          std::vector{Found{1, "a", ""}});
  }

  TEST_CASE("several entries of one host stay apart") {
    CHECK(
        found(
            "machine mx.contoso.example login a password 1\nmachine mx.contoso.example login b password 2") ==
        std::vector{Found{1, "a", "1"}, Found{2, "b", "2"}});
  }

  TEST_CASE("quoted words, with blanks and escapes") {
    CHECK(found(R"(machine mx.contoso.example login "a b" password "x \"y\" \\ z")") ==
          std::vector{Found{1, "a b", R"(x "y" \ z)"}});
    CHECK(found("machine mx.contoso.example login a password \"\"") == std::vector{Found{1, "a", ""}});
  }

  TEST_CASE("comments, and a password that begins with a #") {
    CHECK(found("# machine mx.contoso.example login a password 1\n"
                "machine mx.contoso.example login b password #2 # and a remark with login x\n") ==
          std::vector{Found{2, "b", "#2"}});
  }

  TEST_CASE("macros are passed over") {
    CHECK(found("macdef init\ncd /tmp\nmachine mx.contoso.example login no password no\n\n"
                "machine mx.contoso.example login a password 1\n") == std::vector{Found{5, "a", "1"}});
  }

  TEST_CASE("what is no netrc is refused with its line, and not repeated") {
    struct Row {
      const char* text;
      const char* problem;
    };
    for (const Row& row : {
             Row{"secret", "line 1: neither machine, login nor password"},
             Row{"\nlogin a", "line 2: neither machine, login nor password"},
             Row{"machine x login a password b secret", "line 1: neither"},
             Row{"machine x\nlogin", "line 2: nothing after login"},
             Row{"machine", "line 1: nothing after machine"},
             Row{"machine x password \"secret", "line 1: a quotation mark is not closed"},
             Row{"machine x password \"secret\\", "line 1: a quotation mark is not closed"},
         }) {
      const auto error = refusal([&] { netrc_entries(row.text, "x"); });
      INFO(row.text << " / " << error.problem);
      CHECK(error.status == exit_data);
      CHECK(error.problem.find(row.problem) != std::string::npos);
      CHECK(error.problem.find("secret") == std::string::npos);
    }
  }
}
