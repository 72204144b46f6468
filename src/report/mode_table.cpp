// One line a mode: what became of it, and how far it came.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>

#include "report/judged_host.hpp"

namespace authwalk::document {
namespace {

// At most this many letters, so that a line of 80 columns has room for the way.
constexpr std::size_t short_enough = 11;

struct ShortWord {
  Class cls;
  std::string_view word;
};

// Where neither the id of the class is short nor its group says enough.
constexpr std::array short_words{ShortWord{Class::dns_not_found, "no address"},
                                 ShortWord{Class::rejected, "refused"},
                                 ShortWord{Class::rejected_temporarily, "put off"},
                                 ShortWord{Class::not_offered, "no STARTTLS"},
                                 ShortWord{Class::no_common_mechanism, "not offered"},
                                 ShortWord{Class::bad_credentials, "password"},
                                 ShortWord{Class::account_disabled_or_locked, "account"},
                                 ShortWord{Class::relay_denied, "relay"},
                                 ShortWord{Class::send_as_denied, "Send-As"},
                                 ShortWord{Class::sender_rejected, "sender"},
                                 ShortWord{Class::recipient_rejected, "recipient"},
                                 ShortWord{Class::auth_required, "needs login"},
                                 ShortWord{Class::tls_required, "needs TLS"},
                                 ShortWord{Class::lockout_guard, "spared"},
                                 ShortWord{Class::cleartext_not_allowed, "not sent"}};

std::string_view short_word(const Transcript& t) {
  const Class cls = t.failure->cls;
  // A ticket and an answer to a challenge are no password.
  if (cls == Class::bad_credentials && row(t.mode).auth == AuthUse::exchange) return "login";
  const auto found = std::ranges::find(short_words, cls, &ShortWord::cls);
  if (found != short_words.end()) return found->word;
  if (id(cls).size() <= short_enough) return id(cls);
  const std::string_view group = row(cls).group;
  if (group == "tls") return "certificate";
  if (group == "authentication") return "login";
  if (group == "rights") return "no right";
  return group == "protocol" ? "protocol" : "not tested";
}

bool claims(const std::vector<std::string>& claims, std::string_view claim) {
  return std::ranges::find(claims, claim) != claims.end();
}

// Accepted as a sender, and nothing else: that proves no connector.
bool proves_nothing(const JudgedWalk& judged, const JudgedHost& host) {
  const Transcript& t = judged.walk->transcript;
  return host.survey && !judged.walk->expected && row(t.mode).auth == AuthUse::none &&
         !claims(t.proved, "relay");
}

struct Part {
  std::string_view name;
  Step first, last;
};

constexpr std::array parts{
    Part{"connect", Step::local, Step::ehlo},         Part{"tls", Step::starttls, Step::tls_handshake},
    Part{"cert", Step::tls_verify, Step::ehlo_tls},   Part{"login", Step::auth_offer, Step::auth_result},
    Part{"sender", Step::mail_from, Step::mail_from}, Part{"relay", Step::rcpt_to, Step::rcpt_to},
    Part{"message", Step::data, Step::data}};

StepStatus status_of(const Transcript& t, const Part& part) {
  constexpr std::array worst_first{StepStatus::fail, StepStatus::note, StepStatus::pass,
                                   StepStatus::not_reached};
  for (const StepStatus status : worst_first) {
    for (auto i = static_cast<std::size_t>(part.first); i <= static_cast<std::size_t>(part.last); ++i) {
      if (t.steps[i].status == status) return status;
    }
  }
  return StepStatus::skipped;
}

// Parts that this mode does not have are left out, and the connection where something came of it.
Words way_of(const Transcript& t) {
  Words way;
  for (const Part& part : parts) {
    const StepStatus status = status_of(t, part);
    const bool on_the_way = &part == parts.data() && status != StepStatus::fail &&
                            status != StepStatus::not_reached &&
                            status_of(t, parts[1]) != StepStatus::not_reached;
    const bool never_meant = &part == &parts.back() && status == StepStatus::not_reached;
    if (status == StepStatus::skipped || on_the_way || never_meant) continue;
    const bool expendable = status == StepStatus::not_reached;
    if (!way.empty()) way.push_back({.text = "  ", .expendable = expendable});
    way.push_back({.text = std::string(part.name),
                   .tone = tone(status),
                   .mark = mark_of(status),
                   .mark_behind = true,
                   .expendable = expendable});
  }
  return way;
}

// For good, and by the server; a logon that was put off or got no answer counts as well.
bool refused(const JudgedWalk& judged) {
  const Transcript& t = judged.walk->transcript;
  return t.failure && t.failure->reply && t.failure->reply->permanent() && t.auth.rejected_attempts > 0;
}

std::string offers_of(const Transcript& t) {
  const bool inside = t.tls && t.tls->established;
  if (t.auth.offered.empty()) return inside ? "no AUTH inside TLS" : "no AUTH in clear";
  return fmt::format("offers AUTH {}", fmt::join(t.auth.offered, " "));
}

// Why there was no way to go; empty where the way itself tells.
std::string reason(const JudgedWalk& judged, const JudgedHost& host) {
  const Transcript& t = judged.walk->transcript;
  if (!t.failure) return {};
  switch (t.failure->cls) {
    case Class::lockout_guard:
      return std::ranges::any_of(host.walks, refused) ? "the same credential was refused"
                                                      : "the same credential had its try";
    case Class::no_credential:
      return "no credential (-u)";
    case Class::cleartext_not_allowed:
      return "the password would have gone in clear";
    case Class::no_common_mechanism: {
      if (t.mode != Mode::ExchangeServer) return offers_of(t);
      const std::string kind = host.server_kind();
      if (kind == "Exchange" || !t.auth.offered.empty()) return offers_of(t);
      return kind.empty() ? "no X-EXPS" : kind + ", no Exchange server";
    }
    default:
      return t.outcome == Outcome::not_tested ? std::string(row(t.failure->cls).meaning) : std::string();
  }
}

Words told(const JudgedWalk& judged, const JudgedHost& host) {
  const ReportedWalk& walk = *judged.walk;
  const Transcript& t = walk.transcript;
  if (const std::string why = reason(judged, host); !why.empty()) return plain(why);
  if (to_fail(walk) && t.outcome == Outcome::pass) return plain("was to fail");
  if (judged.judgement == Judgement::right && t.outcome == Outcome::fail)
    return plain(fmt::format("failed at {}, as expected", id(t.failure->step)));
  const bool recipient_left_out = t.at(Step::mail_from).status == StepStatus::pass &&
                                  t.at(Step::rcpt_to).status == StepStatus::skipped &&
                                  proves_nothing(judged, host);
  Words words = way_of(t);
  if (recipient_left_out)
    words = {{"sender", Tone::good, Mark::pass, true}, {"  relay not tried (--to)", Tone::dim}};
  if (t.retry) words.push_back({"  in clear, TLS broke", Tone::note});
  return words;
}

}  // namespace

WalkState state_of(const JudgedWalk& judged, const JudgedHost& host) {
  const Transcript& t = judged.walk->transcript;
  const bool decides = judged.judgement != Judgement::not_counted;
  if (t.outcome == Outcome::pass && judged.judgement == Judgement::contradicts)
    return {Mark::fail, Tone::bad, "passed"};
  if (t.outcome == Outcome::inconclusive || (t.outcome == Outcome::pass && proves_nothing(judged, host)))
    return {Mark::open, Tone::note, "undecided"};
  if (t.outcome == Outcome::pass) return {Mark::pass, Tone::good, "passed"};
  const std::string word(t.failure ? short_word(t) : "not tested");
  if (t.outcome == Outcome::not_tested) return {Mark::skipped, Tone::dim, word};
  if (judged.judgement == Judgement::right) return {Mark::pass, Tone::good, word};
  if (judged.judgement == Judgement::open) return {Mark::open, Tone::note, word};
  const bool lacks = host.survey && merely_lacks(t);
  if (!decides && !lacks && host.judgement() == Judgement::open) return {Mark::open, Tone::note, word};
  if (!decides || lacks) return {Mark::skipped, Tone::dim, word};
  return {Mark::fail, Tone::bad, word};
}

Table mode_table(const JudgedHost& host) {
  Table table{"Modes", {}, {}};
  for (const JudgedWalk& judged : host.walks) {
    const WalkState state = state_of(judged, host);
    std::vector<Words> row{{{.text = std::string(id(judged.walk->transcript.mode)), .anchor = judged.anchor}},
                           {{state.word, state.tone, state.mark}},
                           told(judged, host)};
    const auto alike = std::ranges::find_if(table.rows, [&](const auto& other) {
      return row[2].size() > 1 && other[1] == row[1] && other[2] == row[2];
    });
    if (alike != table.rows.end()) row[2] = plain("as " + (*alike)[0].front().text);
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace authwalk::document
