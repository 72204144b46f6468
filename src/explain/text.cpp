// Format text: one line a group, then what is behind each, then the count that is read first.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "explain/formats.hpp"
#include "report/explanation.hpp"
#include "report/ladder.hpp"
#include "report/style.hpp"
#include "report/text_printer.hpp"
#include "report/utf8.hpp"

namespace authwalk {
namespace {

constexpr Parties of_send_log{"this side", "the smart host"};
constexpr Parties of_receive_log{"the client", "this server"};

// "2026-11-21 12:00:00" of "2026-11-21T12:00:00.000Z".
std::string short_time(const std::string& time) {
  if (time.empty()) return "-";
  std::string text = time.substr(0, 19);
  std::replace(text.begin(), text.end(), 'T', ' ');
  return text;
}

std::string remote_text(const FailureGroup& group) {
  if (group.others) return "all others";
  return group.remote.empty() ? "-" : group.remote;
}

const Failure& failure_of(const FailureGroup& group) {
  return *group.example.transcript.failure;
}

// --- the table
// ------------------------------------------------------------------------------------------------
std::vector<std::string> cells(const FailureGroup& group, const Style& style) {
  return {std::to_string(group.count),
          style.safe(group.connector.empty() ? "-" : group.connector),
          style.safe(remote_text(group)),
          std::string(id(failure_of(group).step)),
          std::string(id(failure_of(group).cls)),
          style.safe(short_time(group.first)),
          style.safe(short_time(group.last))};
}

std::string table(const Explanation& explanation, const Style& style) {
  std::vector<std::vector<std::string>> rows{
      {"count", "connector", "remote", "step", "class", "first", "last"}};
  for (const FailureGroup& group : explanation.groups) rows.push_back(cells(group, style));
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], cell_width(row[i]));
  }
  std::string out;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    std::string line;
    for (std::size_t i = 0; i < rows[r].size(); ++i) {
      const std::string padding(widths[i] - cell_width(rows[r][i]), ' ');
      const bool number = i == 0;
      line += (i == 0 ? "" : "  ") + (number ? padding + rows[r][i] : rows[r][i] + padding);
    }
    while (line.ends_with(' ')) line.pop_back();
    out += style.paint(r == 0 ? Tone::dim : Tone::plain, line) + "\n";
  }
  return out;
}

// --- the diagnosis
// --------------------------------------------------------------------------------------------
std::string place(const FailureGroup& group) {
  const std::string connector = group.connector.empty() ? "" : group.connector + ", ";
  const std::string_view direction = group.example.receiving ? "client " : "";
  return fmt::format("{}{}{}", connector, direction, remote_text(group));
}

std::string mode_text(const RecordedFailure& example) {
  return example.mode_known ? fmt::format("{} ", id(example.transcript.mode)) : std::string();
}

std::string headline(const FailureGroup& group) {
  const Failure& failure = failure_of(group);
  return fmt::format("{}failed at {} ({}): {}", mode_text(group.example), id(failure.step), id(failure.cls),
                     group.finding.summary);
}

std::string body(const FailureGroup& group, const Style& style, bool with_event) {
  ReportedWalk walk;
  walk.transcript = group.example.transcript;
  walk.finding = group.finding;
  if (!with_event) walk.finding.event.reset();
  return document::print_text(
      document::failure_blocks(walk, group.example.receiving ? of_receive_log : of_send_log), style, true);
}

// Groups for which the same is to be said share a block. Their events may name different clients.
struct Block {
  std::string headline;
  std::vector<const FailureGroup*> groups;
};

std::vector<Block> blocks(const Explanation& explanation, const Style& style) {
  std::vector<Block> all;
  std::unordered_map<std::string, std::size_t> places;
  for (const FailureGroup& group : explanation.groups) {
    const std::string title = headline(group);
    const auto [place, fresh] = places.emplace(title + '\0' + body(group, style, false), all.size());
    if (fresh) all.push_back({title, {}});
    all[place->second].groups.push_back(&group);
  }
  return all;
}

std::string places_text(const Block& block, const Style& style) {
  constexpr std::size_t named_at_most = 5;
  std::string out;
  for (std::size_t i = 0; i < std::min(block.groups.size(), named_at_most); ++i) {
    const FailureGroup& group = *block.groups[i];
    const RecordedFailure& example = group.example;
    const std::string where = place(group);
    std::string text =
        where == "-" ? fmt::format("{} x", group.count) : fmt::format("{} x {}", group.count, where);
    if (!example.source.empty()) text += fmt::format("; first in {}:{}", example.source, example.line);
    out += style.labelled(i == 0 ? "seen" : "", text);
  }
  if (block.groups.size() > named_at_most) {
    out += style.labelled("", fmt::format("and {} more", block.groups.size() - named_at_most));
  }
  return out;
}

std::string conversation(const FailureGroup& group, const Style& style) {
  const std::string rungs = ladder_text(rungs_of(group.example.transcript, true), style);
  return rungs.empty() ? "" : "\n" + rungs;
}

std::string diagnosis(const Explanation& explanation, const Style& style, bool with_conversation) {
  std::string out;
  for (const Block& block : blocks(explanation, style)) {
    out +=
        "\n" + style.hanging(style.paint(Tone::bad, style.glyphs().fail) + " ", 2, block.headline, Tone::bad);
    out += places_text(block, style) + body(*block.groups.front(), style, true);
    if (with_conversation) out += conversation(*block.groups.front(), style);
  }
  return out;
}

// --- the last line
// --------------------------------------------------------------------------------------------
std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

// "1 source could not be read"; empty when all was.
std::string not_read(const Explanation& explanation) {
  std::vector<std::string> parts;
  if (!explanation.unread.empty())
    parts.push_back(counted(explanation.unread.size(), "source", "sources") + " could not be read");
  if (explanation.lost > 0)
    parts.push_back(counted(explanation.lost, "place", "places") + " could not be understood");
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string verdict(const Explanation& explanation, const Style& style) {
  std::size_t failures = 0;
  for (const FailureGroup& group : explanation.groups) failures += group.count;
  const std::string read = fmt::format("{} in {}", counted(explanation.sessions, "session", "sessions"),
                                       counted(explanation.sources.size(), "source", "sources"));
  const std::string unread = not_read(explanation);
  if (failures == 0 && !unread.empty())
    return style.paint(Tone::note, fmt::format("UNDECIDED: {}; no failure in {}", unread, read)) + "\n";
  if (explanation.sessions == 0)
    return style.paint(Tone::note, fmt::format("NOTHING FOUND: {}", read)) + "\n";
  if (failures == 0) return style.paint(Tone::good, fmt::format("PASS: no failure in {}", read)) + "\n";
  return style.paint(Tone::bad,
                     fmt::format("FAIL: {} of {} {}; {}{}", counted(failures, "failure", "failures"),
                                 explanation.groups.size(), explanation.groups.size() == 1 ? "kind" : "kinds",
                                 read, unread.empty() ? "" : "; " + unread)) +
         "\n";
}

}  // namespace

std::string render_explanation_text(const Explanation& explanation, const RenderOptions& options) {
  const Style style(options);
  std::string out;
  if (!explanation.groups.empty()) out = table(explanation, style);
  if (options.verbosity >= 0) out += diagnosis(explanation, style, options.verbosity > 0);
  if (!out.empty() && options.verbosity >= 0) out += "\n";
  return out + verdict(explanation, style);
}

}  // namespace authwalk
