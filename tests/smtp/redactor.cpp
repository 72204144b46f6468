#include "smtp/redactor.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "sasl/base64.hpp"
#include "sasl/nt_hash.hpp"
#include "smtp/sent_tokens.hpp"

namespace authwalk {
namespace {

constexpr std::string_view password = "Canary-7Zq!pass";

std::string clean(std::string_view text, std::string_view secret = password, TextPlace place = {}) {
  Redactor redactor;
  redactor.learn(secret);
  return redactor.clean(text, place);
}

/// Behind the password, where a server can only repeat it.
std::string clean_after(std::string_view text, std::string_view secret, const PlainWords& words = {}) {
  return clean(text, secret, {.after_the_secret = true, .words = &words});
}

std::string encoded(std::string_view bytes) {
  return std::string(base64_encode(bytes).view());
}

std::string wide(std::u16string_view text) {
  std::string out;
  for (const char16_t unit : text) {
    out += static_cast<char>(unit & 0xFFU);
    out += static_cast<char>(unit >> 8U);
  }
  return out;
}

std::string each(std::string_view bytes, std::string_view before, std::string_view behind = "",
                 bool upper = false) {
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += before;
    out += upper ? fmt::format("{:02X}", byte) : fmt::format("{:02x}", byte);
    out += behind;
  }
  return out;
}

}  // namespace

