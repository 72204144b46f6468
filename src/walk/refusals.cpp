#include "walk/refusals.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "model/lookup.hpp"

namespace authwalk {
namespace {

struct RefusalRow {
  Step step;
  int code;                   // 0: any 5yz
  std::string_view enhanced;  // empty: any
  std::string_view contains;  // in any case; empty: any text
  Class cls;
};

// The first row that fits decides. 4yz replies never come here: they are temporary whatever they say.
constexpr std::array rows{
    // 538 is RFC 2554's "encryption required"; RFC 4954 section 6 moved it to 538 5.7.11 and 530.
    RefusalRow{Step::auth_start, 538, "", "", Class::mechanism_needs_tls},
    RefusalRow{Step::auth_start, 0, "", "encryption required", Class::mechanism_needs_tls},
    RefusalRow{Step::auth_start, 530, "", "", Class::mechanism_needs_tls},
    // Exim and OpenSMTPD hide AUTH in clear, and say so in these words when it comes all the same.
    RefusalRow{Step::auth_start, 503, "", "not advertised", Class::mechanism_needs_tls},
    RefusalRow{Step::auth_start, 503, "", "command not supported", Class::mechanism_needs_tls},
    // Postfix and Sendmail.
    RefusalRow{Step::auth_start, 503, "", "authentication not enabled", Class::mechanism_refused},
    RefusalRow{Step::auth_start, 503, "", "not available", Class::mechanism_refused},
    RefusalRow{Step::auth_start, 0, "5.7.30", "", Class::basic_auth_disabled},
    RefusalRow{Step::auth_start, 0, "5.7.139", "credentials were incorrect", Class::bad_credentials},
    RefusalRow{Step::auth_start, 0, "5.7.139", "account is locked", Class::account_disabled_or_locked},
    RefusalRow{Step::auth_start, 0, "5.7.139", "", Class::basic_auth_disabled},
    RefusalRow{Step::auth_start, 504, "", "", Class::mechanism_refused},
    RefusalRow{Step::auth_start, 534, "", "", Class::mechanism_refused},
    RefusalRow{Step::auth_start, 535, "", "mechanism", Class::mechanism_refused},
    RefusalRow{Step::auth_start, 535, "", "", Class::bad_credentials},
    RefusalRow{Step::auth_start, 0, "", "", Class::rejected},

    // Exchange Online's 5.7.139 has seven meanings; those that are not named here are all of them settings.
    RefusalRow{Step::auth_result, 0, "5.7.139", "credentials were incorrect", Class::bad_credentials},
    RefusalRow{Step::auth_result, 0, "5.7.139", "account is locked", Class::account_disabled_or_locked},
    RefusalRow{Step::auth_result, 0, "5.7.139", "", Class::basic_auth_disabled},
    RefusalRow{Step::auth_result, 0, "5.7.30", "", Class::basic_auth_disabled},
    RefusalRow{Step::auth_result, 0, "", "basic authentication is disabled", Class::basic_auth_disabled},
    RefusalRow{Step::auth_result, 0, "", "basic authentication is not supported", Class::basic_auth_disabled},
    RefusalRow{Step::auth_result, 0, "", "smtpclientauthentication is disabled", Class::basic_auth_disabled},
    RefusalRow{Step::auth_result, 0, "", "security defaults", Class::basic_auth_disabled},
    RefusalRow{Step::auth_result, 0, "", "account is locked", Class::account_disabled_or_locked},
    RefusalRow{Step::auth_result, 0, "", "account is disabled", Class::account_disabled_or_locked},
    RefusalRow{Step::auth_result, 0, "", "account disabled", Class::account_disabled_or_locked},
    RefusalRow{Step::auth_result, 0, "", "account locked", Class::account_disabled_or_locked},
    RefusalRow{Step::auth_result, 0, "", "password has expired", Class::account_disabled_or_locked},
    RefusalRow{Step::auth_result, 0, "", "not subscribed to ses", Class::account_disabled_or_locked},
    // Exchange: the password is right, ms-Exch-SMTP-Submit is missing (event 1020).
    RefusalRow{Step::auth_result, 535, "5.7.1", "authentication unsuccessful", Class::submit_denied},
    RefusalRow{Step::auth_result, 535, "", "", Class::bad_credentials},
    RefusalRow{Step::auth_result, 538, "", "", Class::mechanism_needs_tls},
    RefusalRow{Step::auth_result, 530, "", "starttls", Class::mechanism_needs_tls},
    RefusalRow{Step::auth_result, 504, "5.7.4", "", Class::mechanism_refused},
    RefusalRow{Step::auth_result, 534, "", "", Class::mechanism_refused},
    RefusalRow{Step::auth_result, 0, "", "", Class::rejected},

    RefusalRow{Step::mail_from, 530, "", "starttls", Class::tls_required},
    RefusalRow{Step::mail_from, 530, "", "", Class::auth_required},
    // Mimecast looks at the quality of the TLS session here.
    RefusalRow{Step::mail_from, 0, "", "tls version", Class::tls_version},
    RefusalRow{Step::mail_from, 0, "", "strength ciphers", Class::tls_cipher},
    RefusalRow{Step::mail_from, 0, "", "requires encryption", Class::tls_required},
    RefusalRow{Step::mail_from, 0, "", "not logged in", Class::auth_required},
    RefusalRow{Step::mail_from, 0, "5.7.68", "", Class::auth_required},
    RefusalRow{Step::mail_from, 0, "5.7.51", "", Class::relay_denied},
    RefusalRow{Step::mail_from, 0, "5.7.64", "", Class::relay_denied},
    RefusalRow{Step::mail_from, 0, "", "relay denied", Class::relay_denied},
    RefusalRow{Step::mail_from, 0, "", "credentials for relay", Class::relay_denied},
    RefusalRow{Step::mail_from, 0, "", "host network", Class::relay_denied},
    RefusalRow{Step::mail_from, 0, "5.7.60", "", Class::send_as_denied},
    RefusalRow{Step::mail_from, 0, "", "send as this sender", Class::send_as_denied},
    RefusalRow{Step::mail_from, 0, "", "not owned by user", Class::send_as_denied},
    // About the command's parameters, the size, and the client: not about the sender.
    RefusalRow{Step::mail_from, 552, "5.3.4", "", Class::rejected},
    RefusalRow{Step::mail_from, 555, "", "", Class::rejected},
    RefusalRow{Step::mail_from, 501, "5.5.4", "", Class::rejected},
    RefusalRow{Step::mail_from, 0, "", "unsupported esmtp extension", Class::rejected},
    RefusalRow{Step::mail_from, 0, "", "client host rejected", Class::rejected},
    RefusalRow{Step::mail_from, 0, "", "", Class::sender_rejected},

    // Postfix holds refusals of the client and of the sender back until RCPT TO (smtpd_delay_reject).
    RefusalRow{Step::rcpt_to, 530, "", "starttls", Class::tls_required},
    RefusalRow{Step::rcpt_to, 530, "", "", Class::auth_required},
    RefusalRow{Step::rcpt_to, 0, "", "not logged in", Class::auth_required},
    RefusalRow{Step::rcpt_to, 0, "", "requires authentication", Class::auth_required},
    RefusalRow{Step::rcpt_to, 0, "5.7.68", "", Class::auth_required},
    RefusalRow{Step::rcpt_to, 0, "", "not owned by user", Class::send_as_denied},
    RefusalRow{Step::rcpt_to, 0, "5.7.60", "", Class::send_as_denied},
    RefusalRow{Step::rcpt_to, 0, "", "sender address rejected", Class::sender_rejected},
    RefusalRow{Step::rcpt_to, 0, "", "client host rejected", Class::rejected},
    RefusalRow{Step::rcpt_to, 0, "5.7.51", "", Class::relay_denied},
    RefusalRow{Step::rcpt_to, 0, "5.7.54", "", Class::relay_denied},
    RefusalRow{Step::rcpt_to, 0, "5.7.64", "", Class::relay_denied},
    RefusalRow{Step::rcpt_to, 0, "", "delivery is not allowed", Class::relay_denied},
    RefusalRow{Step::rcpt_to, 0, "", "host network", Class::relay_denied},
    RefusalRow{Step::rcpt_to, 0, "", "relay", Class::relay_denied},
    RefusalRow{Step::rcpt_to, 0, "", "", Class::recipient_rejected},

    RefusalRow{Step::data, 0, "5.7.60", "", Class::send_as_denied},
    RefusalRow{Step::data, 0, "5.7.68", "", Class::auth_required},
    RefusalRow{Step::data, 0, "", "send as this sender", Class::send_as_denied},
    RefusalRow{Step::data, 0, "", "not authorized to perform", Class::send_as_denied},
    RefusalRow{Step::data, 0, "", "sender identity", Class::send_as_denied},
    RefusalRow{Step::data, 0, "", "address is not verified", Class::sender_rejected},
    RefusalRow{Step::data, 0, "", "no valid recipients", Class::recipient_rejected},
    RefusalRow{Step::data, 0, "", "relay", Class::relay_denied},
};

bool contains(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char t, char p) { return lower(t) == lower(p); }) != text.end();
}

}  // namespace

Class class_of_refusal(Step step, const Reply& reply) {
  if (reply.temporary()) return Class::rejected_temporarily;
  if (!reply.permanent()) return Class::protocol_violation;
  const std::string text = reply.text();
  for (const RefusalRow& row : rows) {
    if (row.step != step) continue;
    if (row.code != 0 && row.code != reply.code) continue;
    if (!row.enhanced.empty() && row.enhanced != reply.enhanced) continue;
    if (contains(text, row.contains)) return row.cls;
  }
  return Class::rejected;
}

}  // namespace authwalk
