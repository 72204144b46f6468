#include "sasl/kerberos_principal.hpp"

#include <doctest/doctest.h>

namespace authwalk {
namespace {

using Names = std::vector<std::string>;

Names services(GssapiDialect dialect, bool x_exps, const std::string& host, const std::string& spn = "") {
  KerberosSettings settings;
  settings.spn = spn;
  return service_principals(settings, dialect, x_exps, host);
}

}  // namespace

TEST_SUITE("sasl: Kerberos names") {
  TEST_CASE("an account as an administrator writes it") {
    CHECK(account_principal("svc", "") == "svc");
    CHECK(account_principal("svc@contoso.example", "") == "svc@CONTOSO.EXAMPLE");
    CHECK(account_principal("svc@CONTOSO.EXAMPLE", "FABRIKAM") == "svc@CONTOSO.EXAMPLE");
    CHECK(account_principal("CONTOSO\\svc", "") == "svc");
    CHECK(account_principal("contoso.example\\svc", "") == "svc@CONTOSO.EXAMPLE");
    CHECK(account_principal("svc", "CONTOSO") == "svc");
    CHECK(account_principal("svc", "contoso.example") == "svc@CONTOSO.EXAMPLE");
    CHECK(account_principal("Svc.Mail", "") == "Svc.Mail");
    CHECK(account_principal("host/mx.contoso.example", "") == "host/mx.contoso.example");
  }

  TEST_CASE("what would be syntax in a principal is escaped") {
    CHECK(account_principal("a@b@contoso.example", "") == "a\\@b@CONTOSO.EXAMPLE");
    CHECK(account_principal("CONTOSO\\a\\b", "") == "a\\\\b");
    CHECK(services(GssapiDialect::kerberos, false, "mx/a@b\\c").front() == "smtp/mx\\/a\\@b\\\\c");
  }

  TEST_CASE("SMTPSVC first toward an Exchange, smtp first toward others") {
    const Names exchange{"SMTPSVC/mx.contoso.example", "SMTP/mx.contoso.example"};
    const Names others{"smtp/mx.contoso.example", "SMTPSVC/mx.contoso.example"};
    CHECK(services(GssapiDialect::spnego, true, "mx.contoso.example") == exchange);
    CHECK(services(GssapiDialect::spnego, false, "mx.contoso.example") == exchange);
    CHECK(services(GssapiDialect::kerberos, true, "mx.contoso.example") == exchange);
    CHECK(services(GssapiDialect::kerberos, false, "mx.contoso.example") == others);
  }

  TEST_CASE("the name that was given is asked for, in lower case and without the final dot") {
    CHECK(services(GssapiDialect::spnego, true, "MX.Contoso.Example.").front() ==
          "SMTPSVC/mx.contoso.example");
    CHECK(services(GssapiDialect::spnego, true, "192.0.2.7").front() == "SMTPSVC/192.0.2.7");
  }

  TEST_CASE("a service principal of the user's is the only one, as it is") {
    CHECK(services(GssapiDialect::spnego, true, "mx.contoso.example", "SMTP/Other.example@R") ==
          Names{"SMTP/Other.example@R"});
  }

  TEST_CASE("the host of a service principal") {
    CHECK(host_of("SMTPSVC/mx.contoso.example") == "mx.contoso.example");
    CHECK(host_of("SMTPSVC/mx.contoso.example@CONTOSO.EXAMPLE") == "mx.contoso.example");
    CHECK(host_of("SMTPSVC/mx/contoso.example") == "mx");
    CHECK(host_of("SMTPSVC").empty());
  }
}

}  // namespace authwalk
