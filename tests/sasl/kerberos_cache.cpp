#include "sasl/kerberos_cache.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <ctime>

#include "sasl/kerberos_tokens.hpp"

namespace authwalk::tests {

NoKdc::NoKdc() : file_("/tmp/authwalk-krb5-XXXXXX") {
  const int file = ::mkstemp(file_.data());
  REQUIRE(file >= 0);
  constexpr std::string_view text =
      "[libdefaults]\n default_realm = CONTOSO.EXAMPLE\n dns_lookup_kdc = false\n dns_lookup_realm = false\n"
      " dns_canonicalize_hostname = true\n rdns = true\n";
  REQUIRE(::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  ::close(file);
  ::setenv("KRB5_CONFIG", file_.c_str(), 1);
}

NoKdc::~NoKdc() {
  ::unsetenv("KRB5_CONFIG");
  ::unlink(file_.c_str());
}

MadeUpCache::MadeUpCache(std::string_view name)
    : krb5_(*gss_library()), name_("MEMORY:" + std::string(name)) {
  REQUIRE(krb5_.krb5_init_context(&context_) == 0);
  REQUIRE(krb5_.krb5_parse_name(context_, "svc@CONTOSO.EXAMPLE", &owner_) == 0);
  REQUIRE(krb5_.krb5_cc_resolve(context_, name_.c_str(), &cache_) == 0);
  REQUIRE(krb5_.krb5_cc_initialize(context_, cache_, owner_) == 0);
}

MadeUpCache::~MadeUpCache() {
  krb5_.krb5_cc_destroy(context_, cache_);
  krb5_.krb5_free_principal(context_, owner_);
  krb5_.krb5_free_context(context_);
}

void MadeUpCache::add(const std::string& service, const std::string& host, int from, int to) {
  krb5_creds creds{};
  creds.client = owner_;
  REQUIRE(krb5_.krb5_parse_name(context_, (service + "/" + host + "@CONTOSO.EXAMPLE").c_str(),
                                &creds.server) == 0);
  std::array<unsigned char, 32> key{1, 2, 3};
  creds.keyblock.enctype = ENCTYPE_AES256_CTS_HMAC_SHA1_96;
  creds.keyblock.length = key.size();
  creds.keyblock.contents = key.data();
  const auto now = static_cast<krb5_timestamp>(std::time(nullptr));
  creds.times.authtime = creds.times.starttime = now + from;
  creds.times.endtime = now + to;
  std::string bytes = ticket(service, host);
  creds.ticket.length = static_cast<unsigned>(bytes.size());
  creds.ticket.data = bytes.data();
  CHECK(krb5_.krb5_cc_store_cred(context_, cache_, &creds) == 0);
  krb5_.krb5_free_principal(context_, creds.server);
}

}  // namespace authwalk::tests
