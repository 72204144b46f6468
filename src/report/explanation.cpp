#include "report/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/auth_evidence.hpp"
#include "report/tls_evidence.hpp"

namespace authwalk {
namespace {

struct Block {
  std::vector<std::string> modes;
  std::string ending;  ///< headline behind the names of the modes
  std::string body;
  Outcome outcome;
};

bool needs_words(const ReportedWalk& walk) {
  return walk.transcript.outcome != Outcome::pass || !as_expected(walk);
}

std::string summary(const ReportedWalk& walk) {
  std::string_view words = walk.finding.summary;
  // The headline has said so already.
  constexpr std::string_view outcome = "Not tested: ";
  if (words.starts_with(outcome)) words.remove_prefix(outcome.size());
  if (!words.empty()) return std::string(words);
  return walk.transcript.failure ? std::string(row(walk.transcript.failure->cls).meaning) : "";
}

// The critical threshold that a walk crossed.
std::string out_of_range(const ReportedWalk& walk) {
  for (const Alert& alert : walk.alerts) {
    if (alert.critical)
      return fmt::format("{} is {:.4g}, outside of {}", alert.metric, alert.value, alert.range);
  }
  return "is not as expected";
}

std::string ending(const ReportedWalk& walk) {
  const auto& failure = walk.transcript.failure;
  const std::string cls = failure ? fmt::format(" ({})", id(failure->cls)) : "";
  std::string words;
  switch (walk.transcript.outcome) {
    case Outcome::pass:
      if (to_fail(walk)) return "passed, but was expected to fail";
      return "passed, but " + out_of_range(walk);
    case Outcome::fail:
      words = failure ? fmt::format("failed at {}{}", id(failure->step), cls) : "failed";
      if (to_fail(walk) && as_expected(walk)) words += ", as expected";
      break;
    case Outcome::inconclusive:
      words = "inconclusive" + cls;
      break;
    case Outcome::not_tested:
      words = "not tested" + cls;
      break;
  }
  const std::string why = summary(walk);
  return why.empty() ? words : words + ": " + why;
}

// The reply word for word, one row a line. Exchange and a walk also make texts that look like replies, so the
// label tells who spoke.
std::string reply_rows(const Reply& reply, Origin origin, const Style& style) {
  std::string out;
  std::string_view label = origin == Origin::server ? "the server said" : "made on this side";
  const std::size_t rows = std::max<std::size_t>(1, reply.lines.size());
  for (std::size_t i = 0; i < rows; ++i) {
    std::string text = std::to_string(reply.code);
    if (i < reply.lines.size()) text += (i + 1 < rows ? '-' : ' ') + reply.lines[i];
    out += style.labelled(label, text, Tone::bold);
    label = "";
  }
  return out;
}

std::string_view label_of_detail(Origin origin) {
  switch (origin) {
    case Origin::server:
      return "in detail";
    case Origin::network:
      return "on the network";
    case Origin::local:
      return "on this side";
  }
  return "";
}

bool about_tls(const Failure& failure) {
  return row(failure.cls).group == "tls" || failure.step == Step::tls_handshake ||
         failure.step == Step::tls_verify || failure.cls == Class::cleartext_not_allowed;
}

// The summary quotes most details; the rows about TLS give the alert and the faults of the certificate.
bool told_elsewhere(const Failure& failure, const ReportedWalk& walk) {
  if (walk.finding.summary.find(failure.detail) != std::string::npos) return true;
  const std::optional<TlsFacts>& tls = walk.transcript.tls;
  if (!tls || !about_tls(failure)) return false;
  const bool alert =
      !tls->established && !tls->alert.empty() && failure.detail.find(tls->alert) != std::string::npos;
  return alert || std::any_of(tls->faults.begin(), tls->faults.end(),
                              [&](const CertificateFault& fault) { return fault.detail == failure.detail; });
}

std::string what_happened(const Failure& failure, const ReportedWalk& walk, const Style& style) {
  std::string out;
  if (failure.reply) out += reply_rows(*failure.reply, failure.origin, style);
  if (!failure.detail.empty() && !told_elsewhere(failure, walk)) {
    out += style.labelled(label_of_detail(failure.origin), failure.detail);
  }
  return out;
}

std::string account_state(const AuthFacts& auth, const Style& style) {
  std::string out;
  const std::vector<std::string> all = refused_logons(auth);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool open = auth.unanswered_attempt && i + 1 == all.size();
    out += style.labelled("refused logons", all[i], open ? Tone::note : Tone::plain);
  }
  return out;
}

std::string logon_facts(const Transcript& t, const Style& style) {
  std::string out;
  if (const std::string ticket = kerberos_in_short(t); !ticket.empty())
    out += style.labelled("Kerberos", ticket);
  if (const std::string challenge = challenge_in_short(t.auth); !challenge.empty())
    out += style.labelled("NTLM challenge", challenge);
  return out;
}

std::string command_row(std::size_t indent, const std::string& command, const Style& style) {
  if (command.empty()) return {};
  return std::string(indent, ' ') + style.paint(Tone::dim, "run  ") +
         style.paint(Tone::bold, style.safe(command)) + "\n";
}

std::string causes(const std::vector<Advice>& advice, const Style& style) {
  if (advice.empty()) return {};
  std::string out = "\n    " + style.paint(Tone::dim, "what may be behind it, and what to do") + "\n";
  int number = 1;
  for (const Advice& a : advice) {
    const std::string confidence = a.confidence.empty() ? "" : fmt::format("{}: ", a.confidence);
    out += style.hanging(fmt::format("      {:>2}. ", number++), 10, confidence + a.cause);
    if (!a.fix.empty()) out += style.hanging("          " + style.paint(Tone::dim, "fix") + "  ", 15, a.fix);
    out += command_row(10, a.command, style);
  }
  return out;
}

std::string event_name(const Event& event) {
  const std::string symbol = event.symbol.empty() ? "" : ", " + event.symbol;
  return fmt::format("{} {} ({}{})", event.source, event.id, event.level, symbol);
}

std::string event_rows(const Event& event, const Style& style) {
  const std::string title = fmt::format("Exchange would log {}:", event_name(event));
  return "\n" + style.hanging("    ", 4, title, Tone::dim) + style.hanging("      ", 6, event.text);
}

// What the other side's administrator finds; the texts are in the JSON report.
std::string partner_row(const std::vector<Event>& events, const Style& style) {
  if (events.empty()) return {};
  std::string names;
  for (const Event& event : events) names += (names.empty() ? "" : " and ") + event_name(event);
  return "\n" +
         style.hanging("    ", 4, fmt::format("The receiving Exchange would log {}.", names), Tone::dim);
}

// What was not tried needs one thing to do, not a diagnosis.
std::string open_body(const ReportedWalk& walk, const Style& style) {
  if (walk.finding.advice.empty()) return {};
  const Advice& first = walk.finding.advice.front();
  std::string out;
  if (!first.fix.empty()) out = style.hanging("    " + style.paint(Tone::dim, "fix") + "  ", 9, first.fix);
  return out + command_row(4, first.command, style);
}

Block block_of(const ReportedWalk& walk, const Style& style) {
  const Outcome outcome = walk.transcript.outcome;
  std::string body;
  if (outcome == Outcome::fail) body = failure_body(walk, style);
  if (outcome == Outcome::inconclusive || outcome == Outcome::not_tested) body = open_body(walk, style);
  return {{std::string(id(walk.transcript.mode))}, ending(walk), body, outcome};
}

std::string print(const Block& block, const Style& style) {
  const bool bad = block.outcome == Outcome::fail || block.outcome == Outcome::pass;
  const std::string_view mark = bad ? style.glyphs().fail : style.mark(block.outcome);
  const Tone t = bad ? Tone::bad : Tone::note;
  return style.hanging(style.paint(t, mark) + " ", 2, listed(block.modes) + " " + block.ending, t) +
         block.body;
}

}  // namespace

