// A run as values, and its rendering in each format. Rendering is pure.
#pragma once

#include <authwalk/diagnosis.hpp>
#include <authwalk/expectation.hpp>
#include <authwalk/transcript.hpp>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// A range of the monitoring plugins, "10", "10:", "~:10", "10:20" or "@10:20".
struct AlertRange {
  double start = 0;     ///< may be minus infinity
  double end = 0;       ///< may be infinity; both ends belong to the range
  bool inside = false;  ///< "@": alert inside, not outside
  std::string text;     ///< as it was written

  bool alerts(double value) const;
};
/// Empty when the text is no range (also when start is above end).
std::optional<AlertRange> find_alert_range(std::string_view text);

/// What is too slow, and too close to the end of a certificate.
struct Thresholds {
  std::optional<AlertRange> seconds_warning, seconds_critical;  ///< of the whole walk
  std::map<Step, AlertRange> step_seconds_warning, step_seconds_critical;
  std::optional<AlertRange> certificate_days_warning, certificate_days_critical;  ///< "30:" warns below 30
};

/// A threshold that a walk has crossed.
struct Alert {
  bool critical = false;
  std::string metric;  ///< "seconds", "certificate_days", or "seconds of tls-handshake"
  double value = 0;
  std::string range;
};

/// One walk with its diagnosis and what was expected of it.
struct ReportedWalk {
  Transcript transcript;
  Finding finding;
  std::optional<Expectation> expected;  ///< empty: nothing was expected (survey)
  std::optional<bool> met;  ///< met(); a survey's walk: true when it passed, false when it failed. False with
                            ///< a critical alert
  std::shared_ptr<const Thresholds> thresholds;  ///< null: none
  std::vector<Alert> alerts;
  std::string run_started;  ///< Report::started of the run that it was walked in; empty: that of its report
};

/// Rounds every number to what a report tells of it, a tenth of a millisecond. Done once, where walks are
/// judged: then a report that is read back is the same in every format.
void round_numbers(ReportedWalk& walk);

/// The thresholds that the walk crossed, critical ones first. `now` ("2026-11-21T12:00:00.000Z") is what the
/// days of a certificate are counted from.
std::vector<Alert> alerts_of(const Transcript& transcript, const Thresholds& thresholds,
                             std::string_view now);

/// Is it proved that the walk is as it should be?
inline bool as_expected(const ReportedWalk& walk) {
  return walk.met == true;
}
/// Was it to fail?
inline bool to_fail(const ReportedWalk& walk) {
  return walk.expected && walk.expected->outcome == Outcome::fail;
}

/// What was expected of a walk.
struct Expected {
  std::optional<Expectation> outcome;
  std::shared_ptr<const Thresholds> thresholds;
};
using ExpectedOf = std::function<Expected(const Transcript&)>;

/// Judges walks one by one and together: what one walk of a smart host shows may explain another. `started`
/// is that of their run. Throws what `expected` throws.
std::vector<ReportedWalk> judge(std::vector<Transcript> walks, const ExpectedOf& expected,
                                const std::string& started);

struct Report {
  std::string version;  ///< of authwalk
  std::string started;  ///< "2026-11-21T12:00:00.000Z"
  std::vector<ReportedWalk> walks;
  Recommendation recommendation;
  bool survey = false;  ///< neither --mode nor --expect was given
  bool interrupted = false;
};

/// The report of walks that have been judged, with a mode recommended for the connector they belong to.
Report assemble(std::vector<ReportedWalk> walks, bool survey, std::string started, bool interrupted);

/// "pass", "fail" or "inconclusive". Without a survey by what was expected. A survey fails where a credential
/// was refused, or one was given and no mode that logs on passed, or every mode failed; it passes where a
/// mode logged on with the credential, or without one a mode proved the right to relay; else it proves
/// nothing.
std::string_view verdict(const Report& report);

/// 0, 1 or 2 for pass, fail, inconclusive; 130 when interrupted.
int exit_status(const Report& report);

/// The same in the words of monitoring: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
int monitoring_status(const Report& report);

struct RenderOptions {
  int verbosity = 0;  ///< -1 quiet: a line a walk; 0: the answer; 1: and all that it rests on
  bool colour = false;
  bool unicode = true;        ///< false: ASCII marks only
  std::size_t columns = 100;  ///< of text: paragraphs and tables are wrapped there, commands are not
};

/// One output format.
struct FormatRow {
  std::string_view id;      ///< "text", "json"
  std::string_view ending;  ///< file name ending that picks it with -o, for example ".json"
  std::string (*render)(const Report&, const RenderOptions&);
  int (*status)(const Report&) = exit_status;  ///< of the program, when this is the format of standard output
  /// One walk as it ends, without the rest of the report; null where the format is not made of walks.
  std::string (*render_walk)(const ReportedWalk&) = nullptr;
  bool replaced_whole = false;  ///< a file of it must never be seen half written
};
std::span<const FormatRow> formats();
const FormatRow* find_format(std::string_view id);
/// By the file name's ending; null when no format has it.
const FormatRow* format_for_file(std::string_view file_name);

/// A report that cannot be read back.
struct ReportError {
  std::string problem;   ///< for people, safe to print
  std::size_t line = 0;  ///< 1-based; 0: the file as a whole
};
/// Reads what `--format json` or `--format ndjson` wrote (told apart by the bytes), so that it can be merged,
/// compared and rendered again: rendering the result as JSON gives the same bytes. A last NDJSON line that
/// was cut short is left out, as a run that was killed leaves it. Throws ReportError. What is read is a
/// stranger's: sizes are bounded.
Report read_report(std::string_view bytes);

/// Makes bytes of a stranger safe to show anywhere: valid UTF-8 without control, bidirectional or invisible
/// characters; what is cut out appears as \xNN or \u{NNNN}. Line feeds are escaped too.
std::string printable(std::string_view bytes);

}  // namespace authwalk
