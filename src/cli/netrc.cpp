#include "netrc.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "command_error.hpp"

namespace authwalk::cli {
namespace {

[[noreturn]] void refuse(int line, std::string_view problem) {
  throw CommandError{exit_data, fmt::format("--netrc-file, line {}: {}", line, problem),
                     "machine HOST login NAME password WORD", "--netrc-file"};
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool same_host(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

// Any word may be a password, so all of them live in locked memory.
class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) {}

  int line() const { return line_; }

  /// The next keyword; nothing at the end. A # hides the rest of its line.
  std::optional<Secret> keyword() {
    while (true) {
      skip_blanks();
      if (!rest_.starts_with('#')) break;
      while (!rest_.empty() && rest_.front() != '\n') drop();
    }
    if (rest_.empty()) return std::nullopt;
    return word();
  }

  /// The word after a keyword.
  Secret value(std::string_view keyword) {
    const int at = line_;
    skip_blanks();
    if (rest_.empty()) refuse(at, fmt::format("nothing after {}", keyword));
    return word();
  }

  /// A macro definition ends with an empty line.
  void skip_macro() {
    while (!rest_.empty() && !rest_.starts_with("\n\n") && !rest_.starts_with("\n\r\n")) drop();
  }

 private:
  char drop() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == '\n') ++line_;
    return c;
  }

  void skip_blanks() {
    while (!rest_.empty() && is_blank(rest_.front())) drop();
  }

  Secret word() {
    Secret out(rest_.starts_with('"') ? quoted_size() : bare_size());
    std::size_t filled = 0;
    if (!rest_.starts_with('"')) {
      for (; filled < out.size(); ++filled) out.bytes()[filled] = drop();
      return out;
    }
    drop();
    while (rest_.front() != '"') out.bytes()[filled++] = next_quoted();
    drop();
    out.shrink(filled);
    return out;
  }

  std::size_t bare_size() const {
    const auto end = std::find_if(rest_.begin(), rest_.end(), is_blank);
    return static_cast<std::size_t>(end - rest_.begin());
  }

  /// With its backslashes: never less than what is left without.
  std::size_t quoted_size() const {
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') return i;
      if (rest_[i] == '\\') ++i;
    }
    refuse(line_, "a quotation mark is not closed");
  }

  char next_quoted() {
    const char c = drop();
    if (c != '\\') return c;
    switch (const char escaped = drop()) {
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      default:
        return escaped;
    }
  }

  std::string_view rest_;
  int line_ = 1;
};

}  // namespace

std::vector<NetrcEntry> netrc_entries(std::string_view text, std::string_view host) {
  std::vector<NetrcEntry> found;
  bool in_entry = false;  // after `machine` or `default`
  bool for_us = false;    // ... of this host
  Words words(text);
  while (true) {
    const auto keyword = words.keyword();
    if (!keyword) return found;
    const auto name = keyword->view();
    const int line = words.line();
    if (name == "machine") {
      in_entry = true;
      for_us = same_host(words.value(name).view(), host);
      if (for_us) found.push_back({line, {}, {}});
    } else if (name == "default") {
      in_entry = true;
      for_us = false;
    } else if (name == "macdef") {
      words.skip_macro();
    } else if (in_entry && (name == "login" || name == "user")) {
      const Secret login = words.value(name);
      if (for_us) found.back().login = std::string(login.view());
    } else if (in_entry && name == "password") {
      Secret password = words.value(name);
      if (for_us) found.back().password = std::move(password);
    } else if (in_entry && (name == "account" || name == "port")) {
      words.value(name);  // of no use here; other programs write them
    } else {
      refuse(line, "neither machine, login nor password");  // not repeated: it may be a password
    }
  }
}

}  // namespace authwalk::cli
