#include "report/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/auth_evidence.hpp"
#include "report/tls_evidence.hpp"

namespace authwalk {
namespace document {
namespace {

// The reply word for word, one row a line. Exchange and a walk also make texts that look like replies, so the
// label tells who spoke.
void add_reply(Rows& rows, const Reply& reply, Origin origin) {
  std::string label = origin == Origin::server ? "the server said" : "made on this side";
  const std::size_t count = std::max<std::size_t>(1, reply.lines.size());
  for (std::size_t i = 0; i < count; ++i) {
    std::string text = std::to_string(reply.code);
    if (i < reply.lines.size()) text += (i + 1 < count ? '-' : ' ') + reply.lines[i];
    rows.push_back(text_row(label, text, Tone::bold));
    label.clear();
  }
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

Item event_item(const Event& event) {
  return {plain(event.text)};
}

}  // namespace

Rows failure_rows(const ReportedWalk& walk, const Parties& parties) {
  const Transcript& t = walk.transcript;
  Rows rows;
  if (!t.failure) return rows;
  const Failure& failure = *t.failure;
  if (failure.reply) add_reply(rows, *failure.reply, failure.origin);
  if (!failure.detail.empty() && !told_elsewhere(failure, walk))
    rows.push_back(text_row(std::string(label_of_detail(failure.origin)), failure.detail));
  rows.push_back(text_row("whose move", whose_move(walk.finding.blame, parties) +
                                            (walk.finding.transient ? "; it may pass by itself" : "")));
  const std::vector<std::string> refused = refused_logons(t.auth);
  for (std::size_t i = 0; i < refused.size(); ++i) {
    const bool open = t.auth.unanswered_attempt && i + 1 == refused.size();
    rows.push_back(text_row("refused logons", refused[i], open ? Tone::note : Tone::plain));
  }
  return rows;
}

Item cause_item(const Advice& advice) {
  Item item{plain((advice.confidence.empty() ? "" : advice.confidence + ": ") + advice.cause)};
  if (!advice.fix.empty()) item.rows.push_back(text_row("fix", advice.fix));
  if (!advice.command.empty()) item.rows.push_back(command_row("run", advice.command));
  return item;
}

std::string event_name(const Event& event) {
  const std::string symbol = event.symbol.empty() ? "" : ", " + event.symbol;
  return fmt::format("{} {} ({}{})", event.source, event.id, event.level, symbol);
}

Blocks failure_blocks(const ReportedWalk& walk, const Parties& parties) {
  Facts facts{failure_rows(walk, parties)};
  const Transcript& t = walk.transcript;
  for (Row& row : auth_rows(t)) facts.rows.push_back(std::move(row));
  if (t.failure && about_tls(*t.failure) && t.tls)
    for (Row& row : tls_rows(*t.tls)) facts.rows.push_back(std::move(row));
  Blocks blocks{{std::move(facts)}};
  List causes{"what may be behind it, and what to do", {}, true};
  for (const Advice& advice : walk.finding.advice) causes.items.push_back(cause_item(advice));
  if (!causes.items.empty()) blocks.push_back({std::move(causes)});
  if (const auto& event = walk.finding.event)
    blocks.push_back({List{"Exchange would log " + event_name(*event) + ":", {event_item(*event)}}});
  std::string partners;
  for (const Event& event : walk.finding.partner_events)
    partners += (partners.empty() ? "" : " and ") + event_name(event);
  if (!partners.empty()) blocks.push_back({List{"The receiving Exchange would log " + partners + ".", {}}});
  return blocks;
}

}  // namespace document

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

}  // namespace authwalk
