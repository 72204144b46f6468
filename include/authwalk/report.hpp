// A run as values, and its rendering in each format. Rendering is pure.
#pragma once

#include <authwalk/diagnosis.hpp>
#include <authwalk/transcript.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// One walk with its diagnosis and what was expected of it.
struct ReportedWalk {
  Transcript transcript;
  Finding finding;
  std::optional<Outcome> expected;  ///< pass or fail; empty: nothing was expected (survey)
  bool as_expected = true;          ///< a survey's walk: true when it passed
};

/// Where nothing was expected, a pass is: that is what the walk is for.
bool as_expected(std::optional<Outcome> expected, Outcome outcome);

struct Report {
  std::string version;  ///< of authwalk
  std::string started;  ///< "2026-11-21T12:00:00.000Z"
  std::vector<ReportedWalk> walks;
  Recommendation recommendation;
  bool survey = false;  ///< neither --mode nor --expect was given: one passing mode is enough
  bool interrupted = false;
};

/// "pass", "fail" or "inconclusive", by the rules of the exit status.
std::string_view verdict(const Report& report);

/// 0, 1 or 2 for pass, fail, inconclusive; 130 when interrupted.
int exit_status(const Report& report);

struct RenderOptions {
  int verbosity = 0;  ///< -1 quiet: one line; 0; 1: the conversation of every walk
  bool colour = false;
  bool unicode = true;  ///< false: ASCII marks only
};

/// One output format.
struct FormatRow {
  std::string_view id;      ///< "text", "json"
  std::string_view ending;  ///< file name ending that picks it with -o, for example ".json"
  std::string (*render)(const Report&, const RenderOptions&);
};
std::span<const FormatRow> formats();
const FormatRow* find_format(std::string_view id);
/// By the file name's ending; null when no format has it.
const FormatRow* format_for_file(std::string_view file_name);

/// Makes bytes of a stranger safe to show anywhere: valid UTF-8 without control, bidirectional or invisible
/// characters; what is cut out appears as \xNN or \u{NNNN}. Line feeds are escaped too.
std::string printable(std::string_view bytes);

}  // namespace authwalk
