#include "smtp/secret_forms.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "knowledge/reply_rows.hpp"
#include "model/lookup.hpp"
#include "report/utf8.hpp"
#include "sasl/base64.hpp"
#include "sasl/nt_hash.hpp"
#include "sasl/utf16.hpp"

namespace authwalk {
namespace {

enum class Kind { lower_case, upper_case, digit, other };

Kind kind_of(char c) {
  if (c >= 'a' && c <= 'z') return Kind::lower_case;
  if (c >= 'A' && c <= 'Z') return Kind::upper_case;
  return c >= '0' && c <= '9' ? Kind::digit : Kind::other;
}

// A capital at the beginning makes no other word.
bool of_one_kind(std::string_view text) {
  if (text.size() > 1 && kind_of(text[0]) == Kind::upper_case && kind_of(text[1]) == Kind::lower_case)
    text.remove_prefix(1);
  return std::ranges::all_of(text, [&](char c) { return kind_of(c) == kind_of(text.front()); });
}

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return kind_of(c) == Kind::digit; });
}

bool letter_or_digit(char c) {
  return kind_of(c) != Kind::other;
}

std::string_view without_edges(std::string_view text) {
  while (!text.empty() && !letter_or_digit(text.front())) text.remove_prefix(1);
  while (!text.empty() && !letter_or_digit(text.back())) text.remove_suffix(1);
  return text;
}

bool holds_word(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) { return lower(a) == lower(b); };
  for (auto at = text.begin();; ++at) {
    at = std::search(at, text.end(), word.begin(), word.end(), same);
    if (at == text.end()) return false;
    const auto end = at + static_cast<std::ptrdiff_t>(word.size());
    if ((at == text.begin() || !letter_or_digit(at[-1])) && (end == text.end() || !letter_or_digit(*end)))
      return true;
  }
}

// The table of replies knows what servers say, whatever the password is.
bool servers_say(std::string_view text) {
  return std::ranges::any_of(knowledge::reply_rows(), [&](const knowledge::ReplyRow& row) {
    return holds_word(row.sample, text) || holds_word(row.wording, text);
  });
}

Secret fold(Secret text) {
  for (char& c : text.bytes()) c = folded(c);
  return text;
}

Secret hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  Secret out(bytes.size() * 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    out.bytes()[2 * i] = digits[byte >> 4U];
    out.bytes()[2 * i + 1] = digits[byte & 15U];
  }
  return out;
}

// The part of the base64 text that depends on these bytes alone, when `offset` other bytes stand before them.
Secret base64_inner(std::string_view bytes, std::size_t offset) {
  Secret shifted(bytes.size() + offset);
  std::memcpy(shifted.bytes().data() + offset, bytes.data(), bytes.size());
  const Secret text = base64_encode(shifted.view());
  const std::size_t begin = (offset * 8 + 5) / 6;
  const std::size_t end = (offset + bytes.size()) * 8 / 6;
  return Secret::copy_of(text.view().substr(begin, end - begin));
}

Secret base64_whole(std::string_view bytes) {
  Secret text = base64_encode(bytes);
  text.shrink(text.view().find_last_not_of('=') + 1);
  return text;
}

// 0x80 to 0x9F of Windows-1252; its other characters are those of Latin-1.
constexpr std::array<char32_t, 32> windows_only = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

bool is_utf8(std::string_view text) {
  for (Utf8Char c; !text.empty(); text.remove_prefix(c.size)) {
    c = first_char(text);
    if (!c.valid) return false;
  }
  return true;
}

// Empty where a character is not in the code page.
Secret to_code_page(std::string_view utf8) {
  Secret out(utf8.size());
  std::size_t size = 0;
  for (; !utf8.empty(); utf8.remove_prefix(first_char(utf8).size)) {
    const char32_t point = first_char(utf8).point;
    const auto found = std::ranges::find(windows_only, point);
    if (point > 0xFF && found == windows_only.end()) return {};
    const auto place = static_cast<char32_t>(found - windows_only.begin());
    out.bytes()[size++] = static_cast<char>(point > 0xFF ? 0x80 + place : point);
  }
  out.shrink(size);
  return out;
}

Secret from_code_page(std::string_view bytes) {
  Secret out(bytes.size() * 3);
  std::size_t size = 0;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const bool special = byte >= 0x80 && byte < 0xA0 && windows_only.at(byte - 0x80U) != 0;
    const char32_t point = special ? windows_only.at(byte - 0x80U) : byte;
    if (point < 0x80) {
      out.bytes()[size++] = static_cast<char>(point);
      continue;
    }
    if (point >= 0x800) out.bytes()[size++] = static_cast<char>(0xE0U | (point >> 12U));
    out.bytes()[size++] =
        static_cast<char>(point >= 0x800 ? 0x80U | ((point >> 6U) & 0x3FU) : 0xC0U | (point >> 6U));
    out.bytes()[size++] = static_cast<char>(0x80U | (point & 0x3FU));
  }
  out.shrink(size);
  return out;
}

// Below this many characters base64 and hex are looked for as a whole only: their middle stands in other
// texts.
constexpr std::size_t long_enough = 6;

void add_forms(std::vector<SecretForm>& forms, std::string_view bytes, Weight weight, bool whole) {
  using enum SecretForm::Kind;
  forms.push_back({plain, weight, false, fold(Secret::copy_of(bytes))});
  forms.push_back({hex, weight, whole, fold(authwalk::hex(bytes))});
  if (whole) {
    forms.push_back({base64, weight, true, base64_whole(bytes)});
    return;
  }
  for (std::size_t offset = 0; offset < 3; ++offset)
    forms.push_back({base64, weight, false, fold(base64_inner(bytes, offset))});
}

}  // namespace

char folded(char c) {
  if (c == '-') return '+';
  return c == '_' ? '/' : lower(c);
}

Weight weigh(std::string_view secret) {
  constexpr std::size_t shortest = 4, some_word = 8, no_word = 16;
  const std::string_view core = without_edges(secret);
  if (secret.size() < shortest || (!core.empty() && servers_say(core))) return Weight::ordinary;
  if (secret.size() >= no_word || (secret.size() >= long_enough && !of_one_kind(secret)))
    return Weight::telling;
  return secret.size() >= some_word && !all_digits(secret) ? Weight::word : Weight::common;
}

std::vector<SecretForm> forms_of(std::string_view secret) {
  std::vector<SecretForm> forms;
  if (secret.empty()) return forms;
  const Weight weight = weigh(secret);
  const bool whole = secret.size() < long_enough || weight == Weight::ordinary;
  add_forms(forms, secret, weight, whole);
  const bool utf8 = is_utf8(secret);
  const Secret unicode = utf8 ? Secret::copy_of(secret) : from_code_page(secret);
  if (!utf8) add_forms(forms, unicode.view(), weight, whole);
  const Secret narrow = utf8 ? to_code_page(secret) : Secret();
  if (narrow.size() != secret.size() && !narrow.empty()) add_forms(forms, narrow.view(), weight, whole);
  if (const std::optional<Secret> wide = utf16_le(unicode.view()))
    add_forms(forms, wide->view(), weight, whole);
  if (const std::optional<Secret> hash = nt_hash(unicode.view())) {
    forms.push_back({SecretForm::Kind::hex, Weight::telling, false,
                     fold(Secret::copy_of(hash->view().substr(0, hash->size() - 1)))});
  }
  return forms;
}

}  // namespace authwalk
