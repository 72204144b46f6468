#include "knowledge/reply_lookup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "knowledge/wording.hpp"

namespace authwalk::knowledge {
namespace {

// Known wordings stand within a few hundred characters; a hostile server may send 64 KiB.
constexpr std::size_t longest_text = 4096;

struct EnhancedCodes {
  int cls, subject, first, last;
};

// Reads the part up to `end`, and takes it away.
int number(std::string_view& text, char end) {
  int value = -1;
  const std::size_t at = std::min(text.find(end), text.size());
  std::from_chars(text.data(), text.data() + at, value);
  text.remove_prefix(std::min(at + 1, text.size()));
  return value;
}

// "4.7.500-699"
EnhancedCodes enhanced_codes(std::string_view text) {
  EnhancedCodes codes{};
  codes.cls = number(text, '.');
  codes.subject = number(text, '.');
  codes.first = number(text, '-');
  codes.last = text.empty() ? codes.first : number(text, '-');
  return codes;
}

bool is_enhanced_code(std::string_view text) {
  const bool digits = std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
  return digits && std::ranges::count(text, '.') == 2;
}

bool contains(const EnhancedCodes& range, const EnhancedCodes& code) {
  return range.cls == code.cls && range.subject == code.subject && range.first <= code.first &&
         code.first <= range.last;
}

// A row, made ready for comparing.
struct Entry {
  explicit Entry(const ReplyRow& r) : row(&r), wording(r.wording) {
    std::string_view rest = r.enhanced;
    while (!rest.empty()) {
      const std::size_t at = std::min(rest.find('|'), rest.size());
      enhanced.push_back(enhanced_codes(rest.substr(0, at)));
      rest.remove_prefix(std::min(at + 1, rest.size()));
    }
  }

  const ReplyRow* row;
  Wording wording;
  std::vector<EnhancedCodes> enhanced;
};

bool code_fits(std::string_view patterns, int code) {
  const std::string digits = std::to_string(code);
  while (!patterns.empty()) {
    const std::string_view pattern = patterns.substr(0, 3);
    if (std::ranges::equal(pattern, digits, [](char p, char d) { return p == 'x' || p == d; })) return true;
    patterns.remove_prefix(std::min<std::size_t>(4, patterns.size()));
  }
  return false;
}

// The rows for each code; at 0 every row, for a text that came without a code.
class Index {
 public:
  Index() {
    for (const ReplyRow& row : reply_rows()) entries_.emplace_back(row);
    for (const Entry& entry : entries_) {
      by_code_[0].push_back(&entry);
      for (std::size_t code = 200; code < by_code_.size(); ++code) {
        if (entry.row->code.empty() || code_fits(entry.row->code, static_cast<int>(code))) {
          by_code_[code].push_back(&entry);
        }
      }
    }
  }

  std::span<const Entry* const> rows(int code) const {
    if (code < 0 || static_cast<std::size_t>(code) >= by_code_.size()) return {};
    return by_code_[static_cast<std::size_t>(code)];
  }

