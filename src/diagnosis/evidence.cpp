#include "diagnosis/evidence.hpp"

#include <algorithm>

#include "model/lookup.hpp"

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

const TransactionResult* refused_transaction(const Transcript& t) {
  for (const TransactionResult& transaction : t.transactions) {
    if (!transaction.reply.positive()) return &transaction;
    if (std::ranges::any_of(transaction.recipients, refused)) return &transaction;
    if (transaction.data && !transaction.data->positive()) return &transaction;
  }
  return nullptr;
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

bool inside_tls(const Transcript& t) {
  return t.tls && t.tls->established;
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

std::string account_name(const Transcript& t) {
  std::string name = t.auth.user;
  if (const std::size_t slash = name.rfind('\\'); slash != std::string::npos) name.erase(0, slash + 1);
  return name.substr(0, name.find('@'));
}

std::string remote_address(const Transcript& t) {
  std::string address = t.remote.substr(0, t.remote.rfind(':'));
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  return address;
}

}  // namespace authwalk::diagnosis
