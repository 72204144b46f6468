#include "sasl/kerberos_tickets.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "sasl/kerberos_principal.hpp"

namespace authwalk {
namespace {

// krb5_timestamp has 32 bits; the library reads them as unsigned, which lasts until 2106.
long seconds(krb5_timestamp time) {
  return static_cast<long>(static_cast<std::uint32_t>(time));
}

std::string time_text(krb5_timestamp time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(seconds(time))));
}

std::string_view view_of(const krb5_data& data) {
  return {data.data, data.length};
}

// Settings of the cache stand in it as if they were tickets.
bool is_setting(const krb5_creds& creds) {
  return view_of(creds.server->realm) == "X-CACHECONF:";
}

bool is_ticket_granting(const krb5_creds& creds) {
  return creds.server->length == 2 && view_of(creds.server->data[0]) == "krbtgt";
}

bool begins_later_by_design(const krb5_creds& creds) {
  return (creds.ticket_flags & (TKT_FLG_POSTDATED | TKT_FLG_INVALID)) != 0;
}

}  // namespace

KerberosTickets::KerberosTickets(const GssLibrary& library, const KerberosSettings& settings,
                                 const Credential* credential, SharedKerberosFacts& facts)
    : krb5_(library),
      facts_(facts),
      context_([this](krb5_context& context) { krb5_.krb5_free_context(context); }),
      principal_([this](krb5_principal& name) { krb5_.krb5_free_principal(context_.get(), name); }),
      own_cache_([this](krb5_ccache& cache) { krb5_.krb5_cc_destroy(context_.get(), cache); }) {
  check(KerberosPhase::setup, krb5_.krb5_init_context(context_.out()));
  if (!settings.ccache.empty()) {
    copy_cache(settings.ccache);
  } else if (!settings.keytab.empty()) {
    log_on_with_keytab(settings.keytab, settings.principal);
  } else if (credential != nullptr) {
    log_on_with_password(*credential);
  } else {
    copy_cache({});
  }
}

void KerberosTickets::copy_cache(const std::string& name) {
  facts_.change([&](KerberosFacts& facts) {
    facts.source = "credential cache";
    facts.place = name;
  });
  Held<krb5_ccache> source([this](krb5_ccache& cache) { krb5_.krb5_cc_close(context_.get(), cache); });
  check(KerberosPhase::setup, name.empty()
                                  ? krb5_.krb5_cc_default(context_.get(), source.out())
                                  : krb5_.krb5_cc_resolve(context_.get(), name.c_str(), source.out()));
  Held<char*> full_name([this](char*& text) { krb5_.krb5_free_string(context_.get(), text); });
  check(KerberosPhase::setup, krb5_.krb5_cc_get_full_name(context_.get(), source.get(), full_name.out()));
  facts_.change([&](KerberosFacts& facts) { facts.place = full_name.get(); });
  check(KerberosPhase::setup, krb5_.krb5_cc_get_principal(context_.get(), source.get(), principal_.out()));
  name_principal();
  look_at_tickets(source.get());
  open_own_cache(principal_.get());
  check(KerberosPhase::setup, krb5_.krb5_cc_copy_creds(context_.get(), source.get(), own_cache_.get()));
}

// The library says "not found" and "expired" only after it has been to the KDC, and not always the right one.
void KerberosTickets::look_at_tickets(krb5_ccache source) const {
  const KerberosFacts facts = facts_.copy();
  krb5_cc_cursor cursor = nullptr;
  check(KerberosPhase::setup, krb5_.krb5_cc_start_seq_get(context_.get(), source, &cursor));
  bool any = false;
  long last_end = 0;
  std::optional<long> starts_in;
  const long present = seconds(now());
  krb5_creds creds{};
  krb5_error_code code = 0;
  while ((code = krb5_.krb5_cc_next_cred(context_.get(), source, &cursor, &creds)) == 0) {
    if (!is_setting(creds)) {
      any = true;
      last_end = std::max(last_end, seconds(creds.times.endtime));
      const krb5_timestamp start = creds.times.starttime != 0 ? creds.times.starttime : creds.times.authtime;
      const long wait = seconds(start) - present;
      if (is_ticket_granting(creds) && !begins_later_by_design(creds))
        starts_in = std::min(wait, starts_in.value_or(wait));
    }
    krb5_.krb5_free_cred_contents(context_.get(), &creds);
  }
  krb5_.krb5_cc_end_seq_get(context_.get(), source, &cursor);
  if (code != KRB5_CC_END) fail(KerberosPhase::setup, code);
  if (!any) {
    throw SaslError{Class::kerberos_no_ticket, fmt::format("the credential cache {} holds no ticket of {}",
                                                           facts.place, facts.principal)};
  }
  if (last_end <= present) {
    throw SaslError{Class::kerberos_ticket_expired,
                    fmt::format("the tickets of {} in the credential cache {} ended at {}", facts.principal,
                                facts.place, time_text(static_cast<krb5_timestamp>(last_end)))};
  }
  if (starts_in.value_or(0) > most_clock_skew_seconds)
    throw clock_skew_failure(-*starts_in, "the one that dated the ticket");
}

