#include "smtp/redactor.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "sasl/base64.hpp"

namespace authwalk {
namespace {

constexpr std::string_view password = "Canary-7Zq!pass";

struct Fixture {
  Credential credential;
  Fixture() { credential.password = Secret::copy_of(password); }
  std::string clean(std::string_view text) const { return Redactor(&credential).clean(text); }
};

std::string encoded(std::string_view bytes) {
  return std::string(base64_encode(bytes).view());
}

std::string wide(std::string_view text) {
  std::string out;
  for (char c : text) (out += c) += '\0';
  return out;
}

std::string hex(std::string_view bytes, bool upper) {
  std::string out;
  for (char c : bytes) {
    out += upper ? fmt::format("{:02X}", static_cast<unsigned char>(c))
                 : fmt::format("{:02x}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

TEST_SUITE("redactor") {
  TEST_CASE("every form of the password is cut out") {
    const Fixture f;
    const std::string p(password);
    CHECK(f.clean("you said " + p + ".") == "you said [password].");
    CHECK(f.clean("535 CANARY-7ZQ!PASS") == "535 [password]");
    CHECK(f.clean(p + p) == "[password][password]");
    CHECK(f.clean(hex(password, false)) == "[password]");
    CHECK(f.clean(hex(password, true)) == "[password]");
    CHECK(f.clean("Canary-7Zq%21pass") == "[password]");
    CHECK(f.clean(wide(password)).find(wide("7Zq!")) == std::string::npos);
    CHECK(f.clean(hex(wide(password), false)) == "[password]");
  }

  TEST_CASE("base64 is found at all three alignments") {
    const Fixture f;
    for (const std::string& before :
         {std::string(), std::string("u"), std::string("us"), std::string("\0user\0", 6)}) {
      for (const char* after : {"", "x", "xy", "xyz"}) {
        const std::string text = encoded(before + std::string(password) + after);
        CAPTURE(text);
        // The run as a whole: the characters at its ends hold some bits of the password too.
        CHECK(f.clean("334 " + text + ", no") == "334 [password], no");
      }
    }
  }

  TEST_CASE("a password split over the lines of a reply takes the lines with it") {
    const Fixture f;
    const Reply cleaned =
        Redactor(&f.credential)
            .clean(Reply{535, "", {"5.7.8 you sent Canary-", "7Zq!pass and more", "good bye"}});
    CHECK(cleaned.lines == std::vector<std::string>{"[password]", "[password]", "good bye"});
  }

  TEST_CASE("text without the password is left alone") {
    const Fixture f;
    CHECK(f.clean("535 5.7.3 Authentication unsuccessful") == "535 5.7.3 Authentication unsuccessful");
    CHECK(Redactor(nullptr).clean("Canary-7Zq!pass") == "Canary-7Zq!pass");
    CHECK(f.clean("") == "");
  }

  TEST_CASE("a password of one letter is cut too, and its encodings do not tear text to pieces") {
    Credential credential;
    credential.password = Secret::copy_of("z");
    CHECK(Redactor(&credential).clean("a z b") == "a [password] b");
    CHECK(Redactor(&credential).clean("7a6f") == "7a6f");
  }

  TEST_CASE("a token of ours that comes back is cut, whole or in part") {
    Redactor redactor(nullptr);
    const std::string token =
        "YIIFnQYGKwYBBQUCoIIFkTCCBY2gDTALBgkqhkiG9xIBAgKjggV6BIIFdmCCBXIGCSqGSIb3EgECAgEAboIFYTCCBV2g";
    redactor.learn_token(token);
    CHECK(redactor.clean("535 5.7.3 " + token + " refused") == "535 5.7.3 [token] refused");
    CHECK(redactor.clean("what is " + token.substr(11, 60) + "?") == "what is [token]?");
    CHECK(redactor.clean(Reply{535, "", {"no", token}}).lines == std::vector<std::string>{"no", "[token]"});
    CHECK(redactor.clean("YIIFnQYGKwYB is how every one begins") == "YIIFnQYGKwYB is how every one begins");
  }
}

}  // namespace authwalk
