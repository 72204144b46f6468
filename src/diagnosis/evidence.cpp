#include "diagnosis/evidence.hpp"

#include <algorithm>
#include <authwalk/login_name.hpp>

#include "model/lookup.hpp"
#include "model/own_domain.hpp"

namespace authwalk::diagnosis {
namespace {

Capabilities offers_of(const std::vector<std::string>& keywords) {
  Reply reply{250, "", {""}};
  reply.lines.insert(reply.lines.end(), keywords.begin(), keywords.end());
  return capabilities(reply);
}

bool refused(const RecipientResult& recipient) {
  return !recipient.reply.positive();
}

template <typename Counts>
std::string first_accepted(const Transcript& t, Counts counts) {
  for (const TransactionResult& transaction : t.transactions) {
    for (const RecipientResult& recipient : transaction.recipients) {
      if (!refused(recipient) && counts(recipient.to)) return recipient.to;
    }
  }
  return {};
}

std::string without_port(const std::string& endpoint) {
  std::string address = endpoint.substr(0, endpoint.rfind(':'));
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  return address;
}

const TransactionResult* refused_transaction(const Transcript& t) {
  for (const TransactionResult& transaction : t.transactions) {
    if (!transaction.reply.positive()) return &transaction;
    if (std::ranges::any_of(transaction.recipients, refused)) return &transaction;
    if (transaction.data && !transaction.data->positive()) return &transaction;
  }
  return nullptr;
}

// Exchange looks the sender up at MAIL FROM, and the sender of the header at the end of the message.
bool asks_for_the_sender(const Transcript& t) {
  return failed_at(t, Step::mail_from) || failed_at(t, Step::data);
}

// A recorded event has no reply, and begins its fact so.
bool names_the_directory(const Transcript& t) {
  return t.failure->detail.starts_with("Active Directory");
}

}  // namespace

bool contains(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

bool failed_at(const Transcript& t, Step step) {
  return t.failure && t.failure->step == step;
}

std::string decisive_reply(const Transcript& t) {
  return t.failure && t.failure->reply ? t.failure->reply->text() : std::string();
}

bool fragment(const Transcript& t) {
  return t.failure && t.lines.empty() && t.banner.empty() && t.offers.plain.empty() && !t.tls &&
         t.at(Step::banner).status == StepStatus::not_reached &&
         t.at(Step::local).status == StepStatus::not_reached;
}

bool inside_tls(const Transcript& t) {
  return t.tls && t.tls->established;
}

bool inside_anonymous_tls(const Transcript& t) {
  return inside_tls(t) && t.tls->verb == "X-ANONYMOUSTLS";
}

bool in_clear(const Transcript& t) {
  if (inside_tls(t)) return false;
  // A walk knows; a record knows where it shows what this side sent.
  const bool walked = t.at(Step::local).status != StepStatus::not_reached;
  return walked || std::ranges::any_of(t.lines, [](const Line& line) { return line.who == '>'; });
}

bool demands_tls(const Transcript& t) {
  return row(t.mode).tls == TlsUse::required || t.connector.RequireTLS || t.connector.TlsAuthLevel;
}

bool authenticates(const Transcript& t) {
  return row(t.mode).auth != AuthUse::none || t.auth.diagnostic;
}

bool basic(const Transcript& t) {
  return row(t.mode).auth == AuthUse::login;
}

bool exchange_mode(const Transcript& t) {
  return row(t.mode).auth == AuthUse::exchange;
}

bool kerberos(const Transcript& t) {
  // ExchangeServer is Kerberos unless NTLM was asked for or is all that is offered.
  const bool before_the_choice = t.auth.mechanism.empty() && exchange_mode(t);
  return same_name(t.auth.mechanism, "GSSAPI") || same_name(t.auth.mechanism, "EXCHANGEAUTH") ||
         (before_the_choice && failed_at(t, Step::auth_token));
}

bool ntlm(const Transcript& t) {
  // A ticket needs neither a password nor protection, so ExchangeServer stops for want of them only with
  // NTLM.
  if (t.auth.mechanism.empty() && exchange_mode(t) && failed_at(t, Step::auth_offer)) {
    return t.failure->cls == Class::no_credential || t.failure->cls == Class::cleartext_not_allowed;
  }
  return same_name(t.auth.mechanism, "NTLM");
}

bool sends_token(const Transcript& t) {
  return kerberos(t) || ntlm(t);
}

Capabilities offers_in_clear(const Transcript& t) {
  return offers_of(t.offers.plain);
}

Capabilities offers_inside_tls(const Transcript& t) {
  return t.offers.tls ? offers_of(*t.offers.tls) : Capabilities{};
}

Capabilities offers_that_count(const Transcript& t) {
  return t.offers.tls ? offers_of(*t.offers.tls) : offers_of(t.offers.plain);
}

bool banner_masked(const Transcript& t) {
  return looks_masked(t.banner);
}

bool keywords_masked(const Transcript& t) {
  return offers_in_clear(t).masked || offers_inside_tls(t).masked;
}

bool anonymoustls_without_starttls(const Transcript& t) {
  return offers_in_clear(t).x_anonymoustls && !offers_in_clear(t).starttls;
}

bool directory_fault(const Transcript& t) {
  if (!t.failure || t.failure->cls != Class::rejected_temporarily || !asks_for_the_sender(t)) return false;
  const std::string reply = decisive_reply(t);
  return names_the_directory(t) || contains(reply, "4.7.0 Temporary server error") ||
         contains(reply, "4.7.0 Temporary authentication failure");
}

bool sender_object_invalid(const Transcript& t) {
  if (!t.failure || t.failure->cls != Class::sender_rejected || !asks_for_the_sender(t)) return false;
  const bool by_reply = authenticates(t) && t.failure->reply && t.failure->reply->enhanced == "5.1.7";
  return names_the_directory(t) || by_reply;
}

bool other_family_only(const Transcript& t) {
  return t.failure && t.failure->cls == Class::dns_not_found && contains(t.failure->detail, "leaves out");
}

std::string_view tls_verb(const Transcript& t) {
  const bool anonymous = row(t.mode).tls == TlsUse::anonymous && offers_in_clear(t).x_anonymoustls;
  return anonymous ? "X-ANONYMOUSTLS" : "STARTTLS";
}

std::string certificate_fact(const Transcript& t, Class cls) {
  if (t.tls) {
    for (const CertificateFault& fault : t.tls->faults) {
      if (fault.cls == cls && !fault.detail.empty()) return fault.detail;
    }
  }
  return t.failure ? t.failure->detail : std::string();
}

std::string refused_sender(const Transcript& t) {
  if (const TransactionResult* transaction = refused_transaction(t)) return transaction->from;
  return t.transactions.empty() ? std::string() : t.transactions.front().from;
}

std::string refused_recipient(const Transcript& t) {
  for (const TransactionResult& transaction : t.transactions) {
    for (const RecipientResult& recipient : transaction.recipients) {
      if (refused(recipient)) return recipient.to;
    }
  }
  return {};
}

std::string accepted_recipient(const Transcript& t) {
  return first_accepted(t, [](const std::string&) { return true; });
}

std::string relayed_recipient(const Transcript& t) {
  return first_accepted(t, [&](const std::string& to) {
    return !in_domain_of(to, t.connector.SmartHost) && !in_domain_of(to, name_in_banner(t.banner));
  });
}

std::string recipient_of_its_own(const Transcript& t) {
  return relayed_recipient(t).empty() ? accepted_recipient(t) : std::string();
}

bool delivered_as_nobody(const Transcript& t) {
  const auto delivered = [](const TransactionResult& one) { return one.data && one.data->positive(); };
  const auto nobody_s = [&](const TransactionResult& one) { return !delivered(one) || one.from.empty(); };
  return std::ranges::any_of(t.transactions, delivered) && std::ranges::all_of(t.transactions, nobody_s);
}

std::string login_name(const Transcript& t) {
  return kerberos(t) && !t.auth.principal.empty() ? t.auth.principal : t.auth.user;
}

std::string account_name(const Transcript& t) {
  return LoginName::of(login_name(t)).user;
}

std::vector<std::string> asked_services(const Transcript& t) {
  std::vector<std::string> asked = t.auth.unknown_spns;
  const std::string last =
      t.auth.spn.empty() && asked.empty() ? "SMTPSVC/" + t.connector.SmartHost : t.auth.spn;
  if (!last.empty() && std::ranges::find(asked, last) == asked.end()) asked.push_back(last);
  return asked;
}

std::string remote_address(const Transcript& t) {
  return without_port(t.remote);
}

std::string walked_address(const Transcript& t) {
  const bool only_one = t.remote.empty() && t.addresses.size() == 1;
  return only_one ? t.addresses.front().address : remote_address(t);
}

std::string local_address(const Transcript& t) {
  return without_port(t.local);
}

}  // namespace authwalk::diagnosis
