#include "sasl/nt_hash.hpp"

#include <doctest/doctest.h>

namespace authwalk {
namespace {

std::string hash_of(std::string_view password) {
  const std::optional<Secret> hash = nt_hash(password);
  return hash ? std::string(hash->view()) : "none";
}

}  // namespace

TEST_SUITE("nt hash") {
  TEST_CASE("it is the MD4 of the password in UTF-16LE") {
    // The first is the example of MS-NLMP 4.2.2.1.2; the others were computed with iconv and openssl.
    CHECK(hash_of("Password") == std::string("A4F49C406510BDCAB6824EE7C30FD852\0", 33));
    CHECK(hash_of("Canary-7Zq!pass") == std::string("FD207EE51397FF3A0B505FA7BFF74B9C\0", 33));
    CHECK(hash_of("") == std::string("31D6CFE0D16AE931B73C59D7E0C089C0\0", 33));
  }

  TEST_CASE("letters outside of ASCII and outside of the first plane count as UTF-16 counts them") {
    CHECK(hash_of("Schl\u00fcssel\u20ac\xF0\x9F\x98\x80") ==
          std::string("81DE076E5A24915982701BAA50BF240D\0", 33));
  }

  TEST_CASE("a password that is not UTF-8 has none") {
    CHECK(hash_of("pass\xff") == "none");
    CHECK(hash_of("pass\xc3") == "none");
  }
}

}  // namespace authwalk
