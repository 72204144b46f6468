#include <doctest/doctest.h>

#include <string>

#include "sasl/base64.hpp"
#include "sasl/mechanism.hpp"

namespace authwalk {
namespace {

SharedCredential credential(std::string user = "svc", std::string domain = "") {
  auto c = std::make_shared<Credential>();
  c->user = std::move(user);
  c->domain = std::move(domain);
  c->password = Secret::copy_of("Canary-7Zq!pass");
  return c;
}

Class login_fault(std::string_view first, std::string_view second) {
  const SharedCredential c = credential();
  const auto login = make_login(c, {});
  try {
    login->next(first);
    login->next(second);
  } catch (const SaslError& error) {
    return error.cls;
  }
  return Class::internal;
}

}  // namespace

TEST_SUITE("sasl") {
  TEST_CASE("LOGIN sends the name, then the password, and nothing first") {
    const SharedCredential c = credential("svc", "CONTOSO");
    const auto login = make_login(c, {});
    CHECK_FALSE(login->start());
    const SaslResponse name = login->next("Username:");
    CHECK(name.bytes.view() == "CONTOSO\\svc");
    CHECK(name.shown == "[user 11 bytes]");
    CHECK_FALSE(name.carries_secret);
    CHECK_FALSE(login->complete());
    const SaslResponse password = login->next("Password:");
    CHECK(password.bytes.view() == "Canary-7Zq!pass");
    CHECK(password.shown == "[password]");
    CHECK(password.carries_secret);
    CHECK(login->complete());
    CHECK_FALSE(login->may_be_challenged());
  }

  TEST_CASE("LOGIN takes the known spellings of a prompt") {
    for (std::string_view prompt :
         {std::string_view("Username:"), std::string_view("User Name\0", 10), std::string_view("username"),
          std::string_view("USER NAME: "), std::string_view("User:"), std::string_view("Login:")}) {
      const SharedCredential c = credential();
      const auto login = make_login(c, {});
      CHECK(login->next(prompt).bytes.view() == "svc");
      CHECK(login->next(std::string_view("PASSWORD\0", 9)).bytes.view() == "Canary-7Zq!pass");
    }
  }

  TEST_CASE("LOGIN gives nothing to any other prompt") {
    CHECK(login_fault("Password:", "Username:") == Class::unexpected_prompt);
    CHECK(login_fault("Username:", "Username:") == Class::unexpected_prompt);
    CHECK(login_fault("Username:", "") == Class::unexpected_prompt);
    CHECK(login_fault("", "") == Class::unexpected_prompt);
    CHECK(login_fault("NTLM supported", "") == Class::unexpected_prompt);
    CHECK(login_fault("Username:", "One-time code:") == Class::unexpected_prompt);
    CHECK(login_fault("Username:\r\n235 ok", "x") == Class::unexpected_prompt);
  }

  TEST_CASE("PLAIN through Cyrus is one initial response") {
    const SharedCredential c = credential();
    const auto plain = make_cyrus_plain(c, {"mx.contoso.example", true});
    const auto first = plain->start();
    REQUIRE(first);
    CHECK(first->bytes.view() == std::string_view("\0svc\0Canary-7Zq!pass", 20));
    CHECK(first->shown == "[PLAIN 20 bytes]");
    CHECK(plain->complete());
  }

  TEST_CASE("CRAM-MD5 through Cyrus answers the challenge of RFC 2195") {
    auto c = std::make_shared<Credential>();
    c->user = "tim";
    c->password = Secret::copy_of("tanstaaftanstaaf");
    const auto cram = make_cyrus_cram_md5(c, {"mx.contoso.example", false});
    CHECK_FALSE(cram->start());
    CHECK(cram->next("<1896.697170952@postoffice.reston.mci.net>").bytes.view() ==
          "tim b913a602c7eda7a495b4e6e7334d3890");
    CHECK(cram->complete());
  }

  TEST_CASE("SCRAM-SHA-256 through Cyrus lets the client speak first and refuses a false server") {
    const SharedCredential c = credential();
    const auto scram = make_cyrus_scram_sha_256(c, {"mx.contoso.example", true});
    const auto first = scram->start();
    REQUIRE(first);
    CHECK(first->bytes.view().find("n=svc") != std::string_view::npos);
    CHECK_FALSE(scram->complete());
    CHECK_THROWS_AS(scram->next("r=not-our-nonce,s=QSXCR+Q6sek8bf92,i=4096"), SaslError);
  }

  TEST_CASE("XOAUTH2 shows no token") {
    const SharedCredential c = credential();
    const auto oauth = make_xoauth2(c, {});
    const auto first = oauth->start();
    REQUIRE(first);
    CHECK(first->bytes.view() ==
          "user=svc\x01"
          "auth=Bearer Canary-7Zq!pass\x01\x01");
    CHECK(first->shown == "[access token]");
  }

  TEST_CASE("mechanisms are found by their whole name, in any case") {
    CHECK(find_mechanism("login") != nullptr);
    CHECK(find_mechanism("Scram-Sha-256") != nullptr);
    CHECK(find_mechanism("LOGI") == nullptr);
    CHECK(find_mechanism("ntlm") != nullptr);
    CHECK(find_mechanism("EXTERNAL") == nullptr);
  }

  TEST_CASE("base64 both ways, strictly") {
    for (std::string text : {"", "f", "fo", "foo", "foob", "fooba", "foobar", "\xff\xfe"}) {
      const Secret encoded = base64_encode(text);
      CHECK(base64_decode(encoded.view()) == text);
    }
    CHECK(base64_encode("fooba").view() == "Zm9vYmE=");
    for (std::string_view bad :
         {"Zg", "Zg=", "Z===", "====", "Zm9v\n", "!!!not-base64", "Zm 9", "Zg==Zg=="}) {
      CAPTURE(bad);
      CHECK_FALSE(base64_decode(bad));
    }
  }
}

}  // namespace authwalk
