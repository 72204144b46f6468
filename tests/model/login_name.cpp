#include <doctest/doctest.h>

#include <authwalk/login_name.hpp>

using authwalk::LoginName;

TEST_CASE("a login name taken apart") {
  struct Row {
    const char *name, *user, *domain, *realm;
  };
  for (const Row& row :
       {Row{"svc", "svc", "", ""}, Row{"CONTOSO\\svc", "svc", "CONTOSO", ""},
        Row{"contoso.example\\svc", "svc", "contoso.example", "CONTOSO.EXAMPLE"},
        Row{"svc@contoso.example", "svc", "contoso.example", "CONTOSO.EXAMPLE"},
        Row{"svc@CONTOSO", "svc", "CONTOSO", "CONTOSO"},
        Row{"CONTOSO\\svc@contoso.example", "svc", "contoso.example", "CONTOSO.EXAMPLE"},
        Row{"a@b@contoso.example", "a@b", "contoso.example", "CONTOSO.EXAMPLE"}, Row{"", "", "", ""}}) {
    const std::string text = row.name;
    CAPTURE(text);
    const auto name = LoginName::of(text);
    CHECK(name.user == row.user);
    CHECK(name.domain == row.domain);
    CHECK(name.realm() == row.realm);
  }
}
