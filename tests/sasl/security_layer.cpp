#include "sasl/security_layer.hpp"

#include <doctest/doctest.h>

#include <string>

#include "sasl/mechanism.hpp"

namespace authwalk {
namespace {

SaslError refusal_of(std::string_view offer) {
  try {
    decline_security_layer(offer);
  } catch (const SaslError& error) {
    return error;
  }
  return {Class::internal, "no refusal"};
}

}  // namespace

TEST_SUITE("sasl: the offer of security layers") {
  TEST_CASE("no layer is chosen wherever it is offered, whatever else is") {
    constexpr std::array<char, 4> none{1, 0, 0, 0};
    for (const std::string_view offer :
         {std::string_view("\x01\x00\x00\x00", 4), std::string_view("\x07\x00\x10\x00", 4),
          std::string_view("\x03\xff\xff\xff", 4), std::string_view("\xff\x00\x00\x00", 4),
          // Not what RFC 4752 has a server say, but nothing is agreed on that needs the size.
          std::string_view("\x01\x00\xff\xff", 4)}) {
      CHECK(decline_security_layer(offer) == none);
    }
  }

  TEST_CASE("an offer without \"no layer\" is named with its bits and its size") {
    const SaslError both = refusal_of(std::string_view("\x06\xff\xff\xff", 4));
    CHECK(both.cls == Class::security_layer);
    CHECK(both.detail.find("integrity and confidentiality (0x06, messages of up to 16777215 bytes)") !=
          std::string::npos);
    const SaslError integrity = refusal_of(std::string_view("\x02\x00\x00\x00", 4));
    CHECK(integrity.cls == Class::security_layer);
    CHECK(integrity.detail.find("integrity (0x02, messages of up to 0 bytes)") != std::string::npos);
    const SaslError nothing = refusal_of(std::string_view("\x00\x00\x00\x00", 4));
    CHECK(nothing.cls == Class::security_layer);
    CHECK(nothing.detail.find("nothing (0x00") != std::string::npos);
    CHECK(refusal_of(std::string_view("\xf8\x00\x00\x00", 4)).cls == Class::security_layer);
  }

  TEST_CASE("an offer that is no offer") {
    for (const std::string& offer : {std::string(), std::string("\x01"), std::string("\x01\0\0", 3),
                                     std::string("\x01\0\0\0\0", 5), std::string(9000, '\x01')}) {
      CHECK(refusal_of(offer).cls == Class::bad_challenge);
    }
  }
}

}  // namespace authwalk
