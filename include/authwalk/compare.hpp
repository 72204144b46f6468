// What a change window has done: two reports of the same smart hosts, walk by walk. Pure.
#pragma once

#include <authwalk/report.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// Worst first: the order in which they are shown.
enum class ChangeKind {
  worse,        ///< a regression
  only_before,  ///< the walk is not in the second report
  changed,      ///< other than before, and neither better nor worse
  better,
  only_after,
};
/// "worse", "only-before", "changed", "better", "only-after".
std::string_view id(ChangeKind kind);

/// What two walks were compared by.
struct WalkKey {
  std::string connector;   ///< empty: a bare target
  std::string smart_host;  ///< in lower case
  std::uint16_t port = 0;
  Mode mode = Mode::None;
  std::string address;  ///< only where each address of the smart host was walked

  bool operator==(const WalkKey&) const = default;
};

/// One thing that is not as it was. The texts are a stranger's: printable() before they are shown.
struct Change {
  ChangeKind kind = ChangeKind::changed;
  std::string rule;  ///< stable id, see compare_rules()
  WalkKey walk;
  std::string what;           ///< "TLS version", "keyword SIZE"; empty where before and after say it all
  std::string before, after;  ///< empty: nothing there
};

struct CompareOptions {
  std::vector<std::string> ignored;  ///< ids of rules
  double certificate_days = 30;      ///< fewer left than this are too few
};

struct Comparison {
  std::vector<Change> changes;  ///< worst first; within a kind by rule, then in the order of the walks
  std::size_t compared = 0;     ///< walks that are in both reports
  std::size_t unchanged = 0;    ///< ... of which nothing is told
  bool regressed() const;       ///< something is worse
};

/// Compares walk by walk. Where a report has the same walk twice, the later one counts.
Comparison compare(const Report& before, const Report& after, const CompareOptions& options = {});

/// The keys of all walks of a report, in its order. The address is part of them where one connector, smart
/// host and mode was walked at several.
std::vector<WalkKey> walk_keys(const Report& report);

/// One rule of the comparison.
struct CompareRuleInfo {
  std::string_view id, what;
};
std::span<const CompareRuleInfo> compare_rules();

/// What stood in which report, for a rendered comparison.
struct ComparedReports {
  std::string before_name, after_name;  ///< of the files
  std::string before_started, after_started;
};
std::string render_comparison_text(const Comparison& comparison, const ComparedReports& reports,
                                   const RenderOptions& options);
/// Schema authwalk.diff/1 (docs/diff.schema.json).
std::string render_comparison_json(const Comparison& comparison, const ComparedReports& reports);

}  // namespace authwalk
