#include "smtp/clean_transcript.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace authwalk {
namespace {

constexpr std::size_t whole = std::string::npos;
constexpr std::size_t longest_name = 512;     // a subject may be tens of kilobytes long
constexpr std::size_t longest_detail = 1000;  // of a failure; it quotes what was heard
constexpr std::size_t longest_note = 4000;    // of a step, which may have several findings

// A secret leaves this side in AUTH at the earliest.
bool after_the_secret(Step step) {
  return step >= Step::auth_start;
}

// Each function takes its structure apart, so that a new field does not compile before it was thought of
// here. What is named and not used is no stranger's text: it is made by this program, or given by its user.
class Cleaner {
 public:
  Cleaner(const Transcript& transcript, const Redactor& secrets, const SentTokens& sent)
      : secrets_(secrets), sent_(sent) {
    const Connector& connector = transcript.connector;
    for (const std::string* name : {&connector.Name, &connector.SmartHost, &connector.Fqdn,
                                    &connector.TlsDomain, &transcript.auth.user})
      words_.own_name(*name);
    for (const TransactionResult& transaction : transcript.transactions) {
      words_.own_name(transaction.from);
      for (const RecipientResult& recipient : transaction.recipients) words_.own_name(recipient.to);
    }
    for (const Line& line : transcript.lines) {
      if (line.who == '<' && !after_the_secret(line.step)) words_.said_before(line.text);
    }
  }

  void all_of(Transcript& transcript) {
    auto& [connector, mode, flags, walk_id, started, remote, local, addresses, outcome, failure, steps, lines,
           banner, offers, tls, auth, path, transactions, message_id, proved, not_proved, retry, total_ms,
           quit_after] = transcript;
    const std::optional<Reply>& greeting = steps[static_cast<std::size_t>(Step::banner)].reply;
    const bool greeting_is_banner = greeting && banner == greeting->text();
    for (AddressAttempt& attempt : addresses) all_of(attempt);
    if (failure) all_of(*failure);
    all_of(steps);
    all_of(lines);
    text(banner, whole);
    if (greeting_is_banner) banner = greeting->text();  // its lines were searched together
    replies(offers.plain, false);
    if (offers.tls) replies(*offers.tls, false);
    if (tls) all_of(*tls);
    all_of(auth);
    for (TransactionResult& transaction : transactions) all_of(transaction);
    if (retry) {
      auto first = std::make_shared<Retry>(*retry);
      all_of(*first);
      retry = std::move(first);
    }
  }

 private:
  void text(std::string& text, std::size_t most, bool after = false) const {
    if (!text.empty()) text = sent_.clean(secrets_.clean(text, {after, &words_}));
    if (text.size() <= most) return;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;  // of a character
    text.resize(most);
    text += "...";
  }

  void texts(std::vector<std::string>& all, std::size_t most) const {
    for (std::string& one : all) text(one, most);
  }

  // The lines of one reply.
  void replies(std::vector<std::string>& lines, bool after) const {
    secrets_.clean(lines, {after, &words_});
    for (std::string& line : lines) line = sent_.clean(line);
  }

  void all_of(AddressAttempt& attempt) const {
    auto& [address, exchange, outcome, detail] = attempt;
    text(address, longest_name);
    text(exchange, longest_name);
    text(detail, longest_detail);
  }

  void all_of(Failure& failure) const {
    auto& [step, cls, origin, reply, detail] = failure;
    if (reply) replies(reply->lines, after_the_secret(step));
    text(detail, longest_detail, after_the_secret(step));
  }

  void all_of(std::array<StepRecord, 18>& steps) const {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      auto& [status, ms, reply, note] = steps[i];
      const bool after = after_the_secret(static_cast<Step>(i));
      if (reply) replies(reply->lines, after);
      text(note, longest_note, after);
    }
  }

  // The lines of a reply are searched together. What this side said holds no stranger's words.
  void all_of(std::vector<Line>& lines) const {
    constexpr std::size_t code_and_mark = 4;
    for (std::size_t begin = 0; begin < lines.size();) {
      std::size_t end = begin + 1;
      const auto goes_on = [&](const Line& line) {
        return line.who == '<' && line.text.size() >= code_and_mark && line.text[code_and_mark - 1] == '-';
      };
      while (end < lines.size() && goes_on(lines[end - 1]) && lines[end].who == '<') ++end;
      std::vector<std::string> parts, codes;
      for (std::size_t i = begin; i < end; ++i) {
        const std::size_t code = lines[i].who == '<' && end - begin > 1 ? code_and_mark : 0;
        codes.push_back(lines[i].text.substr(0, code));
        parts.push_back(lines[i].text.substr(std::min(code, lines[i].text.size())));
      }
      if (lines[begin].who != '>') replies(parts, after_the_secret(lines[begin].step));
      for (std::size_t i = begin; i < end; ++i) lines[i].text = codes[i - begin] + parts[i - begin];
      begin = end;
    }
  }

  void all_of(TlsFacts& tls) const {
    auto& [verb, version, cipher, group, sni, peer_version, our_versions, alert, requested, sent, chain,
           end_point, names, faults, established, verified, handshake_ms] = tls;
    for (CertificateFacts& certificate : chain) all_of(certificate);
    for (NameComparison& name : names) text(name.presented, longest_name);
    for (CertificateFault& fault : faults) text(fault.detail, longest_detail);
  }

  void all_of(CertificateFacts& certificate) const {
    auto& [subject, issuer, names, not_before, not_after, sha256, key, signature, usages] = certificate;
    text(subject, longest_name);
    text(issuer, longest_name);
    texts(names, longest_name);
    texts(usages, longest_name);
  }

  void all_of(AuthFacts& auth) const {
    auto& [user, verb, mechanism, offered, rounds, spn, rejected_attempts, unanswered_attempt,
           refused_earlier, diagnostic, unknown_spns, principal, ticket_source, dialect, channel_binding,
           mutual, security_layer, refused_by_kdc, ntlm] = auth;
    texts(offered, longest_name);
    text(spn, longest_name);
    texts(unknown_spns, longest_name);
    text(principal, longest_name);
    if (ntlm) all_of(*ntlm);
  }

  void all_of(NtlmChallenge& challenge) const {
    auto& [target_name, netbios_computer, netbios_domain, dns_computer, dns_domain, dns_forest, os_version,
           flags, time, clock_offset] = challenge;
    for (std::string* name :
         {&target_name, &netbios_computer, &netbios_domain, &dns_computer, &dns_domain, &dns_forest})
      text(*name, longest_name);
  }

  void all_of(TransactionResult& transaction) const {
    auto& [from, reply, recipients, data] = transaction;
    replies(reply.lines, true);
    for (RecipientResult& recipient : recipients) replies(recipient.reply.lines, true);
    if (data) replies(data->lines, true);
  }

  void all_of(Retry& retry) const {
    auto& [why, steps, tls] = retry;
    all_of(why);
    all_of(steps);
    if (tls) all_of(*tls);
  }

  const Redactor& secrets_;
  const SentTokens& sent_;
  PlainWords words_;
};

}  // namespace

void clean(Transcript& transcript, const Redactor& secrets, const SentTokens& sent) {
  Cleaner(transcript, secrets, sent).all_of(transcript);
}

}  // namespace authwalk