std::vector<std::string> refused_logons(const AuthFacts& auth) {
  std::vector<std::string> all;
  const std::string& name = auth.user.empty() ? auth.principal : auth.user;
  const std::string account = name.empty() ? "this account" : name;
  if (auth.refused_by_kdc) {
    all.push_back("1 of " + account + " at the domain controller, which counts it; none at the smart host");
  }
  if (auth.rejected_attempts > 0) {
    // A ticket holds no password that could be guessed at.
    all.push_back(auth.ticket_source.empty()
                      ? fmt::format("{} of {}; the server counts them", auth.rejected_attempts, account)
                      : fmt::format("{}, of a ticket: no password was judged", auth.rejected_attempts));
  }
  if (auth.unanswered_attempt) {
    all.emplace_back("perhaps 1: the credential was sent and no verdict came back");
  }
  return all;
}

std::string whose_move(Blame blame, const Parties& parties) {
  switch (blame) {
    case Blame::ours:
      return std::string(parties.ours);
    case Blame::server:
      return std::string(parties.server);
    case Blame::network:
      return "the network between the two";
    case Blame::policy:
      return "a setting or a right on " + std::string(parties.server);
  }
  return "";
}

std::string explanations(const TargetGroup& group, const Style& style) {
  std::vector<Block> blocks;
  for (const ReportedWalk* walk : group.walks) {
    if (!needs_words(*walk)) continue;
    Block block = block_of(*walk, style);
    const auto same = std::find_if(blocks.begin(), blocks.end(), [&](const Block& other) {
      return other.ending == block.ending && other.body == block.body;
    });
    if (same == blocks.end()) {
      blocks.push_back(std::move(block));
    } else {
      same->modes.push_back(block.modes.front());
    }
  }
  std::string out;
  for (const Block& block : blocks) out += "\n" + print(block, style);
  return out;
}

std::string failure_body(const ReportedWalk& walk, const Style& style, const Parties& parties) {
  std::string out;
  if (const auto& failure = walk.transcript.failure) {
    out += what_happened(*failure, walk, style);
    out += style.labelled("whose move", whose_move(walk.finding.blame, parties) +
                                            (walk.finding.transient ? "; it may pass by itself" : ""));
    out += logon_facts(walk.transcript, style);
    out += account_state(walk.transcript.auth, style);
    if (about_tls(*failure) && walk.transcript.tls) out += tls_evidence(*walk.transcript.tls, style);
  }
  out += causes(walk.finding.advice, style);
  if (walk.finding.event) out += event_rows(*walk.finding.event, style);
  out += partner_row(walk.finding.partner_events, style);
  return out;
}

std::string ending_in_short(const Transcript& transcript) {
  if (!transcript.failure) return {};
  const Failure& failure = *transcript.failure;
  // Only a refusal speaks for itself; a 334 that asks for something odd does not.
  const bool refused = failure.reply && (failure.reply->temporary() || failure.reply->permanent());
  if (failure.origin == Origin::server && refused) {
    const Reply& reply = *failure.reply;
    return fmt::format("server said {}{}{}", reply.code, reply.enhanced.empty() ? "" : " ", reply.enhanced);
  }
  return std::string(id(failure.cls));
}

}  // namespace authwalk