 private:
  std::vector<Entry> entries_;
  std::array<std::vector<const Entry*>, 600> by_code_;
};

const Index& index() {
  static const Index made;
  return made;
}

// A reply of several lines repeats the enhanced code on each, in the middle of its words.
std::string words_of(const Reply& reply) {
  std::string all;
  for (std::string_view line : reply.lines) {
    if (all.size() > longest_text) break;
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    if (!reply.enhanced.empty() && line.starts_with(reply.enhanced)) {
      line.remove_prefix(reply.enhanced.size());
    }
    all += line.substr(0, longest_text);
    all += ' ';
  }
  std::string words = fold_case(all, longest_text);
  while (words.ends_with(' ')) words.pop_back();
  return words;
}

// What the rows are compared with.
struct Question {
  std::string_view kind;
  std::optional<Step> step;
  const Reply& reply;
  std::string_view words;
  const FoldedText& folded;  // the words
  std::optional<EnhancedCodes> enhanced;
};

KindFit compare_kind(const Question& question, const ReplyRow& row) {
  const std::string_view of_row = row.who;
  if (of_row == question.kind) return KindFit::same;
  // What the sending side says of itself has nothing to do with the server.
  if (row.origin != Origin::server) return KindFit::any;
  for (std::string_view everywhere : {sending_side, any_server, this_system, cisco_firewall, middlebox}) {
    if (of_row == everywhere) return KindFit::any;
  }
  if (is_a(question.kind, of_row)) return KindFit::family;
  return question.kind == unknown_server || question.kind.empty() ? KindFit::unknown : KindFit::other;
}

PartFit compare_enhanced(const Question& question, const Entry& entry) {
  if (!question.enhanced || entry.enhanced.empty()) return PartFit::absent;
  const bool same = std::ranges::any_of(
      entry.enhanced, [&](const EnhancedCodes& range) { return contains(range, *question.enhanced); });
  return same ? PartFit::same : PartFit::differs;
}

PartFit compare_step(const Question& question, const ReplyRow& row) {
  if (!question.step || row.steps.empty()) return PartFit::absent;
  if (std::ranges::find(row.steps, *question.step) != row.steps.end()) return PartFit::same;
  return row.anywhere ? PartFit::absent : PartFit::differs;
}

// Codes such as 5.7.0, 5.7.1 and 5.5.4 are given for all sorts of reasons (RFC 3463); what names its cause
// whatever the words are is a code about security from x.7.3 on.
bool names_its_cause(const EnhancedCodes& code) {
  return code.subject == 7 && code.first >= 3;
}

// Numbers that no registry has: Exchange Online gives them meanings of its own.
bool of_exchange_alone(const EnhancedCodes& code) {
  return code.first >= 30;
}

// The reply's code names a cause, and the row has another code than the one that leaves the cause open.
bool another_cause(const Question& question, const Entry& entry, PartFit enhanced) {
  return enhanced == PartFit::differs && names_its_cause(*question.enhanced) &&
         std::ranges::all_of(entry.enhanced, [](const EnhancedCodes& code) { return code.first != 0; });
}

bool fits_server(KindFit kind) {
  return kind != KindFit::other && kind != KindFit::unknown;
}

// Whether a row may explain a reply whose words are not the row's.
bool fits_without_words(const Question& question, const Entry& entry, const ReplyMatch& match) {
  if (question.reply.code == 0 || entry.row->code.empty() || match.step == PartFit::differs) return false;
  if (entry.row->wording.empty() && entry.row->enhanced.empty()) {
    // "5xx" says something at a step that is known; "535" says it by itself.
    const bool open = entry.row->code.find('x') != std::string_view::npos;
    return !open || match.step == PartFit::same;
  }
  if (match.enhanced != PartFit::same) return false;
  if (of_exchange_alone(*question.enhanced)) return true;
  // 4.4.0 and 5.7.1 are given for all sorts of reasons.
  if (!entry.row->wording.empty() && !names_its_cause(*question.enhanced)) return false;
  if (!fits_server(match.kind)) return false;
  return match.words != PartFit::differs ||
         (names_its_cause(*question.enhanced) && match.step == PartFit::same);
}

// The weights keep the parts apart: all that is lighter together does not outweigh the next heavier.
int score_of(const ReplyMatch& match, std::size_t characters, bool by_exchange_code) {
  constexpr int words = 8000, enhanced = 1000, of_server = 400, longest = 150;
  int score = words * static_cast<int>(match.words) + enhanced * static_cast<int>(match.enhanced);
  if (by_exchange_code) score += 3 * words;
  // The settings of Postfix are no help where it is not known to be one; Exchange is what this is for.
  if (match.kind == KindFit::unknown && !is_a("Exchange Online", match.row->who)) score -= 3 * enhanced;
  if (match.kind == KindFit::same || match.kind == KindFit::family) score += of_server;
  score += 2 * std::min(static_cast<int>(characters), longest);
  return score + 5 * static_cast<int>(match.kind) + 4 * static_cast<int>(match.step);
}

std::string why(const Question& question, const ReplyMatch& match) {
  std::string all = match.words == PartFit::same      ? "the same words"
                    : match.words == PartFit::differs ? "other words"
                                                      : "no words to compare";
  switch (match.kind) {
    case KindFit::same:
    case KindFit::family:
      all += fmt::format(", server {}", match.row->who);
      break;
    case KindFit::any:
      all += match.row->who == any_server ? std::string(", any server")
                                          : fmt::format(", made by: {}", match.row->who);
      break;
    case KindFit::unknown:
      all += fmt::format(", words of {}; the server is not known", match.row->who);
      break;
    case KindFit::other:
      all += fmt::format(", words of {}, but the server is {}", match.row->who, question.kind);
      break;
  }
  if (question.reply.code != 0 && !match.row->code.empty())
    all += fmt::format(", code {}", question.reply.code);
  if (match.enhanced == PartFit::same) all += ", enhanced code " + question.reply.enhanced;
  if (match.enhanced == PartFit::differs) all += fmt::format(", but enhanced code {}", match.row->enhanced);
  if (match.step == PartFit::same) all += fmt::format(", step {}", id(*question.step));
  if (match.step == PartFit::differs) all += fmt::format(", but not known at {}", id(*question.step));
  return all;
}

std::optional<ReplyMatch> compare(const Question& question, const Entry& entry) {
  ReplyMatch match;
  match.row = entry.row;
  match.kind = compare_kind(question, *entry.row);
  match.enhanced = compare_enhanced(question, entry);
  match.step = compare_step(question, *entry.row);
  // Such a code means the same at every step.
  const bool by_exchange_code = match.enhanced == PartFit::same && of_exchange_alone(*question.enhanced);
  if (by_exchange_code && match.step == PartFit::differs) match.step = PartFit::absent;
  if (another_cause(question, entry, match.enhanced)) return std::nullopt;
  std::size_t characters = 0;
  if (!question.words.empty() && !entry.row->wording.empty()) {
    const std::optional<std::size_t> fit = entry.wording.fits(question.folded);
    match.words = fit ? PartFit::same : PartFit::differs;
    characters = fit.value_or(0);
  }
  if (match.words != PartFit::same && !fits_without_words(question, entry, match)) return std::nullopt;
  match.score = score_of(match, characters, by_exchange_code);
  // A text without a code is first of all one that comes without.
  if (question.reply.code == 0 && !entry.row->code.empty()) match.score -= 1500;
  match.likely = (match.words == PartFit::same || entry.row->wording.empty()) &&
                 match.kind != KindFit::other && match.enhanced != PartFit::differs &&
                 match.step != PartFit::differs && entry.row->likely;
  return match;
}

// Drops what a better match makes doubtful.
void weed(std::vector<ReplyMatch>& matches, const Question& question) {
  const auto has = [&](auto condition) { return std::ranges::any_of(matches, condition); };
  const auto same_words = [](const ReplyMatch& m) { return m.words == PartFit::same; };
  const auto other_words = [](const ReplyMatch& m) { return m.words == PartFit::differs; };

  const auto same_enhanced = [](const ReplyMatch& m) { return m.enhanced == PartFit::same; };
  if (question.enhanced && of_exchange_alone(*question.enhanced) && has(same_enhanced)) {
    std::erase_if(matches, [&](const auto& m) { return !same_enhanced(m); });
  }
  if (has(same_words)) {
    std::erase_if(matches, [&](const auto& m) { return !same_words(m); });
    if (has([](const auto& m) { return m.step == PartFit::same; })) {
      std::erase_if(matches, [](const auto& m) { return m.step == PartFit::differs; });
    }
    if (has([](const auto& m) { return m.enhanced == PartFit::same; })) {
      std::erase_if(matches, [](const auto& m) { return m.enhanced == PartFit::differs; });
    }
    return;
  }
  if (has([](const auto& m) { return m.enhanced == PartFit::same; })) {
    std::erase_if(matches, [](const auto& m) { return m.enhanced != PartFit::same; });
  }
  // A row made for "any other words" knows better than rows that have words of their own.
  if (has([](const auto& m) { return m.row->wording.empty(); })) std::erase_if(matches, other_words);
  if (matches.empty()) return;
  const std::optional<Class> first = matches.front().row->cls;
  if (has([&](const auto& m) { return m.row->cls != first; })) std::erase_if(matches, other_words);
}

}  // namespace

bool is_a(std::string_view kind, std::string_view family) {
  return kind == family || (kind == "Exchange Online" && family == "Exchange");
}

std::vector<ReplyMatch> look_up_reply(std::string_view kind, std::optional<Step> step, const Reply& reply) {
  const std::string words = words_of(reply);
  const FoldedText folded(words);
  Question question{kind, step, reply, words, folded, std::nullopt};
  if (is_enhanced_code(reply.enhanced)) question.enhanced = enhanced_codes(reply.enhanced);
  std::vector<ReplyMatch> matches;
  for (const Entry* entry : index().rows(reply.code)) {
    if (auto match = compare(question, *entry)) matches.push_back(std::move(*match));
  }
  weed(matches, question);
  // Of equals, what is verified, then the order of the file.
  std::ranges::stable_sort(matches, [](const ReplyMatch& a, const ReplyMatch& b) {
    if (a.score != b.score) return a.score > b.score;
    return a.row->likely && !b.row->likely;
  });
  for (ReplyMatch& match : matches) match.why = why(question, match);
  return matches;
}

}  // namespace authwalk::knowledge
