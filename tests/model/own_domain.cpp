#include "model/own_domain.hpp"

#include <doctest/doctest.h>

namespace authwalk {

TEST_SUITE("own domain") {
  TEST_CASE("a recipient is of a server's own domain, or is a stranger to it") {
    for (const auto* own : {"b@contoso.example", "b@mx.contoso.example", "b@a.mx.contoso.example",
                            "b@CONTOSO.example", "b@contoso.example.", "b@example", "postmaster"}) {
      CAPTURE(own);
      CHECK(in_domain_of(own, "mx.contoso.example"));
    }
    for (const auto* foreign : {"b@fabrikam.example", "b@toso.example", "b@notcontoso.example",
                                "b@mx.contoso.example.net", "\"x@contoso.example\"@fabrikam.example"}) {
      CAPTURE(foreign);
      CHECK_FALSE(in_domain_of(foreign, "mx.contoso.example"));
    }
    CHECK_FALSE(in_domain_of("b@fabrikam.example", "example"));
    CHECK_FALSE(in_domain_of("b@fabrikam.example", ""));
    CHECK_FALSE(in_domain_of("b@fabrikam.example", "192.0.2.7"));
  }

  TEST_CASE("the name in a banner, with the reply code and without") {
    CHECK(name_in_banner("220 mx.contoso.example ESMTP Postfix") == "mx.contoso.example");
    CHECK(name_in_banner("mx.contoso.example Microsoft ESMTP MAIL Service") == "mx.contoso.example");
    CHECK(name_in_banner("220 mx.contoso.example.") == "mx.contoso.example");
    CHECK(name_in_banner("2201.contoso.example ESMTP") == "2201.contoso.example");
    CHECK(name_in_banner("").empty());
  }
}

}  // namespace authwalk