TEST_SUITE("redactor") {
  TEST_CASE("every form of the password is cut out") {
    const std::string p(password);
    CHECK(clean("you said " + p + ".") == "you said [password].");
    CHECK(clean("535 CANARY-7ZQ!PASS") == "535 [password]");
    CHECK(clean(p + p) == "[password][password]");
    CHECK(clean("in" + p + "side") == "in[password]side");
    for (const bool upper : {false, true}) {
      CHECK(clean(each(password, "", "", upper)) == "[password]");
      CHECK(clean(each(password, "", ":", upper)) == "[password]:");
      CHECK(clean(each(password, " ", "", upper)) == " [password]");
      CHECK(clean(each(password, "0x", ", ", upper)) == "0x[password], ");
      CHECK(clean(each(password, "%", "", upper)) == "[password]");
      CHECK(clean(each(password, "%u00", "", upper)) == "[password]");
      CHECK(clean(each(password, "\\u00", "", upper)) == "[password]");
      CHECK(clean(each(password, "\\x", "", upper)) == "[password]");
      CHECK(clean(each(password, "&#x", ";", upper)) == "[password]");
      CHECK(clean(each(password, "=", "", upper)) == "[password]");
    }
    CHECK(clean("Canary-7Zq%21pass") == "[password]");
    CHECK(clean("Canary-7Zq&#33;pass") == "[password]");
    CHECK(clean("%43anary-7Zq\\u0021p%61ss") == "[password]");
    CHECK(clean(wide(u"Canary-7Zq!pass")) == "[password]");
    CHECK(clean(each(wide(u"Canary-7Zq!pass"), "")) == "[password]");
    CHECK(clean("see " + std::string(nt_hash(password).value().view().substr(0, 32)) + "?") ==
          "see [password]?");
  }

  TEST_CASE("base64 is found at all three alignments, in both alphabets, of UTF-16 too") {
    for (const std::string& before :
         {std::string(), std::string("u"), std::string("us"), std::string("\0user\0", 6)}) {
      for (const char* after : {"", "x", "xy", "xyz"}) {
        const std::string text = encoded(before + std::string(password) + after);
        CAPTURE(text);
        // The run as a whole: the characters at its ends hold some bits of the password too.
        CHECK(clean("334 " + text + ", no") == "334 [password], no");
        CHECK(clean("334 " + encoded(before + wide(u"Canary-7Zq!pass") + after)) == "334 [password]");
      }
    }
    const std::string bits = "\xfb\xef\xbe-\xff\xff\xff-Kx7";  // plus signs and slashes in base64
    std::string url = encoded(bits);
    for (char& c : url) c = c == '+' ? '-' : c == '/' ? '_' : c;
    CHECK(url != encoded(bits));
    CHECK(clean("334 " + url, bits) == "334 [password]");
  }

  TEST_CASE("a password with other letters, in every character set") {
    const std::string utf8 = "Pässwört€7", windows = "P\xe4sswört€7";
    const std::string narrow =
        "P\xe4ssw\xf6rt\x80"
        "7";
    const std::u16string units = u"P\u00e4ssw\u00f6rt\u20ac7";
    for (const std::string& secret : {utf8, narrow}) {
      CAPTURE(secret);
      for (const std::string& bytes : {utf8, narrow, wide(units)}) {
        CHECK(clean("no " + bytes + " here", secret).find("\xe4ssw") == std::string::npos);
        CHECK(clean("no " + bytes + " here", secret).find("[password]") == 3);
        CHECK(clean("no " + encoded(bytes), secret) == "no [password]");
        CHECK(clean("no " + encoded("\1" + bytes + "!"), secret) == "no [password]");
        CHECK(clean("no " + each(bytes, ""), secret) == "no [password]");
        CHECK(clean("no " + each(bytes, "%", "", true), secret) == "no [password]");
      }
      CHECK(clean("P%E4ssw%F6rt%u20AC7", secret) == "[password]");  // JavaScript's escape()
      CHECK(clean("P%C3%A4ssw%C3%B6rt%E2%82%AC7", secret) == "[password]");
      CHECK(clean("P\\u00e4ssw\\u00f6rt\\u20ac7", secret) == "[password]");
      CHECK(clean("P&#228;ssw&#xF6;rt&#8364;7", secret) == "[password]");
    }
    CHECK(clean("smile \\ud83d\\ude00-Secret", "\xf0\x9f\x98\x80-Secret") == "smile [password]");
    CHECK(clean("two+words%21", "two words!") == "[password]");  // HTML forms
  }

  TEST_CASE("a password split over the lines of a reply takes the lines with it") {
    Redactor redactor;
    redactor.learn(password);
    std::vector<std::string> lines{"5.7.8 you sent Canary-", "7Zq!pass and more", "good bye"};
    redactor.clean(lines);
    CHECK(lines == std::vector<std::string>{"[password]", "[password]", "good bye"});
  }

  TEST_CASE("the password of another credential is cut out too") {
    Redactor redactor;
    redactor.learn(password);
    redactor.learn("Other-9Kt?word");
    CHECK(redactor.clean("Canary-7Zq!pass, not Other-9Kt?word") == "[password], not [password]");
  }

  TEST_CASE("text without the password is left alone") {
    CHECK(clean("535 5.7.3 Authentication unsuccessful") == "535 5.7.3 Authentication unsuccessful");
    CHECK(Redactor().clean("Canary-7Zq!pass") == "Canary-7Zq!pass");
    CHECK(clean("") == "");
    CHECK(clean("Canary-7Zq? pass Q2FuYXJ5 43616e61 100% & more + a=b \\") ==
          "Canary-7Zq? pass Q2FuYXJ5 43616e61 100% & more + a=b \\");
  }

  TEST_CASE("what a secret tells is weighed") {
    for (const char* secret :
         {"hunter2", "Canary-7Zq!pass", "Sommer25", "correcthorsebatterystaple", "pässwort"})
      CHECK_MESSAGE(weigh(secret) == Weight::telling, secret);
    for (const char* secret : {"qwertzuiop", "Lieselotte", "ABRAKADABRA"})
      CHECK_MESSAGE(weigh(secret) == Weight::word, secret);
    for (const char* secret : {"kiwi", "x9z!", "87654321", "Blume"})
      CHECK_MESSAGE(weigh(secret) == Weight::common, secret);
    for (const char* secret :
         {"x", "AUTH", "250", "mail", "Password", "password!", "authentication", "5.7.3"})
      CHECK_MESSAGE(weigh(secret) == Weight::ordinary, secret);
  }

  TEST_CASE("a short or common password leaves ordinary words alone, whoever says them and when") {
    const char* const said[] = {"220 mail.contoso.example ESMTP Exchange mail service", "250-AUTH LOGIN",
                                "250 SIZE 35882577", "535 5.7.3 Authentication unsuccessful: mail AUTH 250"};
    for (const char* secret : {"x", "AUTH", "250", "mail", "e", "o.e", "Authentication"}) {
      for (const char* text : said) {
        CAPTURE(secret);
        CHECK(clean(text, secret) == text);
        CHECK(clean_after(text, secret) == text);
      }
    }
    CHECK(clean("220 kiwi.contoso.example", "kiwi") == "220 kiwi.contoso.example");
    CHECK(clean("220 kiwis", "kiwi") == "220 kiwis");
  }

  TEST_CASE("a short password is cut out where it can only be an echo") {
    // A word of its own, after it was sent.
    CHECK(clean_after("535 no kiwi today", "kiwi") == "535 no [password] today");
    CHECK(clean_after("535 kiwis", "kiwi") == "535 kiwis");
    PlainWords words;
    words.said_before("220 kiwi.contoso.example");
    CHECK(clean_after("535 kiwi is what I am called", "kiwi", words) == "535 kiwi is what I am called");
    // Nobody encodes a word without a reason.
    CHECK(clean("CN=" + encoded("AUTH"), "AUTH") == "CN=[password]");
    CHECK(clean_after("535 " + encoded("250") + "!", "250") == "535 [password]!");
    CHECK(clean("O=" + each("mail", ""), "mail") == "O=[password]");
    CHECK(clean("O=" + each("mail", "%"), "mail") == "O=[password]");
    CHECK(clean("O=" + each("AUTH", "&#x", ";"), "AUTH") == "O=[password]");
    CHECK(clean("QVVUSABC", "AUTH") == "QVVUSABC");
    CHECK(clean("334 VXNlcm5hbWU6 UGFzc3dvcmQ6", "Password") == "334 VXNlcm5hbWU6 UGFzc3dvcmQ6");
  }

  TEST_CASE("a word of eight letters is cut out wherever it stands alone") {
    CHECK(clean("CN=qwertzuiop,O=Contoso", "qwertzuiop") == "CN=[password],O=Contoso");
    CHECK(clean("CN=qwertzuiopa", "qwertzuiop") == "CN=qwertzuiopa");
  }

  TEST_CASE("the names of this side are no echo") {
    PlainWords words;
    words.own_name("relay-7.contoso.example");
    words.own_name("CONTOSO\\svc2026");
    CHECK(clean("220 relay-7.contoso.example, hello svc2026", "svc2026", {.words = &words}) ==
          "220 relay-7.contoso.example, hello svc2026");
    CHECK(clean("220 relay-7", "Relay-7", {.words = &words}) == "220 relay-7");
    CHECK(clean("220 svc2026", "svc2026!", {.words = &words}) == "220 svc2026");
    CHECK(clean("220 svc2026!", "svc2026!", {.words = &words}) == "220 [password]");
  }

  TEST_CASE("a token of ours that comes back is cut, whole or in part") {
    SentTokens tokens;
    const std::string token =
        "YIIFnQYGKwYBBQUCoIIFkTCCBY2gDTALBgkqhkiG9xIBAgKjggV6BIIFdmCCBXIGCSqGSIb3EgECAgEAboIFYTCCBV2g";
    tokens.learn(token);
    CHECK(tokens.clean("535 5.7.3 " + token + " refused") == "535 5.7.3 [token] refused");
    CHECK(tokens.clean("what is " + token.substr(11, 60) + "?") == "what is [token]?");
    CHECK(tokens.clean("YIIFnQYGKwYB is how every one begins") == "YIIFnQYGKwYB is how every one begins");
  }

  TEST_CASE("a short answer of ours that comes back is cut as a whole") {
    SentTokens tokens;
    tokens.learn("AHN2YwBtYWls");  // AUTH PLAIN
    CHECK(tokens.clean("535 AHN2YwBtYWls?") == "535 [password]?");
    CHECK(tokens.clean("535 AHN2YwBtYWlsxx") == "535 AHN2YwBtYWlsxx");
    tokens.learn("eA==");
    CHECK(tokens.clean("535 eA== eAx") == "535 [password] eAx");
  }
}

}  // namespace authwalk
