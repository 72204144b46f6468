// The tables are an interface: their ids appear in reports, exit texts and metrics.
#include <doctest/doctest.h>

#include <authwalk/connector.hpp>
#include <authwalk/failure.hpp>
#include <authwalk/mode.hpp>
#include <authwalk/step.hpp>
#include <authwalk/tls.hpp>
#include <set>
#include <string>

namespace authwalk {

TEST_SUITE("tables") {
  TEST_CASE("modes are found by id, alias and console name in any case") {
    CHECK(find_mode("basicauthrequiretls") == Mode::BasicAuthRequireTLS);
    CHECK(find_mode("Basic-TLS") == Mode::BasicAuthRequireTLS);
    CHECK(find_mode("externally secured") == Mode::ExternalAuthoritative);
    CHECK_FALSE(find_mode("basicauthrequire"));
    for (const ModeRow& mode : modes()) CHECK(find_mode(mode.id) == mode.mode);
  }

  TEST_CASE("the 18 steps stand in order and are found by id") {
    REQUIRE(steps().size() == 18);
    for (std::size_t i = 0; i < steps().size(); ++i) {
      CHECK(static_cast<std::size_t>(steps()[i].step) == i);
      CHECK(find_step(steps()[i].id) == steps()[i].step);
      CHECK(steps()[i].column.size() <= 5);
    }
  }

  TEST_CASE("class ids are unique, lower case and found again") {
    std::set<std::string_view> seen;
    for (const ClassRow& row : classes()) {
      CHECK(seen.insert(row.id).second);
      CHECK(row.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string_view::npos);
      CHECK(find_class(row.id) == row.cls);
      CHECK_FALSE(row.meaning.empty());
    }
  }

  TEST_CASE("TLS versions and levels by name") {
    CHECK(find_tls_version("1.2") == TlsVersion::tls1_2);
    CHECK(find_tls_version("TLSv1.3") == TlsVersion::tls1_3);
    CHECK(find_tls_version("tls1.0") == TlsVersion::tls1_0);
    CHECK_FALSE(find_tls_version("1.4"));
    CHECK_FALSE(find_tls_version(""));
    CHECK(find_tls_auth_level("domainvalidation") == TlsAuthLevel::DomainValidation);
  }

  TEST_CASE("what each TlsAuthLevel would say") {
    TlsFacts facts;
    CHECK_FALSE(facts.would_satisfy(TlsAuthLevel::EncryptionOnly));
    facts.established = true;
    facts.faults.push_back({Class::cert_name_mismatch, 0, "names"});
    CHECK(facts.would_satisfy(TlsAuthLevel::EncryptionOnly));
    CHECK(facts.would_satisfy(TlsAuthLevel::CertificateValidation));
    CHECK_FALSE(facts.would_satisfy(TlsAuthLevel::DomainValidation));
    facts.faults.push_back({Class::cert_expired, 0, "dates"});
    CHECK_FALSE(facts.would_satisfy(TlsAuthLevel::CertificateValidation));
    CHECK(facts.fault_for(TlsAuthLevel::CertificateValidation)->cls == Class::cert_expired);
  }

  TEST_CASE("definitions that Exchange refuses") {
    Connector connector;
    CHECK(definition_error(connector).empty());
    connector.RequireTLS = connector.IgnoreSTARTTLS = true;
    CHECK(definition_error(connector).find("RequireTLS") != std::string::npos);
    connector.RequireTLS = false;
    connector.TlsAuthLevel = TlsAuthLevel::EncryptionOnly;
    CHECK(definition_error(connector).find("TlsAuthLevel") != std::string::npos);
    connector.IgnoreSTARTTLS = false;
    connector.TlsDomain = "contoso.example";
    CHECK(definition_error(connector).find("TlsDomain") != std::string::npos);
    connector.TlsAuthLevel = TlsAuthLevel::DomainValidation;
    CHECK(definition_error(connector).empty());
  }
}

}  // namespace authwalk
