#include "smtp/redactor.hpp"

#include <algorithm>
#include <utility>

#include "smtp/base64_run.hpp"

namespace authwalk {
namespace {

constexpr std::string_view replacement = "[password]";

bool part_of_a_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Nothing of the same word stands before or behind it.
bool whole_word(std::string_view text, std::size_t begin, std::size_t end) {
  const bool before = begin > 0 && part_of_a_word(text[begin - 1]) && part_of_a_word(text[begin]);
  const bool behind = end < text.size() && part_of_a_word(text[end]) && part_of_a_word(text[end - 1]);
  return !before && !behind;
}

std::uint32_t beginning(std::string_view text) {
  std::uint32_t key = 0;
  for (std::size_t i = 0; i < 4; ++i) key = key << 8U | static_cast<unsigned char>(folded(text[i]));
  return key;
}

bool same_at(std::string_view text, std::size_t at, std::string_view form) {
  return text.size() - at >= form.size() &&
         std::equal(form.begin(), form.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                    [](char f, char t) { return f == folded(t); });
}

std::string fold(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = folded(c);
  return out;
}

}  // namespace

void PlainWords::own_name(std::string_view name) {
  if (name.empty()) return;
  own_.push_back(fold(name));
  std::string part;
  for (const char c : own_.back() + ".") {
    const bool mark = c == '.' || c == '@' || c == '\\' || c == '/' || c == ':';
    if (!mark) part += c;
    if (mark && !part.empty()) own_.push_back(std::exchange(part, {}));
  }
}

void PlainWords::said_before(std::string_view text) {
  said_ += fold(text) + "\n";
}

bool PlainWords::is_own_name(std::string_view folded_word) const {
  return std::ranges::find(own_, folded_word) != own_.end();
}

bool PlainWords::was_said_before(std::string_view folded_word) const {
  for (auto at = said_.find(folded_word); at != std::string::npos; at = said_.find(folded_word, at + 1)) {
    if (whole_word(said_, at, at + folded_word.size())) return true;
  }
  return false;
}

void Redactor::learn(std::string_view password) {
  for (SecretForm& form : forms_of(password)) {
    const std::size_t number = forms_.size();
    if (form.text.size() >= 4) {
      by_beginning_.emplace(beginning(form.text.view()), number);
    } else if (!form.text.empty()) {
      short_.push_back(number);
    }
    forms_.push_back(std::move(form));
  }
}

// Every place where a form stands. Base64 that must be whole is kept as it is, and compared so later.
template <typename Found>
void Redactor::search(std::string_view text, bool hex_alone, Found found) const {
  const auto try_form = [&](std::size_t number, std::size_t at) {
    const SecretForm& form = forms_[number];
    if (hex_alone && form.kind != SecretForm::Kind::hex) return;
    const bool exact = form.whole && form.kind == SecretForm::Kind::base64;
    const bool stands =
        exact ? text.substr(at).starts_with(form.text.view()) : same_at(text, at, form.text.view());
    if (stands) found(form, at);
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const std::size_t number : short_) try_form(number, at);
    if (text.size() - at < 4) continue;
    const auto [first, last] = by_beginning_.equal_range(beginning(text.substr(at)));
    for (auto form = first; form != last; ++form) try_form(form->second, at);
  }
}

