#include "report/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "report/auth_evidence.hpp"
#include "report/utf8.hpp"

namespace authwalk {
namespace {

// A finding and the modes that share it.
class Shared {
 public:
  void add(const std::string& finding, Mode mode) {
    auto known =
        std::find_if(all_.begin(), all_.end(), [&](const auto& entry) { return entry.first == finding; });
    if (known == all_.end()) known = all_.insert(all_.end(), {finding, {}});
    known->second.emplace_back(id(mode));
  }
  const std::vector<std::pair<std::string, std::vector<std::string>>>& all() const { return all_; }

 private:
  std::vector<std::pair<std::string, std::vector<std::string>>> all_;
};

std::string where(const TargetGroup& group) {
  const Connector& first = group.walks.front()->transcript.connector;
  const bool one_port = std::all_of(group.walks.begin(), group.walks.end(), [&](const ReportedWalk* walk) {
    return walk->transcript.connector.Port == first.Port;
  });
  return one_port ? first.target() : first.SmartHost;
}

const Transcript& best_informed(const TargetGroup& group) {
  const auto greeted = std::find_if(group.walks.begin(), group.walks.end(), [](const ReportedWalk* walk) {
    return !walk->transcript.banner.empty();
  });
  return (greeted == group.walks.end() ? group.walks.front() : *greeted)->transcript;
}

std::string server_kind(const TargetGroup& group) {
  for (const ReportedWalk* walk : group.walks) {
    const std::string& kind = walk->finding.server_kind;
    if (!kind.empty() && kind != "unknown") return kind;
  }
  return best_informed(group).banner.empty() ? "" : "unknown server";
}

std::string mail_exchange(const TargetGroup& group) {
  const std::string address = group.address();
  for (const AddressAttempt& attempt : best_informed(group).addresses) {
    if (attempt.address == address && !attempt.exchange.empty()) return " (MX " + attempt.exchange + ")";
  }
  return {};
}

// Where the modes of one group have ports or connectors of their own.
std::string differing(const TargetGroup& group, const Style& style) {
  std::set<std::uint16_t> ports;
  std::set<std::string> connectors;
  for (const ReportedWalk* walk : group.walks) {
    ports.insert(walk->transcript.connector.Port);
    connectors.insert(walk->transcript.connector.Name);
  }
  std::string text;
  for (const ReportedWalk* walk : group.walks) {
    const Transcript& t = walk->transcript;
    if (ports.size() == 1 && connectors.size() == 1) break;
    text += fmt::format("{}{}", text.empty() ? "" : ", ", id(t.mode));
    if (ports.size() > 1) text += fmt::format(" on port {}", t.connector.Port);
    if (connectors.size() > 1) text += " of connector \"" + t.connector.Name + "\"";
  }
  return text.empty() ? "" : style.hanging("  ", 2, text, Tone::dim);
}

std::string failed_addresses(const TargetGroup& group, const Style& style) {
  Shared failed;
  for (const ReportedWalk* walk : group.walks) {
    for (const AddressAttempt& attempt : walk->transcript.addresses) {
      if (attempt.outcome == "walked" || attempt.outcome == "not tried") continue;
      std::string text = attempt.address + " did not answer: " + attempt.outcome;
      if (!attempt.exchange.empty()) text = attempt.exchange + " " + text;
      if (!attempt.detail.empty()) text += " (" + attempt.detail + ")";
      failed.add(text, walk->transcript.mode);
    }
  }
  std::string out;
  for (const auto& [text, modes] : failed.all()) {
    const std::string of = modes.size() == group.walks.size() ? "" : ", in " + listed(modes);
    out += style.hanging("  " + style.paint(Tone::note, style.glyphs().note) + " ", 4, text + of, Tone::note);
  }
  return out;
}

std::string broken_tls(const TargetGroup& group, const Style& style) {
  Shared broken;
  for (const ReportedWalk* walk : group.walks) {
    const auto& retry = walk->transcript.retry;
    if (!retry) continue;
    std::string text = fmt::format("TLS broke at {} ({})", id(retry->why.step), id(retry->why.cls));
    if (!retry->why.detail.empty()) text += ": " + retry->why.detail;
    broken.add(text + ". As a Send connector does, the walk went on in clear on a new connection.",
               walk->transcript.mode);
  }
  std::string out;
  for (const auto& [text, modes] : broken.all()) {
    out += style.hanging(style.paint(Tone::note, "! "), 2, listed(modes) + ": " + text, Tone::note);
  }
  return out;
}

// Told elsewhere: TLS that broke, addresses that did not answer, and why a walk ended.
bool told_elsewhere(const Transcript& t, const StepRow& step) {
  if (t.retry && step.step >= Step::starttls && step.step <= Step::ehlo_tls) return true;
  if (t.failure && t.failure->step == step.step && t.failure->detail == t.at(step.step).note) return true;
  return step.step == Step::connect && t.addresses.size() > 1;
}

std::string notes(const TargetGroup& group, const Style& style) {
  Shared noted;
  for (const ReportedWalk* walk : group.walks) {
    const Transcript& t = walk->transcript;
    for (const StepRow& step : steps()) {
      const StepRecord& record = t.at(step.step);
      if (record.status != StepStatus::note || record.note.empty()) continue;
      if (told_elsewhere(t, step)) continue;
      noted.add(fmt::format("at {}: {}", step.id, record.note), t.mode);
    }
    if (t.auth.diagnostic) {
      noted.add(
          fmt::format("used {} {} for diagnosis; a Send connector would not", t.auth.verb, t.auth.mechanism),
          t.mode);
    }
    if (t.quit_after) noted.add(fmt::format("told to end after {}", id(*t.quit_after)), t.mode);
  }
  std::string out;
  for (const auto& [text, modes] : noted.all()) {
    out += style.hanging(style.paint(Tone::note, style.glyphs().note) + " ", 2, listed(modes) + " " + text);
  }
  return out;
}

// Whose ticket, and who answered: walks that passed have no block of their own to say so.
std::string logons(const TargetGroup& group, const Style& style) {
  Shared made;
  for (const ReportedWalk* walk : group.walks) {
    const Transcript& t = walk->transcript;
    if (t.outcome != Outcome::pass) continue;
    if (const std::string ticket = kerberos_in_short(t); !ticket.empty())
      made.add("Kerberos: " + ticket, t.mode);
    if (const std::string challenge = challenge_in_short(t.auth); !challenge.empty())
      made.add("NTLM challenge of " + challenge, t.mode);
  }
  std::string out;
  for (const auto& [text, modes] : made.all()) {
    out += style.hanging(style.paint(Tone::good, style.glyphs().pass) + " ", 2, listed(modes) + ": " + text);
  }
  return out;
}

// What the diagnosis has to say about walks that passed, such as a password that nothing forces into TLS.
std::string warnings(const TargetGroup& group, const Style& style) {
  Shared given;
  for (const ReportedWalk* walk : group.walks) {
    if (walk->transcript.outcome != Outcome::pass) continue;
    for (const Advice& advice : walk->finding.advice) {
      std::string text = advice.cause + (advice.fix.empty() ? "" : " " + advice.fix);
      if (!advice.command.empty()) text += " Run: " + advice.command;
      given.add(text, walk->transcript.mode);
    }
  }
  std::string out;
  for (const auto& [text, modes] : given.all()) {
    out += style.hanging(style.paint(Tone::note, "! "), 2, listed(modes) + ": " + text);
  }
  return out;
}

std::string alerts(const TargetGroup& group, const Style& style) {
  std::string out;
  for (const ReportedWalk* walk : group.walks) {
    for (const Alert& alert : walk->alerts) {
      const Tone tone = alert.critical ? Tone::bad : Tone::note;
      out += style.hanging(
          style.paint(tone, "! "), 2,
          fmt::format("{}: {} is {:.4g}, outside of {} ({})", id(walk->transcript.mode), alert.metric,
                      alert.value, alert.range, alert.critical ? "critical" : "warning"));
    }
  }
  return out;
}

// By its Message-ID the administrator finds the message in the mailbox and in message tracking.
std::string delivered(const TargetGroup& group, const Style& style) {
  std::string out;
  for (const ReportedWalk* walk : group.walks) {
    const Transcript& t = walk->transcript;
    if (t.outcome != Outcome::pass || t.message_id.empty()) continue;
    out += style.hanging(
        style.paint(Tone::good, style.glyphs().pass) + " ", 2,
        fmt::format("{}: a test message was accepted, Message-ID <{}>", id(t.mode), t.message_id));
  }
  return out;
}

std::string not_proved(const TargetGroup& group, const Style& style) {
  Shared open;
  for (const ReportedWalk* walk : group.walks) {
    const Transcript& t = walk->transcript;
    if (t.outcome != Outcome::pass || t.not_proved.empty()) continue;
    std::vector<std::string> claims;
    for (const std::string& claim : t.not_proved) claims.push_back(claim + std::string(needed_for(claim, t)));
    open.add(listed(claims), t.mode);
  }
  std::string out;
  for (const auto& [text, modes] : open.all()) {
    out += style.hanging(style.paint(Tone::dim, style.glyphs().skipped) + " ", 2,
                         listed(modes) + ": not proved: " + text, Tone::dim);
  }
  return out;
}

}  // namespace

// A flag that was given and proved nothing needs another value: a recipient in the server's own domain shows
// no right to relay, a message of the null sender no right to send as somebody.
std::string_view needed_for(std::string_view claim, const Transcript& t) {
  const auto had_recipient = [](const TransactionResult& one) { return !one.recipients.empty(); };
  const auto had_message = [](const TransactionResult& one) { return one.data.has_value(); };
  if (claim == "relay") {
    const bool given = std::any_of(t.transactions.begin(), t.transactions.end(), had_recipient);
    return given ? " (needs --to outside the server's domains)" : " (needs --to)";
  }
  if (claim == "send-as") {
    const bool given = std::any_of(t.transactions.begin(), t.transactions.end(), had_message);
    return given ? " (needs --from ADDRESS)" : " (needs --deliver)";
  }
  return "";
}

std::string heading(const TargetGroup& group, const Style& style) {
  const Transcript& t = best_informed(group);
  const std::string address = group.address();
  std::vector<std::string> facts;
  if (!address.empty()) facts.push_back(style.safe(address + mail_exchange(group)));
  if (!group.connected()) facts.emplace_back("no connection");
  if (const std::string kind = server_kind(group); !kind.empty()) facts.push_back(style.safe(kind));
  facts.push_back(style.safe("EHLO as " + t.connector.Fqdn));

  const std::string target = style.safe(where(group));
  std::string out = style.paint(Tone::bold, target);
  std::size_t width = cell_width(target);
  for (const std::string& fact : facts) {
    const std::size_t more = 3 + cell_width(fact);
    const bool fits = width + more <= Style::columns;
    out += (fits ? "   " : "\n  ") + fact;
    width = fits ? width + more : more - 1;
  }
  out += "\n";
  return out + differing(group, style) + failed_addresses(group, style);
}

std::string findings(const TargetGroup& group, const Style& style) {
  const std::string text = broken_tls(group, style) + logons(group, style) + notes(group, style) +
                           alerts(group, style) + warnings(group, style) + delivered(group, style) +
                           not_proved(group, style);
  return text.empty() ? "" : "\n" + text;
}

}  // namespace authwalk
