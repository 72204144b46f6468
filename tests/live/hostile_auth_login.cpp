// AUTH LOGIN against servers that answer oddly: rows L of the hostile-server matrix. In clear, with consent,
// so that every byte can be looked at.
#include <doctest/doctest.h>

#include "live/hostile_server.hpp"
#include "live/walk_run.hpp"

using namespace authwalk::test;

namespace {

constexpr const char* user_base64 = "c3ZjQGNvbnRvc28uZXhhbXBsZQ==";
constexpr const char* password_base64 = "Q2FuYXJ5LTdacSFwYXNz";

Manners login_server(std::map<std::string, Action> at) {
  return Manners{.keywords = {"AUTH LOGIN PLAIN"}, .at = std::move(at)};
}

/// One BasicAuth walk and what the server received of it.
struct LoginWalk {
  ProgramRun run;
  boost::json::object walk;
  std::vector<Received> received;
  std::string sent;
};

LoginWalk walk_login(std::map<std::string, Action> at, const Words& credential = login()) {
  HostileServer server(login_server(std::move(at)));
  auto [run, walk] = walk_mode(server.port(), "BasicAuth", credential + Words{"--allow-cleartext"});
  return {std::move(run), std::move(walk), server.received(), server.all_received()};
}

std::string base64_line(const std::string& base64) {
  return "334 " + base64 + "\r\n";
}

}  // namespace

