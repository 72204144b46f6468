#include "report/verdict_line.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "report/explanation.hpp"
#include "report/matrix.hpp"
#include "report/target_group.hpp"

namespace authwalk {
namespace {

using Walks = std::vector<const ReportedWalk*>;

constexpr std::size_t named_at_most = 2;

Walks select(const Report& report, Outcome outcome, bool as_it_should_be) {
  Walks all;
  for (const ReportedWalk& walk : report.walks) {
    // A pass that nobody asked about is as it should be, a failure is not.
    const bool right = walk.expected ? as_expected(walk) : outcome == Outcome::pass;
    if (walk.transcript.outcome == outcome && right == as_it_should_be) all.push_back(&walk);
  }
  return all;
}

// " at auth-result, server said 535 5.7.3"; in a list the comma would be taken for the list's.
std::string end_of(const ReportedWalk& walk, bool in_a_list) {
  const Transcript& t = walk.transcript;
  if (!t.failure || t.outcome == Outcome::pass) return {};
  if (t.outcome != Outcome::fail) return fmt::format(" ({})", id(t.failure->cls));
  const std::string why = ending_in_short(t);
  return fmt::format(" at {}{}", id(t.failure->step), in_a_list ? " (" + why + ")" : ", " + why);
}

// One clause an outcome, the one that decides the verdict first.
class Clauses {
 public:
  explicit Clauses(const Report& report) : report_(report) {
    std::set<Mode> modes;
    std::set<std::string> targets;
    for (const ReportedWalk& walk : report.walks) {
      modes.insert(walk.transcript.mode);
      targets.insert(walk.transcript.connector.SmartHost);
    }
    several_targets_ = targets.size() > 1 || modes.size() < report.walks.size();
  }

  std::string join() {
    const std::string_view result = verdict(report_);
    const Walks passed = select(report_, Outcome::pass, true);
    if (result == "pass") add(passed, "passed", false);
    add(select(report_, Outcome::fail, false), "failed", true);
    Walks unwanted = select(report_, Outcome::pass, false);
    const auto alerting = std::stable_partition(unwanted.begin(), unwanted.end(),
                                                [](const auto* walk) { return to_fail(*walk); });
    add({unwanted.begin(), alerting}, "passed but should have failed", true);
    add({alerting, unwanted.end()}, "passed beyond a critical threshold", true);
    if (result != "pass") add(passed, "passed", false);
    add(select(report_, Outcome::fail, true), "failed as expected", true);
    for (const Outcome open : {Outcome::inconclusive, Outcome::not_tested}) {
      add(select(report_, open, false), open == Outcome::inconclusive ? "inconclusive" : "not tested",
          result == "inconclusive");
    }
    return text_.empty() ? "nothing was walked" : text_;
  }

 private:
  void add(const Walks& walks, std::string_view what, bool name_them) {
    if (walks.empty()) return;
    if (report_.walks.size() == 1) {
      text_ = fmt::format("{} {}{}", who(*walks[0]), what, end_of(*walks[0], false));
      return;
    }
    if (text_.empty()) {
      text_ = fmt::format("{} of {} {} {}", walks.size(), report_.walks.size(),
                          several_targets_ ? "walks" : "modes", what);
    } else {
      text_ += fmt::format("; {} {}", walks.size(), what);
    }
    if (name_them) text_ += ":" + names(walks);
  }

  std::string names(const Walks& walks) const {
    const std::string first = end_of(*walks[0], false);
    const bool alike = std::all_of(walks.begin(), walks.end(),
                                   [&](const ReportedWalk* walk) { return end_of(*walk, false) == first; });
    if (alike && walks.size() > named_at_most && !first.empty()) return " all" + first;
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < std::min(walks.size(), named_at_most); ++i) {
      shown.push_back(who(*walks[i]) + (alike ? "" : end_of(*walks[i], true)));
    }
    if (alike) return " " + listed(shown) + first;
    const std::size_t more = walks.size() - shown.size();
    if (more == 0) return " " + listed(shown);
    return fmt::format(" {} and {} more", fmt::join(shown, ", "), more);
  }

  std::string who(const ReportedWalk& walk) const {
    const Transcript& t = walk.transcript;
    const std::string mode(id(t.mode));
    if (!several_targets_) return mode;
    const bool tell_address = also_at_another_address(report_, t);
    return mode + " on " + t.connector.target() + (tell_address ? " [" + tried_address(t) + "]" : "");
  }

  const Report& report_;
  bool several_targets_ = false;
  std::string text_;
};

}  // namespace

std::string verdict_line(const Report& report, const Style& style) {
  const std::string_view result = verdict(report);
  const Outcome outcome = result == "pass"   ? Outcome::pass
                          : result == "fail" ? Outcome::fail
                                             : Outcome::inconclusive;
  const std::string word(shout(outcome));
  const std::string start = report.interrupted ? word + " (interrupted): " : word + ": ";
  return style.paint(tone(outcome), start + style.safe(Clauses(report).join())) + "\n";
}

}  // namespace authwalk
