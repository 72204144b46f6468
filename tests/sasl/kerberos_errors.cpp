#include "sasl/kerberos_errors.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <set>
#include <utility>

namespace authwalk {
namespace {

constexpr std::array phases{KerberosPhase::setup, KerberosPhase::logon, KerberosPhase::service,
                            KerberosPhase::server};

KerberosFacts password_facts() {
  KerberosFacts facts;
  facts.principal = "svc@CONTOSO.EXAMPLE";
  facts.realm = "CONTOSO.EXAMPLE";
  facts.source = "password";
  facts.spn = "SMTPSVC/mx.contoso.example";
  return facts;
}

KerberosFacts cache_facts() {
  KerberosFacts facts = password_facts();
  facts.source = "credential cache";
  facts.place = "FILE:/run/authwalk/cache";
  return facts;
}

Class class_of(KerberosPhase phase, long code) {
  return kerberos_failure(phase, code, password_facts(), "").cls;
}

}  // namespace

TEST_SUITE("sasl: Kerberos errors") {
  TEST_CASE("every row is found by its phase and code, once, and its sentence has no hole") {
    std::set<std::pair<int, long>> seen;
    for (const KerberosErrorRow& row : kerberos_errors()) {
      CAPTURE(row.name);
      CHECK(seen.emplace(row.phase ? static_cast<int>(*row.phase) : -1, row.code).second);
      bool found = false;
      for (const KerberosPhase phase : phases) {
        if (find_kerberos_error(phase, row.code) == &row) found = true;
      }
      CHECK(found);
      const KerberosPhase phase = row.phase.value_or(KerberosPhase::setup);
      const SaslError failure = kerberos_failure(phase, row.code, password_facts(), "words of the library");
      if (find_kerberos_error(phase, row.code) == &row) CHECK(failure.cls == row.cls);
      CHECK(failure.detail.find('{') == std::string::npos);
      CHECK(failure.detail.find(row.name) != std::string::npos);
      CHECK(failure.detail.ends_with(": words of the library"));
    }
  }

  TEST_CASE("the failures that must be told apart") {
    using enum KerberosPhase;
    using enum Class;
    CHECK(class_of(setup, KRB5_FCC_NOFILE) == kerberos_no_ticket);
    CHECK(class_of(service, KRB5_CC_NOTFOUND) == kerberos_no_ticket);
    CHECK(class_of(service, KRB5KRB_AP_ERR_TKT_EXPIRED) == kerberos_ticket_expired);
    CHECK(class_of(logon, KRB5_REALM_UNKNOWN) == kerberos_wrong_realm);
    CHECK(class_of(logon, KRB5_KDC_UNREACH) == kerberos_no_kdc);
    CHECK(class_of(service, KRB5_KDC_UNREACH) == kerberos_no_kdc);
    CHECK(class_of(logon, KRB5_KDCREP_SKEW) == kerberos_clock_skew);
    CHECK(class_of(service, KRB5KRB_AP_ERR_SKEW) == kerberos_clock_skew);
    CHECK(class_of(service, KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN) == kerberos_unknown_service);
    CHECK(class_of(logon, KRB5KDC_ERR_PREAUTH_FAILED) == bad_credentials);
    CHECK(class_of(logon, KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN) == bad_credentials);
    CHECK(class_of(logon, KRB5_PREAUTH_FAILED) == kerberos_preauth);
    CHECK(class_of(logon, KRB5KDC_ERR_ETYPE_NOSUPP) == kerberos_encryption_type);
    CHECK(class_of(logon, KRB5KDC_ERR_CLIENT_REVOKED) == account_disabled_or_locked);
    CHECK(class_of(logon, KRB5KDC_ERR_NAME_EXP) == account_disabled_or_locked);
    CHECK(class_of(logon, KRB5KDC_ERR_KEY_EXP) == account_disabled_or_locked);
    CHECK(class_of(setup, KRB5_CC_FORMAT) == credential_invalid);
    CHECK(class_of(setup, ENOENT) == credential_invalid);
  }

  TEST_CASE("a code that cannot be decrypted is another thing to each who says it") {
    using enum KerberosPhase;
    CHECK(class_of(logon, KRB5KRB_AP_ERR_BAD_INTEGRITY) == Class::bad_credentials);
    CHECK(class_of(service, KRB5KRB_AP_ERR_BAD_INTEGRITY) == Class::kerberos_no_ticket);
    CHECK(class_of(server, KRB5KRB_AP_ERR_BAD_INTEGRITY) == Class::mutual_auth_failed);
    CHECK(class_of(server, KRB5KRB_AP_ERR_MODIFIED) == Class::mutual_auth_failed);
  }

  TEST_CASE("a code without a row still says who gave nothing to whom") {
    constexpr long unheard_of = 123456;
    CHECK(class_of(KerberosPhase::setup, unheard_of) == Class::credential_invalid);
    CHECK(class_of(KerberosPhase::logon, unheard_of) == Class::kerberos_no_ticket);
    CHECK(class_of(KerberosPhase::service, unheard_of) == Class::kerberos_no_ticket);
    CHECK(class_of(KerberosPhase::server, unheard_of) == Class::mechanism_refused);
    CHECK(kerberos_failure(KerberosPhase::service, unheard_of, password_facts(), "odd").detail ==
          "the KDC of CONTOSO.EXAMPLE gives no ticket for SMTPSVC/mx.contoso.example: odd");
  }

  TEST_CASE("the sentence names account, realm, service and where the credential came from") {
    CHECK(kerberos_failure(KerberosPhase::logon, KRB5KDC_ERR_PREAUTH_FAILED, password_facts(), "").detail ==
          "the KDC of CONTOSO.EXAMPLE refuses the password of svc@CONTOSO.EXAMPLE, KDC_ERR_PREAUTH_FAILED");
    CHECK(kerberos_failure(KerberosPhase::service, KRB5_CC_NOTFOUND, cache_facts(), "").detail ==
          "the credential cache FILE:/run/authwalk/cache holds no ticket that leads to "
          "SMTPSVC/mx.contoso.example, KRB5_CC_NOTFOUND");
    KerberosFacts keytab = password_facts();
    keytab.source = "keytab";
    keytab.place = "/etc/authwalk.keytab";
    CHECK(kerberos_failure(KerberosPhase::logon, KRB5KDC_ERR_PREAUTH_FAILED, keytab, "")
              .detail.find("the key of svc@CONTOSO.EXAMPLE in the keytab /etc/authwalk.keytab") !=
          std::string::npos);
  }

  TEST_CASE("a clock is ahead or behind, by hours and minutes") {
    CHECK(clock_skew_failure(7260, "the KDC's").detail ==
          "this machine's clock is 2 h 1 min ahead of the KDC's");
    CHECK(clock_skew_failure(-420, "the server's").detail ==
          "this machine's clock is 0 h 7 min behind the server's");
    CHECK(clock_skew_failure(7260, "").cls == Class::kerberos_clock_skew);
  }
}

}  // namespace authwalk