void KerberosTickets::log_on_with_keytab(const std::string& file, const std::string& principal) {
  facts_.change([&](KerberosFacts& facts) {
    facts.source = "keytab";
    facts.place = file;
  });
  Held<krb5_keytab> keytab([this](krb5_keytab& table) { krb5_.krb5_kt_close(context_.get(), table); });
  check(KerberosPhase::setup, krb5_.krb5_kt_resolve(context_.get(), file.c_str(), keytab.out()));
  if (principal.empty()) {
    take_first_principal(keytab.get());
  } else {
    take_principal(account_principal(principal, {}));
  }
  log_on([&](krb5_init_creds_context logon) {
    return krb5_.krb5_init_creds_set_keytab(context_.get(), logon, keytab.get());
  });
}

void KerberosTickets::log_on_with_password(const Credential& credential) {
  facts_.change([](KerberosFacts& facts) { facts.source = "password"; });
  if (credential.user.empty()) throw SaslError{Class::credential_invalid, "no user name was given"};
  const std::string_view password = credential.password.view();
  // The library wants a C string: what comes after a zero byte would be left out without a word.
  if (password.find('\0') != std::string_view::npos)
    throw SaslError{Class::credential_invalid, "a password with a zero byte in it cannot go to a KDC"};
  Secret terminated(password.size() + 1);
  if (!password.empty()) std::memcpy(terminated.bytes().data(), password.data(), password.size());
  take_principal(account_principal(credential.user, credential.domain));
  log_on([&](krb5_init_creds_context logon) {
    return krb5_.krb5_init_creds_set_password(context_.get(), logon, terminated.view().data());
  });
}

// Step by step and not by krb5_get_init_creds_password(): that one asks a second KDC when the first says no,
// which is a second bad logon, and it wants a new password when the old one has expired. Nobody is prompted.
void KerberosTickets::log_on(const std::function<krb5_error_code(krb5_init_creds_context)>& give_key) {
  krb5_context context = context_.get();
  Held<krb5_get_init_creds_opt*> options(
      [&](krb5_get_init_creds_opt*& o) { krb5_.krb5_get_init_creds_opt_free(context, o); });
  check(KerberosPhase::setup, krb5_.krb5_get_init_creds_opt_alloc(context, options.out()));
  krb5_.krb5_get_init_creds_opt_set_forwardable(options.get(), 0);
  krb5_.krb5_get_init_creds_opt_set_proxiable(options.get(), 0);
  Held<krb5_init_creds_context> logon(
      [&](krb5_init_creds_context& l) { krb5_.krb5_init_creds_free(context, l); });
  check(KerberosPhase::logon, krb5_.krb5_init_creds_init(context, principal_.get(), nullptr, nullptr, 0,
                                                         options.get(), logon.out()));
  check(KerberosPhase::logon, give_key(logon.get()));
  check(KerberosPhase::logon, krb5_.krb5_init_creds_get(context, logon.get()));
  krb5_creds creds{};
  check(KerberosPhase::logon, krb5_.krb5_init_creds_get_creds(context, logon.get(), &creds));
  const std::unique_ptr<krb5_creds, std::function<void(krb5_creds*)>> contents(
      &creds, [&](krb5_creds* c) { krb5_.krb5_free_cred_contents(context, c); });
  open_own_cache(creds.client);
  check(KerberosPhase::setup, krb5_.krb5_cc_store_cred(context, own_cache_.get(), &creds));
}

