#include <doctest/doctest.h>

#include <authwalk/names.hpp>
#include <string>

using namespace authwalk;

namespace {

// "host", "host|port", with "address " before it; "?" where it cannot be split.
std::string split(std::string_view target) {
  const auto parts = split_target(target);
  if (!parts) return "?";
  std::string text = parts->address ? "address " : "";
  text += parts->host;
  if (parts->port) text += "|" + std::string(*parts->port);
  return text;
}

}  // namespace

TEST_SUITE("names") {
  TEST_CASE("the parts of a target") {
    CHECK(split("relay.contoso.example") == "relay.contoso.example");
    CHECK(split("relay:587") == "relay|587");
    CHECK(split("relay:") == "relay|");
    CHECK(split(":25") == "|25");
    CHECK(split("192.0.2.7") == "address 192.0.2.7");
    CHECK(split("192.0.2.7:587") == "192.0.2.7|587");
    CHECK(split("2001:db8::7") == "address 2001:db8::7");
    CHECK(split("[2001:db8::7]") == "address 2001:db8::7");
    CHECK(split("[2001:db8::7]:587") == "address 2001:db8::7|587");
    CHECK(split("2001:db8::7:x") == "?");
    CHECK(split("[2001:db8::7") == "?");
    CHECK(split("[2001:db8::7]587") == "?");
  }

  TEST_CASE("host names") {
    for (const auto* name :
         {"relay", "relay.contoso.example", "mx_1.contoso.example", "1and1.example", "a-b.c"}) {
      CAPTURE(name);
      CHECK(host_name_fault(name) == nullptr);
    }
    for (const auto& name :
         {std::string(), std::string("a..b"), std::string("-a.b"), std::string("a-.b"), std::string("a b"),
          std::string("a\r\nb"), std::string("a\0b", 3), std::string("m\xc3\xbcller.example"),
          std::string("*.a"), std::string("192.0.2.300"), std::string(64, 'a'), std::string("a.")}) {
      CAPTURE(name);
      CHECK(host_name_fault(name) != nullptr);
    }
  }

  TEST_CASE("mailboxes") {
    for (const auto* address :
         {"a@b", "first.last@contoso.example", "a@[192.0.2.7]", "a+b@contoso.example"}) {
      CAPTURE(address);
      CHECK(mailbox_fault(address) == nullptr);
    }
    for (const auto& address : {std::string("a"), std::string("@b"), std::string("a@"), std::string("a@b@"),
                                std::string("<a@b>"), std::string("a@b\r\nDATA"), std::string("a b@c"),
                                std::string(65, 'a') + "@b", std::string("\xc3\xbc@b")}) {
      CAPTURE(address);
      CHECK(mailbox_fault(address) != nullptr);
    }
    CHECK(is_postmaster("PostMaster"));
    CHECK(!is_postmaster("postmaster@contoso.example"));
  }
}
