#include "smtp/redactor.hpp"

#include <algorithm>
#include <cstring>

#include "model/lookup.hpp"
#include "sasl/base64.hpp"

namespace authwalk {
namespace {

constexpr std::string_view replacement = "[password]";

// Shorter forms than this occur in ordinary text by chance; the password itself is always cut.
constexpr std::size_t shortest_encoding = 4;

// Of a token that a server sends back, pieces of this many characters are found, wherever they were cut.
constexpr std::size_t token_piece = 24;

bool base64_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '/' ||
         c == '=';
}

char hex_digit(unsigned value) {
  return "0123456789abcdef"[value & 15U];
}

Secret hex(std::string_view bytes) {
  Secret out(bytes.size() * 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    out.bytes()[2 * i] = hex_digit(byte >> 4U);
    out.bytes()[2 * i + 1] = hex_digit(byte);
  }
  return out;
}

// RFC 3986: everything but the unreserved characters is escaped. `all` escapes those as well.
Secret percent(std::string_view bytes, bool all) {
  const auto plain = [&](char c) {
    return !all && ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                    c == '.' || c == '_' || c == '~');
  };
  Secret out(bytes.size() * 3);
  std::size_t used = 0;
  for (char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (plain(c)) {
      out.bytes()[used++] = c;
    } else {
      out.bytes()[used++] = '%';
      out.bytes()[used++] = hex_digit(byte >> 4U);
      out.bytes()[used++] = hex_digit(byte);
    }
  }
  if (used > 0) out.shrink(used);
  return out;
}

Secret utf16le(std::string_view bytes) {
  Secret out(bytes.size() * 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) out.bytes()[2 * i] = bytes[i];
  return out;
}

// The part of the base64 text that depends on these bytes alone, when `offset` other bytes stand before them.
Secret base64_inner(std::string_view bytes, std::size_t offset) {
  Secret shifted(bytes.size() + offset);
  std::memcpy(shifted.bytes().data() + offset, bytes.data(), bytes.size());
  const Secret text = base64_encode(shifted.view());
  const std::size_t begin = (offset * 8 + 5) / 6;
  const std::size_t end = (offset + bytes.size()) * 8 / 6;
  return end > begin ? Secret::copy_of(text.view().substr(begin, end - begin)) : Secret();
}

// The characters at the ends of a base64 text are made of the password's first and last bits and of what
// stands beside it: the run goes as a whole.
void widen_to_run(std::string_view text, std::size_t& begin, std::size_t& end) {
  while (begin > 0 && base64_character(text[begin - 1])) --begin;
  while (end < text.size() && base64_character(text[end])) ++end;
}

void to_lower(Secret& secret) {
  for (char& c : secret.bytes()) c = lower(c);
}

}  // namespace

Redactor::Redactor(const Credential* credential) {
  if (credential == nullptr || credential->password.empty()) return;
  const std::string_view password = credential->password.view();
  forms_.push_back({Secret::copy_of(password), false});
  std::vector<Form> encodings;
  const Secret wide = utf16le(password);
  for (std::size_t offset = 0; offset < 3; ++offset) {
    encodings.push_back({base64_inner(password, offset), true});
    encodings.push_back({base64_inner(wide.view(), offset), true});
  }
  encodings.push_back({hex(password), false});
  encodings.push_back({hex(wide.view()), false});
  encodings.push_back({percent(password, false), false});
  encodings.push_back({percent(password, true), false});
  encodings.push_back({utf16le(password), false});
  for (Form& form : encodings) {
    if (form.text.size() >= shortest_encoding) forms_.push_back(std::move(form));
  }
  for (Form& form : forms_) to_lower(form.text);
  // The longest first, so that what it covers is not cut to pieces by a shorter one.
  std::ranges::stable_sort(forms_,
                           [](const Form& a, const Form& b) { return a.text.size() > b.text.size(); });
}

std::vector<Redactor::Span> Redactor::find(std::string_view text, Edges edges) const {
  std::vector<Span> spans;
  for (const Form& form : forms_) {
    const std::string_view needle = form.text.view();
    auto at = text.begin();
    while (true) {
      at = std::search(at, text.end(), needle.begin(), needle.end(),
                       [](char t, char n) { return lower(t) == n; });
      if (at == text.end()) break;
      const auto begin = static_cast<std::size_t>(at - text.begin());
      Span span{begin, begin + needle.size()};
      if (form.base64 && edges == Edges::whole_base64) widen_to_run(text, span.begin, span.end);
      spans.push_back(span);
      ++at;
    }
  }
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

void Redactor::learn_token(std::string_view base64) {
  for (; base64.size() >= token_piece; base64.remove_prefix(token_piece))
    token_pieces_.push_back(Secret::copy_of(base64.substr(0, token_piece)));
}

// Where a piece of a token stands, the run of base64 characters around it goes.
std::string Redactor::without_tokens(std::string_view text) const {
  std::string out(text);
  for (const Secret& piece : token_pieces_) {
    for (auto at = out.find(piece.view()); at != std::string::npos; at = out.find(piece.view())) {
      std::size_t begin = at, end = at + piece.size();
      widen_to_run(out, begin, end);
      out.replace(begin, end - begin, "[token]");
    }
  }
  return out;
}

std::string Redactor::clean(std::string_view given) const {
  const std::string text = without_tokens(given);
  std::string out;
  std::size_t done = 0;
  for (const Span& span : find(text, Edges::whole_base64)) {
    out.append(text, done, span.begin - done).append(replacement);
    done = span.end;
  }
  return out.append(text, done);
}

Reply Redactor::clean(Reply reply) const {
  if (forms_.empty()) {
    for (std::string& line : reply.lines) line = clean(line);
    return reply;
  }
  // Lines are searched as one text, without the code and line end between them; a run of base64 that a line
  // end cuts is not told from the words of the next line.
  std::string joined;
  std::vector<std::size_t> ends;
  for (const std::string& line : reply.lines) {
    joined += line;
    ends.push_back(joined.size());
  }
  std::vector<bool> split(reply.lines.size(), false);
  for (const Span& span : find(joined, Edges::exact)) {
    for (std::size_t i = 0; i < ends.size(); ++i) {
      const std::size_t begin = i == 0 ? 0 : ends[i - 1];
      const bool touches = span.begin < ends[i] && span.end > begin;
      const bool within = span.begin >= begin && span.end <= ends[i];
      if (touches && !within) split[i] = true;
    }
  }
  for (std::size_t i = 0; i < reply.lines.size(); ++i) {
    reply.lines[i] = split[i] ? std::string(replacement) : clean(reply.lines[i]);
  }
  return reply;
}

}  // namespace authwalk