TEST_SUITE("hostile: AUTH LOGIN") {
  TEST_CASE("the user name, then the password, each once and without an initial response") {
    const auto [run, walk, received, sent] = walk_login({});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(run.status == 0);
    CHECK(sent.find("AUTH LOGIN\r\n" + std::string(user_base64) + "\r\n" + password_base64 + "\r\n") !=
          std::string::npos);
    CHECK(conversation(walk, '>').find("[password]") != std::string::npos);
    CHECK(conversation(walk, '>').find("[user 19 bytes]") != std::string::npos);
    CHECK(text_at(walk, "auth.verb") == "AUTH");
    CHECK(text_at(walk, "auth.mechanism") == "LOGIN");
    CHECK(text_at(walk, "auth.rounds") == "2");
    CHECK(text_at(walk, "auth.rejected_attempts") == "0");
    CHECK(list_at(walk, "proved").find("authentication") != std::string::npos);
    CHECK(list_at(walk, "not_proved") == "relay, send-as");
  }

  TEST_CASE("L01 250 to AUTH LOGIN: neither name nor password is sent") {
    const auto [run, walk, received, sent] = walk_login({{"AUTH", say("250 fine, whatever\r\n")}});
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-start protocol-violation");
    CHECK(count_of(sent, user_base64) == 0);
    CHECK(count_of(sent, password_base64) == 0);
  }

  TEST_CASE("L05 harmless spellings of the prompts are understood") {
    const std::pair<const char*, const char*> prompts[] = {
        {"VXNlciBOYW1lAA==", "UGFzc3dvcmQA"},  // "User Name\0", "Password\0"
        {"VXNlcjo=", "UGFzc3dkOg=="},          // "User:", "Passwd:"
        {"dXNlcm5hbWU6", "cGFzc3dvcmQ6"},      // lower case
        {"VVNFUk5BTUU6IA==", "UEFTU1dPUkQ6IA=="},
    };
    for (const auto& [user, password] : prompts) {
      const auto [run, walk, received, sent] =
          walk_login({{"AUTH", say(base64_line(user))}, {"user", say(base64_line(password))}});
      INFO(run.describe());
      CHECK(ending(walk) == "pass");
      CHECK(count_of(sent, password_base64) == 1);
    }
  }

  TEST_CASE("an empty, an unknown and a swapped prompt are cancelled before the password is sent") {
    const struct {
      const char* what;
      std::map<std::string, Action> at;
    } cases[] = {
        {"empty user prompt", {{"AUTH", say("334\r\n")}}},
        {"unknown user prompt", {{"AUTH", say(base64_line("U2FnIG1pciB3YXM6"))}}},
        {"password asked first", {{"AUTH", say(base64_line("UGFzc3dvcmQ6"))}}},
        {"user asked twice", {{"user", say(base64_line("VXNlcm5hbWU6"))}}},
        {"a PIN asked for", {{"user", say(base64_line("UElOOg=="))}}},
        {"empty password prompt", {{"user", say("334 \r\n")}}},
    };
    for (const auto& [what, at] : cases) {
      CAPTURE(what);
      const auto [run, walk, received, sent] = walk_login(at);
      INFO(run.describe());
      CHECK(ending(walk) == "fail auth-challenge unexpected-prompt");
      CHECK(count_of(sent, password_base64) == 0);
      CHECK(count_of(sent, "\n*\r\n") == 1);
      CHECK(text_at(walk, "auth.rejected_attempts") == "0");
    }
  }

  TEST_CASE("L06 a prompt that is not base64 is cancelled, and the answer is read") {
    const auto [run, walk, received, sent] = walk_login({{"AUTH", say("334 !!!not-base64\r\n")}});
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-challenge bad-challenge");
    CHECK(run.out.find("!!!not-base64") != std::string::npos);
    CHECK(count_of(sent, "\n*\r\n") == 1);
    CHECK(conversation(walk, '<').find("501") != std::string::npos);
    CHECK(count_of(sent, user_base64) == 0);
  }

  TEST_CASE("L07 a prompt of one mebibyte hits a limit") {
    const auto [run, walk, received, sent] =
        walk_login({{"AUTH", say("334 " + std::string(1 << 20, 'A') + "\r\n")}});
    INFO(run.describe());
    CHECK(text_at(walk, "class") == "limit-exceeded");
    CHECK(text_at(walk, "failed_step").starts_with("auth-"));
    CHECK(run.seconds < step_limit + slack);
    CHECK(count_of(sent, user_base64) == 0);
  }

  TEST_CASE("L08 a prompt that decodes to escape sequences, markup and a line of SMTP is shown escaped") {
    // ESC [31m <script>x</script> CR LF 235 ok
    const std::string prompt = "G1szMW0gPHNjcmlwdD54PC9zY3JpcHQ+DQoyMzUgb2s=";
    HostileServer server(login_server({{"AUTH", say(base64_line(prompt))}}));
    const auto [run, walk] = walk_mode(server.port(), "BasicAuth", login() + Words{"--allow-cleartext"});
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-challenge unexpected-prompt");
    CHECK(run.out.find("\\x1B[31m") != std::string::npos);
    walk_in_text(server.port(), "BasicAuth", login() + Words{"--allow-cleartext"});
  }

  TEST_CASE("L09 endless 334 after the password: two answers and no more") {
    const auto [run, walk, received, sent] = walk_login({{"password", say(base64_line("UGFzc3dvcmQ6"))}});
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-result too-many-challenges");
    CHECK(count_of(sent, password_base64) == 1);
    CHECK(count_of(sent, "\n*\r\n") == 1);
  }

  TEST_CASE("L10 535: one attempt, no other mechanism") {
    const auto [run, walk, received, sent] =
        walk_login({{"password", say("535 5.7.8 Authentication credentials invalid\r\n")}});
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-result bad-credentials");
    CHECK(reply_code(walk) == 535);
    CHECK(text_at(walk, "reply.enhanced") == "5.7.8");
    CHECK(text_at(walk, "auth.rejected_attempts") == "1");
    CHECK(text_at(walk, "transient") == "false");
    CHECK(count_of(sent, "AUTH") == 1);
    CHECK(count_of(sent, password_base64) == 1);
    CHECK(received.size() == 1);
    CHECK(text_at(walk, "event.id") == "2003");
  }

  TEST_CASE("454 is not 535: temporary, and no rejected attempt") {
    const auto [run, walk, received, sent] =
        walk_login({{"password", say("454 4.7.0 Temporary authentication failure\r\n")}});
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-result rejected-temporarily");
    CHECK(text_at(walk, "transient") == "true");
    CHECK(text_at(walk, "auth.rejected_attempts") == "0");
  }

  TEST_CASE("L13 all lines of a 535 are kept") {
    const auto [run, walk, received, sent] = walk_login(
        {{"password", say("535-5.7.8 Username and Password not accepted. For more information, go to\r\n"
                          "535 5.7.8  https://support.contoso.example/?p=BadCredentials 42 - gsmtp\r\n")}});
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-result bad-credentials");
    CHECK(reply_text(walk) ==
          "5.7.8 Username and Password not accepted. For more information, go to\n"
          "5.7.8  https://support.contoso.example/?p=BadCredentials 42 - gsmtp");
  }

  TEST_CASE("L15 a server that echoes the password in any encoding is redacted") {
    const std::string echoes[] = {
        "535 5.7.8 you said Canary-7Zq!pass\r\n",
        "535 5.7.8 you said Q2FuYXJ5LTdacSFwYXNz\r\n",
        "535 5.7.8 you said eENhbmFyeS03WnEhcGFzcw== and eHhDYW5hcnktN1pxIXBhc3M=\r\n",
        "535 5.7.8 you said 43616e6172792d375a712170617373 43616E6172792D375A712170617373\r\n",
        "535 5.7.8 you said Canary-7Zq%21pass %43%61%6E%61%72%79%2D%37%5A%71%21%70%61%73%73\r\n",
        std::string("535 5.7.8 you said C\0a\0n\0a\0r\0y\0-\0007\0Z\0q\0!\0p\0a\0s\0s\0\r\n", 51),
        "535-5.7.8 you said Canary-\r\n535 7Zq!pass\r\n",
    };
    for (const auto& echo : echoes) {
      HostileServer server(login_server({{"password", say(echo)}}));
      const auto [run, walk] = walk_mode(server.port(), "BasicAuth", login() + Words{"--allow-cleartext"});
      INFO(run.describe());
      CHECK(ending(walk) == "fail auth-result bad-credentials");
      CHECK(reply_text(walk).find("[password]") != std::string::npos);
      if (echo.starts_with("535-")) CHECK(run.out.find("7Zq!pass") == std::string::npos);
      walk_in_text(server.port(), "BasicAuth", login() + Words{"--allow-cleartext"});
    }
  }

  TEST_CASE("a banner and a keyword that know the password are redacted as well") {
    HostileServer server(Manners{.keywords = {"AUTH LOGIN", "X-Canary-7Zq!pass"},
                                 .at = {{"banner", say("220 Canary-7Zq!pass Q2FuYXJ5LTdacSFwYXNz\r\n")}}});
    const auto [run, walk] = walk_mode(server.port(), "BasicAuth", login() + Words{"--allow-cleartext"});
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(text_at(walk, "server.banner").find("[password]") != std::string::npos);
  }

  TEST_CASE("L16 235 and 535 in one reply are no success") {
    const auto [run, walk, received, sent] =
        walk_login({{"password", say("235-welcome\r\n535 not at all\r\n")}});
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-result protocol-violation");
    CHECK(run.out.find("235") != std::string::npos);
    CHECK(run.out.find("535") != std::string::npos);
    CHECK(list_at(walk, "proved").find("authentication") == std::string::npos);
  }

  TEST_CASE("L17 hung up after the password: no success, no second connection") {
    const auto [run, walk, received, sent] = walk_login({{"password", hang_up()}});
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-result closed");
    CHECK(received.size() == 1);
    CHECK(text_at(walk, "auth.unanswered_attempt") == "true");
  }

  TEST_CASE("L18 silence after the password: a time-out, and no second try") {
    const auto [run, walk, received, sent] = walk_login({{"password", hang()}});
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-result timeout");
    CHECK(run.seconds < step_limit + slack);
    CHECK(received.size() == 1);
    CHECK(count_of(sent, password_base64) == 1);
  }

  TEST_CASE("L19 503 and 504 to AUTH: no other mechanism is tried") {
    const auto again = walk_login({{"AUTH", say("503 5.5.1 already authenticated\r\n")}});
    INFO(again.run.describe());
    CHECK(ending(again.walk) == "fail auth-start rejected");
    CHECK(count_of(again.sent, "AUTH") == 1);
    const auto other = walk_login({{"AUTH", say("504 5.7.4 Unrecognized authentication type\r\n")}});
    INFO(other.run.describe());
    CHECK(ending(other.walk) == "fail auth-start mechanism-refused");
    CHECK(count_of(other.sent, "AUTH") == 1);
  }

  TEST_CASE("530 to AUTH: the mechanism needs TLS") {
    const auto [run, walk, received, sent] =
        walk_login({{"AUTH", say("530 5.7.0 Must issue a STARTTLS command first\r\n")}});
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-start mechanism-needs-tls");
    CHECK(count_of(sent, user_base64) == 0);
  }

  TEST_CASE("235 before the password is no success") {
    for (const auto* key : {"AUTH", "user"}) {
      const auto [run, walk, received, sent] = walk_login({{key, say("235 2.7.0 welcome\r\n")}});
      INFO(run.describe());
      CHECK(text_at(walk, "outcome") == "fail");
      CHECK(text_at(walk, "class") == "unexpected-success");
      CHECK(count_of(sent, password_base64) == 0);
      CHECK(list_at(walk, "proved").find("authentication") == std::string::npos);
    }
  }

  TEST_CASE("421 after the password is temporary") {
    const auto [run, walk, received, sent] = walk_login({{"password", [](Peer& peer) {
                                                            peer.send("421 4.3.2 shutting down\r\n");
                                                            peer.close();
                                                          }}});
    INFO(run.describe());
    CHECK(ending(walk) == "fail auth-result rejected-temporarily");
    CHECK(reply_code(walk) == 421);
  }

  TEST_CASE("L21 passwords outside ASCII and of 3,000 bytes arrive whole") {
    const std::string umlauts = "Pa\xc3\x9fw\xc3\xb6rt-\xe2\x82\xac";
    const auto german = walk_login({}, login(umlauts));
    INFO(german.run.describe());
    CHECK(ending(german.walk) == "pass");
    CHECK(count_of(german.sent, "UGHDn3fDtnJ0LeKCrA==\r\n") == 1);
    const auto long_one = walk_login({}, login(std::string(3000, 'x')));
    INFO(long_one.run.describe());
    CHECK(ending(long_one.walk) == "pass");
    std::string thousand_times;
    for (int i = 0; i < 1000; ++i) thousand_times += "eHh4";
    CHECK(long_one.sent.find("\r\n" + thousand_times + "\r\n") != std::string::npos);
  }

  TEST_CASE("L21 a password with NUL or a line end in it is refused before anything is sent") {
    for (const auto& password :
         {std::string("half\0half", 9), std::string("two\r\nRSET"), std::string("two\nlines")}) {
      HostileServer server(login_server({}));
      const auto run = run_authwalk(walk_words(server.port(), "BasicAuth", login(password)));
      INFO(run.describe());
      CHECK(run.status == 65);
      CHECK(server.received().empty());
    }
  }
}
