#include "sasl/kerberos_tickets.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>

#include "sasl/kerberos_cache.hpp"

namespace authwalk {
namespace {

using tests::MadeUpCache;
using tests::NoKdc;

struct Attempt {
  SaslError error{Class::internal, "no error"};
  KerberosFacts facts;
  std::string service;  ///< the principal that the ticket is for
};

Attempt attempt(const KerberosSettings& settings, const Credential* credential = nullptr,
                const std::string& service = "SMTPSVC/mx.contoso.example") {
  Attempt result;
  SharedKerberosFacts facts;
  try {
    KerberosTickets tickets(*gss_library(), settings, credential, facts);
    result.service = tickets.ticket_for(service).value_or("unknown");
  } catch (const SaslError& error) {
    result.error = error;
  }
  result.facts = facts.copy();
  return result;
}

KerberosSettings from_cache(const std::string& name) {
  KerberosSettings settings;
  settings.ccache = name;
  return settings;
}

KerberosSettings from_keytab(const std::string& file) {
  KerberosSettings settings;
  settings.keytab = file;
  return settings;
}

bool says(const Attempt& attempt, std::string_view words) {
  return attempt.error.detail.find(words) != std::string::npos;
}

}  // namespace

TEST_SUITE("sasl: Kerberos tickets") {
  TEST_CASE("a credential cache that is not there, and one that is none") {
    const NoKdc no_kdc;
    const Attempt missing = attempt(from_cache("FILE:/nonexistent/cache"));
    CHECK(missing.error.cls == Class::kerberos_no_ticket);
    CHECK(says(missing, "the credential cache FILE:/nonexistent/cache does not exist"));
    CHECK(attempt(from_cache("MEMORY:nobody-made-this")).error.cls == Class::kerberos_no_ticket);
    CHECK(attempt(from_cache("FILE:/dev/null")).error.cls == Class::credential_invalid);
    const Attempt unknown = attempt(from_cache("NOSUCHTYPE:x"));
    CHECK(unknown.error.cls == Class::credential_invalid);
    CHECK(says(unknown, "NOSUCHTYPE:x"));
  }

  TEST_CASE("without any setting the system's default cache is looked for") {
    const NoKdc no_kdc;
    ::setenv("KRB5CCNAME", "FILE:/nonexistent/default", 1);
    const Attempt none = attempt({});
    ::unsetenv("KRB5CCNAME");
    CHECK(none.error.cls == Class::kerberos_no_ticket);
    CHECK(says(none, "FILE:/nonexistent/default"));
    CHECK(none.facts.source == "credential cache");
  }

  TEST_CASE("an empty cache is no expired one") {
    const NoKdc no_kdc;
    const MadeUpCache cache("empty");
    const Attempt empty = attempt(from_cache(cache.name()));
    CHECK(empty.error.cls == Class::kerberos_no_ticket);
    CHECK(says(empty, "the credential cache MEMORY:empty holds no ticket of svc@CONTOSO.EXAMPLE"));
  }

  TEST_CASE("expired tickets, and when they ended") {
    const NoKdc no_kdc;
    MadeUpCache cache("expired");
    cache.add("krbtgt", "CONTOSO.EXAMPLE", -7200, -3600);
    const Attempt expired = attempt(from_cache(cache.name()));
    CHECK(expired.error.cls == Class::kerberos_ticket_expired);
    CHECK(says(expired,
               "the tickets of svc@CONTOSO.EXAMPLE in the credential cache MEMORY:expired ended at 20"));
    CHECK(expired.facts.principal == "svc@CONTOSO.EXAMPLE");
    CHECK(expired.facts.realm == "CONTOSO.EXAMPLE");
  }

  TEST_CASE("a ticket from the future is a matter of the clock") {
    const NoKdc no_kdc;
    MadeUpCache cache("future");
    cache.add("krbtgt", "CONTOSO.EXAMPLE", 7230, 36000);
    const Attempt future = attempt(from_cache(cache.name()));
    CHECK(future.error.cls == Class::kerberos_clock_skew);
    CHECK(says(future, "this machine's clock is 2 h 0 min behind"));
  }

  TEST_CASE("a ticket of now, and no KDC of its realm") {
    const NoKdc no_kdc;
    MadeUpCache cache("tgt");
    cache.add("krbtgt", "CONTOSO.EXAMPLE", -60, 3600);
    const Attempt unknown = attempt(from_cache(cache.name()));
    CHECK(unknown.error.cls == Class::kerberos_wrong_realm);
    CHECK(says(unknown, "CONTOSO.EXAMPLE"));
  }

  TEST_CASE("a ticket for the service needs no KDC, and none for another service is made of it") {
    const NoKdc no_kdc;
    MadeUpCache cache("service");
    cache.add("SMTPSVC", "mx.contoso.example", -60, 3600);
    const KerberosSettings settings = from_cache(cache.name());
    const std::string mine = "SMTPSVC/mx.contoso.example@CONTOSO.EXAMPLE";
    CHECK(attempt(settings, nullptr, mine).service == mine);
    const Attempt other = attempt(settings, nullptr, "SMTPSVC/other.contoso.example@CONTOSO.EXAMPLE");
    CHECK(other.error.cls == Class::kerberos_no_ticket);
    CHECK(says(other, "holds no ticket that leads to"));
  }

  TEST_CASE("a cache of the user's is left as it was") {
    const NoKdc no_kdc;
    MadeUpCache cache("kept");
    cache.add("krbtgt", "CONTOSO.EXAMPLE", -7200, -3600);
    attempt(from_cache(cache.name()));
    CHECK(attempt(from_cache(cache.name())).error.cls == Class::kerberos_ticket_expired);
  }

  TEST_CASE("a keytab that is not there, and one that is none") {
    const NoKdc no_kdc;
    const Attempt missing = attempt(from_keytab("/nonexistent/keytab"));
    CHECK(missing.error.cls == Class::credential_invalid);
    CHECK(says(missing, "the keytab /nonexistent/keytab cannot be read"));
    CHECK(attempt(from_keytab("/dev/null")).error.cls == Class::credential_invalid);
    CHECK(attempt(from_keytab("/tmp")).error.cls == Class::credential_invalid);
  }

  TEST_CASE("a user and a password: a realm that nobody knows, and passwords that cannot be") {
    const NoKdc no_kdc;
    Credential credential;
    credential.user = "svc@fabrikam.example";
    credential.password = Secret::copy_of("Canary-7Zq!pass");
    const Attempt unknown = attempt({}, &credential);
    CHECK(unknown.error.cls == Class::kerberos_wrong_realm);
    CHECK(says(unknown, "this machine knows no KDC of the realm FABRIKAM.EXAMPLE"));
    CHECK(unknown.facts.principal == "svc@FABRIKAM.EXAMPLE");
    CHECK(unknown.facts.source == "password");
    CHECK_FALSE(unknown.facts.refused_by_kdc);
    CHECK_FALSE(says(unknown, "Canary"));

    credential.password = Secret::copy_of(std::string_view("Canary\0pass", 11));
    CHECK(attempt({}, &credential).error.cls == Class::credential_invalid);
    credential.user.clear();
    CHECK(attempt({}, &credential).error.cls == Class::credential_invalid);
  }

  TEST_CASE("a name that is no principal") {
    const NoKdc no_kdc;
    MadeUpCache cache("name");
    cache.add("SMTPSVC", "mx.contoso.example", -60, 3600);
    CHECK(attempt(from_cache(cache.name()), nullptr, "SMTPSVC/mx@@CONTOSO.EXAMPLE").error.cls ==
          Class::credential_invalid);
  }
}

}  // namespace authwalk
