#include "smtp/ehlo.hpp"

#include <doctest/doctest.h>

namespace authwalk {
namespace {

using List = std::vector<std::string>;

Capabilities offered(List lines) {
  lines.insert(lines.begin(), "mx.contoso.example greets you");
  return capabilities(Reply{250, "", std::move(lines)});
}

}  // namespace

TEST_SUITE("ehlo") {
  TEST_CASE("keywords are taken in any case") {
    const Capabilities c =
        offered({"sTarTtls", "x-anonymoustls", "Auth login Plain", "size 1000", "x-exps GSSAPI NTLM"});
    CHECK(c.starttls);
    CHECK(c.x_anonymoustls);
    CHECK(c.size);
    CHECK(offers(c.auth, "LOGIN"));
    CHECK(offers(c.auth, "plain"));
    CHECK(c.x_exps == List{"GSSAPI", "NTLM"});
  }

  TEST_CASE("the old form AUTH= counts") {
    CHECK(offered({"AUTH=LOGIN PLAIN"}).auth == List{"LOGIN", "PLAIN"});
    CHECK(offered({"auth=login"}).auth == List{"login"});
    CHECK(offered({"AUTH= LOGIN"}).auth == List{"LOGIN"});
  }

  TEST_CASE("two AUTH lines are united, and it is noted when they disagree") {
    const Capabilities same = offered({"AUTH LOGIN PLAIN", "AUTH=PLAIN LOGIN"});
    CHECK(same.auth == List{"LOGIN", "PLAIN"});
    CHECK(same.oddity.empty());
    const Capabilities different = offered({"AUTH PLAIN", "AUTH=LOGIN"});
    CHECK(different.auth == List{"PLAIN", "LOGIN"});
    CHECK_FALSE(different.oddity.empty());
  }

  TEST_CASE("look-alikes are no match") {
    const Capabilities c = offered({"AUTH LOGINX PLAIN-LOGIN XLOGIN", "STARTTLSX", "XSIZE"});
    CHECK_FALSE(offers(c.auth, "LOGIN"));
    CHECK_FALSE(c.starttls);
    CHECK_FALSE(c.size);
  }

  TEST_CASE("the greeting line is no keyword") {
    CHECK_FALSE(capabilities(Reply{250, "", {"STARTTLS"}}).starttls);
    CHECK(capabilities(Reply{250, "", {"STARTTLS"}}).lines.empty());
  }

  TEST_CASE("odd lines harm nobody") {
    const Capabilities c = offered({"", "   ", "AUTH", "AUTH=", "X-EXPS", "\t"});
    CHECK(c.auth.empty());
    CHECK(c.x_exps.empty());
  }

  TEST_CASE("keywords that a firewall has overwritten are recognised") {
    CHECK(offered({"XXXXXXXA"}).masked);
    CHECK(offered({"XXXXXXXXXXXX"}).masked);
    CHECK_FALSE(offered({"X-EXPS GSSAPI", "XOORG", "XXX", "XEXCH50"}).masked);
    CHECK(looks_masked("220 ****************"));
    CHECK(looks_masked("220 *****0****2*****"));
    CHECK_FALSE(looks_masked("220 mx.contoso.example ESMTP **"));
  }
}

}  // namespace authwalk