std::optional<std::string> KerberosTickets::ticket_for(const std::string& service_principal) {
  krb5_context context = context_.get();
  std::string text = service_principal;
  if (text.find('@') == std::string::npos) {
    // The realm that krb5.conf maps the host to; without one the empty realm of a referral, so that the
    // account's own KDC is asked. Nobody asks DNS for it.
    Held<char**> realms([&](char**& list) { krb5_.krb5_free_host_realm(context, list); });
    check(KerberosPhase::setup,
          krb5_.krb5_get_host_realm(context, host_of(service_principal).c_str(), realms.out()));
    text += std::string("@") + (realms.get()[0] != nullptr ? realms.get()[0] : "");
  }
  Held<krb5_principal> server([&](krb5_principal& name) { krb5_.krb5_free_principal(context, name); });
  check(KerberosPhase::setup, krb5_.krb5_parse_name(context, text.c_str(), server.out()));
  // RFC 4120 section 6.2 has this type for a service. The other one, SRV-HST, would let krb5.conf have the
  // host's name replaced by what DNS says.
  server.get()->type = KRB5_NT_SRV_INST;

  krb5_creds wanted{};
  wanted.client = principal_.get();
  wanted.server = server.get();
  Held<krb5_creds*> ticket([&](krb5_creds*& creds) { krb5_.krb5_free_creds(context, creds); });
  const krb5_error_code code =
      krb5_.krb5_get_credentials(context, 0, own_cache_.get(), &wanted, ticket.out());
  const KerberosErrorRow* row = find_kerberos_error(KerberosPhase::service, code);
  if (row != nullptr && row->cls == Class::kerberos_unknown_service) {
    why_unknown_ = words_for(code);
    return std::nullopt;
  }
  check(KerberosPhase::service, code);
  return unparsed(ticket.get()->server);
}

std::string KerberosTickets::cache() const {
  Held<char*> name([this](char*& text) { krb5_.krb5_free_string(context_.get(), text); });
  check(KerberosPhase::setup, krb5_.krb5_cc_get_full_name(context_.get(), own_cache_.get(), name.out()));
  return name.get();
}

// After it has heard a KDC, the library corrects its own clock by the difference (kdc_timesync).
long KerberosTickets::clock_ahead() const {
  return static_cast<long>(std::time(nullptr)) - seconds(now());
}

void KerberosTickets::fail(KerberosPhase phase, krb5_error_code code, std::string text) const {
  if (text.empty()) text = words_for(code);
  const SaslError failure = kerberos_failure(phase, code, facts_.copy(), text);
  if (failure.cls == Class::bad_credentials)
    facts_.change([](KerberosFacts& facts) { facts.refused_by_kdc = true; });
  const bool about_time =
      failure.cls == Class::kerberos_ticket_expired || failure.cls == Class::kerberos_clock_skew;
  if (about_time && context_.get() != nullptr && std::labs(clock_ahead()) > most_clock_skew_seconds)
    throw clock_skew_failure(clock_ahead(), "the KDC's");
  throw failure;
}

std::string KerberosTickets::words_for(krb5_error_code code) const {
  if (context_.get() == nullptr) return {};
  const char* const words = krb5_.krb5_get_error_message(context_.get(), code);
  std::string text = words;
  krb5_.krb5_free_error_message(context_.get(), words);
  std::ranges::replace(text, '\n', ' ');
  return text;
}

void KerberosTickets::take_principal(const std::string& text) {
  check(KerberosPhase::setup, krb5_.krb5_parse_name(context_.get(), text.c_str(), principal_.out()));
  name_principal();
}

void KerberosTickets::take_first_principal(krb5_keytab keytab) {
  krb5_context context = context_.get();
  krb5_kt_cursor cursor = nullptr;
  check(KerberosPhase::setup, krb5_.krb5_kt_start_seq_get(context, keytab, &cursor));
  krb5_keytab_entry entry{};
  const krb5_error_code code = krb5_.krb5_kt_next_entry(context, keytab, &entry, &cursor);
  krb5_.krb5_kt_end_seq_get(context, keytab, &cursor);
  check(KerberosPhase::setup, code);
  std::swap(*principal_.out(), entry.principal);
  krb5_.krb5_free_keytab_entry_contents(context, &entry);
  name_principal();
}

void KerberosTickets::open_own_cache(krb5_principal owner) {
  check(KerberosPhase::setup, krb5_.krb5_cc_new_unique(context_.get(), "MEMORY", nullptr, own_cache_.out()));
  check(KerberosPhase::setup, krb5_.krb5_cc_initialize(context_.get(), own_cache_.get(), owner));
}

void KerberosTickets::name_principal() {
  const std::string name = unparsed(principal_.get());
  facts_.change([&](KerberosFacts& facts) {
    facts.principal = name;
    facts.realm = view_of(principal_.get()->realm);
  });
}

krb5_timestamp KerberosTickets::now() const {
  krb5_timestamp time = 0;
  check(KerberosPhase::setup, krb5_.krb5_timeofday(context_.get(), &time));
  return time;
}

std::string KerberosTickets::unparsed(krb5_const_principal principal) const {
  Held<char*> text([this](char*& name) { krb5_.krb5_free_unparsed_name(context_.get(), name); });
  check(KerberosPhase::setup, krb5_.krb5_unparse_name(context_.get(), principal, text.out()));
  return text.get();
}

}  // namespace authwalk