// Is it an echo? `source_size`: characters that it takes in the source.
bool Redactor::counts(const SecretForm& form, std::string_view text, std::size_t begin,
                      std::size_t source_size, TextPlace place) const {
  using Kind = SecretForm::Kind;
  const std::string_view word = form.text.view();
  const std::size_t end = begin + word.size();
  if (form.kind == Kind::hex) return !form.whole || (word.size() >= 8 && whole_word(text, begin, end));
  if (form.kind == Kind::base64) {
    if (!form.whole) return true;
    std::size_t run_begin = begin, run_end = end;
    widen_to_run(text, run_begin, run_end);
    const bool alone = run_begin == begin &&
                       text.substr(end, run_end - end).find_first_not_of('=') == std::string_view::npos;
    return alone && (word.size() >= 6 || (place.after_the_secret && word.size() >= 4));
  }
  // All of it escaped, or in UTF-16: nobody writes a word so.
  const bool spelled_out = word.size() >= 2 && source_size >= 3 * word.size();
  const bool wide = word.size() >= 4 && word.find('\0') != std::string_view::npos;
  if (spelled_out || wide) return true;
  if (place.words != nullptr && place.words->is_own_name(word)) return false;
  switch (form.weight) {
    case Weight::telling:
      return true;
    case Weight::word:
      return whole_word(text, begin, end);
    case Weight::common:
      return place.after_the_secret && whole_word(text, begin, end) &&
             (place.words == nullptr || !place.words->was_said_before(word));
    case Weight::ordinary:
      break;
  }
  return false;
}

std::vector<Redactor::Span> Redactor::find(std::string_view text, TextPlace place, Edges edges) const {
  std::vector<Span> spans;
  search(text, false, [&](const SecretForm& form, std::size_t at) {
    Span span{at, at + form.text.size()};
    if (!counts(form, text, at, form.text.size(), place)) return;
    if (form.kind == SecretForm::Kind::base64 && edges == Edges::whole_base64)
      widen_to_run(text, span.begin, span.end);
    spans.push_back(span);
  });
  const auto search_reading = [&](const Reading& reading, bool hex_alone) {
    search(reading.text, hex_alone, [&](const SecretForm& form, std::size_t at) {
      const Span span{reading.places[at].begin, reading.places[at + form.text.size() - 1].end};
      if (counts(form, reading.text, at, span.end - span.begin, place)) spans.push_back(span);
    });
  };
  if (text.find_first_of("%\\&=+") != std::string_view::npos) {
    search_reading(without_escapes(text, EscapedBytes::are_bytes), false);
    search_reading(without_escapes(text, EscapedBytes::are_points), false);
  }
  if (text.find_first_of(" \t:-,.") != std::string_view::npos) search_reading(without_separators(text), true);
  std::ranges::sort(spans, {}, &Span::begin);
  std::vector<Span> merged;
  for (const Span& span : spans) {
    if (!merged.empty() && span.begin < merged.back().end) {
      merged.back().end = std::max(merged.back().end, span.end);
    } else {
      merged.push_back(span);
    }
  }
  return merged;
}

std::string Redactor::clean(std::string_view text, TextPlace place) const {
  if (forms_.empty()) return std::string(text);
  std::string out;
  std::size_t done = 0;
  for (const Span& span : find(text, place, Edges::whole_base64)) {
    out.append(text, done, span.begin - done).append(replacement);
    done = span.end;
  }
  return out.append(text, done);
}

void Redactor::clean(std::vector<std::string>& lines, TextPlace place) const {
  if (forms_.empty()) return;
  // Lines are searched as one text, without the code and line end between them; a run of base64 that a line
  // end cuts is not told from the words of the next line.
  std::string joined;
  std::vector<std::size_t> ends;
  for (const std::string& line : lines) {
    joined += line;
    ends.push_back(joined.size());
  }
  std::vector<bool> split(lines.size(), false);
  for (const Span& span : lines.size() > 1 ? find(joined, place, Edges::exact) : std::vector<Span>()) {
    for (std::size_t i = 0; i < ends.size(); ++i) {
      const std::size_t begin = i == 0 ? 0 : ends[i - 1];
      const bool touches = span.begin < ends[i] && span.end > begin;
      const bool within = span.begin >= begin && span.end <= ends[i];
      if (touches && !within) split[i] = true;
    }
  }
  for (std::size_t i = 0; i < lines.size(); ++i)
    lines[i] = split[i] ? std::string(replacement) : clean(lines[i], place);
}

}  // namespace authwalk
