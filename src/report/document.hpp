// What a report says, before it is printed: built once from a Report, printed as text and as HTML. All texts
// are raw, a stranger's among them; the printers make them safe.
#pragma once

#include <authwalk/report.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "report/rungs.hpp"
#include "report/style.hpp"

namespace authwalk::document {

/// Some words in one tone.
struct Span {
  std::string text;
  Tone tone = Tone::plain;
  Mark mark = Mark::none;    ///< stands beside the text, and is never torn from it
  bool mark_behind = false;  ///< "tls ✓", not "✓ tls"
  std::string anchor{};      ///< of the section that tells more; empty: none
  bool whole = false;        ///< stands on one line
  bool expendable = false;   ///< at the end of a cell: left out where the line has no room

  bool operator==(const Span&) const = default;
};
using Words = std::vector<Span>;

/// Words in one tone.
Words plain(std::string text, Tone tone = Tone::plain);
/// The same with a mark in front of them, in its own tone.
Words marked(Mark mark, Tone tone, std::string text);

/// A labelled text, or a labelled command, which is never wrapped.
struct Row {
  std::string label;
  Words words;
  bool command = false;

  bool operator==(const Row&) const = default;
};
using Rows = std::vector<Row>;
Row text_row(std::string label, std::string text, Tone tone = Tone::plain);
Row command_row(std::string label, std::string command);

struct Paragraph {
  Words words;
  bool operator==(const Paragraph&) const = default;
};

/// Rows of labels and texts.
struct Facts {
  Rows rows;
  bool answer = false;  ///< what to do: the labels are short, and stand at the margin
  bool operator==(const Facts&) const = default;
};

struct Item {
  Words words;
  Rows rows{};  ///< what to do about it
  bool operator==(const Item&) const = default;
};

struct List {
  std::string title;  ///< may be empty
  std::vector<Item> items;
  bool numbered = false;
  bool operator==(const List&) const = default;
};

struct Table {
  std::string caption;                ///< for those who hear the page
  std::vector<std::string> headings;  ///< empty: none
  std::vector<std::vector<Words>> rows;
  bool operator==(const Table&) const = default;
};

/// A conversation, or the step of it that failed.
struct Ladder {
  std::string client, server;
  std::vector<Rung> rungs;
  bool excerpt = false;
  bool operator==(const Ladder&) const = default;
};

struct Block;

struct Section {
  std::string title;
  std::string anchor;       ///< unique on the page; empty: nothing leads here
  bool detail = true;       ///< told when asked for: -v, a click
  bool open = false;        ///< ... and shown at once where it can be folded
  Tone tone = Tone::plain;  ///< of its title
  std::vector<Block> blocks{};
};
bool operator==(const Section& a, const Section& b);

struct Block {
  std::variant<Paragraph, Facts, List, Table, Ladder, Section> is;
  bool operator==(const Block&) const = default;
};
using Blocks = std::vector<Block>;

/// The answer, and what it rests on.
struct Document {
  std::string verdict;  ///< "PASS", "FAIL" or "UNDECIDED", with what else there is to say of the run
  Tone tone = Tone::plain;
  Words headline;
  std::vector<std::string> said;  ///< the server's words, a line each
  Blocks blocks;
};

/// How much of many smart hosts is told.
struct Scope {
  bool details = true;                ///< false: the answer alone
  std::size_t pages_at_most = 10000;  ///< smart hosts of many that have a page of their own
  bool pages_of_right = true;         ///< ... also those that are as expected
};

/// The document of a report. Pure.
Document document_of(const Report& report, const Scope& scope = {});

}  // namespace authwalk::document
