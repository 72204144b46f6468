// Format nagios: what a monitoring plugin writes. The first line has the state, the walk that decides it and
// the performance data; schedulers show it in lists and messages. Further lines: one for each walk where
// there are several, and what to do about the one that decides.
//   verbosity -1  the first line only
//             1   and every step of every walk
//             2   and what the smart host is and offers
//             3   and the conversation
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "report/formats.hpp"
#include "report/measures.hpp"
#include "report/monitoring_state.hpp"
#include "report/perfdata.hpp"
#include "report/plugin_text.hpp"
#include "report/target_group.hpp"

namespace authwalk {
namespace {

// Of a reply in the first line: lists and text messages show little more than 80 characters.
constexpr std::size_t most_said = 120;

// "took 2.313 s (range 2)".
std::string crossed(const Alert& alert) {
  constexpr std::string_view of_step = "seconds of ";
  if (alert.metric == "seconds") return fmt::format("took {:.3f} s (range {})", alert.value, alert.range);
  if (alert.metric == "certificate_days")
    return fmt::format("certificate ends in {:.1f} days (range {})", alert.value, alert.range);
  const std::string_view metric = alert.metric;
  return fmt::format("{} took {:.3f} s (range {})",
                     metric.starts_with(of_step) ? metric.substr(of_step.size()) : metric, alert.value,
                     alert.range);
}

class PluginOutput {
 public:
  PluginOutput(const Report& report, const RenderOptions& options)
      : report_(report),
        options_(options),
        addresses_(report),
        counted_(counted_walks(report)),
        state_(state_of(report)) {
    std::set<std::string> targets;
    for (const ReportedWalk& walk : report.walks) targets.insert(walk.transcript.connector.target());
    several_targets_ = targets.size() > 1;
  }

  std::string text() const {
    const std::string measured = perfdata(report_);
    std::string out = fmt::format("AUTHWALK {}: {}{}\n", word(state_), headline(),
                                  measured.empty() ? "" : " | " + measured);
    if (options_.verbosity < 0) return out;
    for (std::size_t i = 0; i < report_.walks.size(); ++i) {
      if (report_.walks.size() > 1) out += walk_line(i);
      if (options_.verbosity >= 1) out += step_lines(report_.walks[i].transcript);
      if (options_.verbosity >= 2) out += facts(report_.walks[i]);
      if (options_.verbosity >= 3) out += conversation(report_.walks[i].transcript);
    }
    return out + advice();
  }

 private:
  std::string safe(std::string_view bytes, std::size_t most = 500) const {
    return plugin_text(bytes, options_, most);
  }

  std::string listed(const std::vector<std::string>& texts) const {
    return safe(fmt::format("{}", fmt::join(texts, ", ")));
  }

  // The first walk that is in the report's state.
  const ReportedWalk* deciding() const {
    const auto found = std::find_if(counted_.begin(), counted_.end(),
                                    [&](const ReportedWalk* walk) { return state_of(*walk) == state_; });
    return found == counted_.end() ? nullptr : *found;
  }

  std::string headline() const {
    if (report_.walks.empty())
      return report_.interrupted ? "interrupted, nothing was walked" : "nothing was walked";
    const std::string start = report_.interrupted ? "interrupted: " : "";
    const ReportedWalk* walk = deciding();
    if (report_.walks.size() == 1) return start + who(report_.walks[0]) + " " + what(report_.walks[0], true);
    if (state_ == MonitoringState::ok || walk == nullptr) return start + counts();
    return fmt::format("{}{} {} ({})", start, who(*walk), what(*walk, true), counts());
  }

  std::string counts() const {
    const std::size_t all = report_.walks.size();
    const bool passes_only = std::all_of(counted_.begin(), counted_.end(), [](const ReportedWalk* walk) {
      return walk->transcript.outcome == Outcome::pass;
    });
    if (passes_only && !counted_.empty() && counted_.size() < all) {
      std::vector<std::string> names;
      for (const ReportedWalk* walk : counted_) names.push_back(who(*walk));
      constexpr std::size_t most_named = 5;
      if (names.size() > most_named) return fmt::format("{} of {} walks passed", names.size(), all);
      return fmt::format("{} of {} walks passed: {}", names.size(), all, fmt::join(names, ", "));
    }
    std::array<std::size_t, 4> number{};
    for (const ReportedWalk& walk : report_.walks) ++number.at(static_cast<std::size_t>(state_of(walk)));
    if (number[0] == all) return fmt::format("all {} walks as expected", all);
    return fmt::format("of {} walks {} critical, {} unknown, {} warning, {} ok", all, number[2], number[3],
                       number[1], number[0]);
  }

  // The mode, and what else tells the walk from others of the report.
  std::string who(const ReportedWalk& walk) const {
    const Transcript& t = walk.transcript;
    std::string text(id(t.mode));
    if (several_targets_) text += " on " + safe(t.connector.target());
    if (addresses_.to_be_told(t)) text += " [" + safe(tried_address(t)) + "]";
    return text;
  }

  std::string what(const ReportedWalk& walk, bool in_short) const {
    const Transcript& t = walk.transcript;
    std::string text = ending(walk);
    if (t.outcome == Outcome::pass) {
      if (const auto seconds = walk_seconds(t); seconds && walk.alerts.empty())
        text += fmt::format(" in {:.3f} s", *seconds);
      if (t.retry) {
        text +=
            fmt::format(", but in clear: TLS broke at {} ({})", id(t.retry->why.step), id(t.retry->why.cls));
      }
    } else if (t.failure) {
      const std::string said = t.failure->reply ? t.failure->reply->text() : t.failure->detail;
      if (!said.empty()) text += ": " + safe(said, in_short ? most_said : 500);
    }
    for (const Alert& alert : walk.alerts) {
      text += (&alert == &walk.alerts.front() && t.outcome == Outcome::pass ? ", but " : "; ") +
              safe(crossed(alert));
    }
    return text;
  }

  // "failed at auth-result (bad-credentials)".
  std::string ending(const ReportedWalk& walk) const {
    const Transcript& t = walk.transcript;
    if (t.outcome == Outcome::pass) {
      return to_fail(walk) ? "passed, which it should not" : "passed";
    }
    std::string text(t.outcome == Outcome::fail         ? "failed"
                     : t.outcome == Outcome::not_tested ? "not tested"
                                                        : "inconclusive");
    if (to_fail(walk) && as_expected(walk)) text += " as expected";
    if (t.failure) return fmt::format("{} at {} ({})", text, id(t.failure->step), id(t.failure->cls));
    if (!t.not_proved.empty()) text += ": " + listed(t.not_proved) + " not proved";
    return text;
  }

  std::string walk_line(std::size_t index) const {
    const ReportedWalk& walk = report_.walks[index];
    const std::string number = walks_are_numbered(report_) ? fmt::format("{}. ", index + 1) : "";
    return fmt::format("{}[{}] {} {}\n", number, word(state_of(walk)), who(walk), what(walk, false));
  }

  std::string step_lines(const Transcript& t) const {
    std::string out;
    for (const StepRow& step : steps()) {
      const StepRecord& record = t.at(step.step);
      if (record.status == StepStatus::skipped || record.status == StepStatus::not_reached) continue;
      const std::string said = record.reply ? record.reply->text() : record.note;
      const auto seconds = step_seconds(t, step.step);
      out += fmt::format("  {} {}{}{}\n", step.id, id(record.status),
                         seconds ? fmt::format(" {:.3f} s", *seconds) : "",
                         said.empty() ? "" : ": " + safe(said));
    }
    return out;
  }

  std::string facts(const ReportedWalk& walk) const {
    const Transcript& t = walk.transcript;
    std::string out = fmt::format("  server {}, {}\n", safe(walk.finding.server_kind),
                                  t.remote.empty() ? "never connected" : safe(t.remote));
    const auto& offers = t.offers.tls ? *t.offers.tls : t.offers.plain;
    if (!offers.empty()) out += fmt::format("  offers {}\n", listed(offers));
    if (t.tls && t.tls->established) {
      out += fmt::format("  TLS {} {}, certificate {}\n", safe(t.tls->version), safe(t.tls->cipher),
                         t.tls->verified ? "verified" : "not verified");
    }
    if (const auto days = certificate_days(t, report_.started))
      out += fmt::format("  certificate ends in {:.1f} days\n", *days);
    if (!t.proved.empty()) out += fmt::format("  proved {}\n", listed(t.proved));
    if (!t.not_proved.empty()) out += fmt::format("  not proved {}\n", listed(t.not_proved));
    return out;
  }

  std::string conversation(const Transcript& t) const {
    std::string out;
    for (const Line& line : t.lines) out += fmt::format("  {} {}\n", line.who, safe(line.text));
    return out;
  }

  std::string advice() const {
    const ReportedWalk* walk = deciding();
    if (state_ == MonitoringState::ok || walk == nullptr || walk->finding.advice.empty()) return {};
    const Advice& first = walk->finding.advice.front();
    std::string out = fmt::format("cause ({}): {}\n", safe(first.confidence), safe(first.cause));
    if (!first.fix.empty()) out += fmt::format("fix: {}\n", safe(first.fix));
    if (!first.command.empty()) out += fmt::format("command: {}\n", safe(first.command, 2000));
    return out;
  }

  const Report& report_;
  const RenderOptions& options_;
  WalkedAddresses addresses_;
  std::vector<const ReportedWalk*> counted_;
  MonitoringState state_;
  bool several_targets_ = false;
};

}  // namespace

std::string render_nagios(const Report& report, const RenderOptions& options) {
  return PluginOutput(report, options).text();
}

}  // namespace authwalk
