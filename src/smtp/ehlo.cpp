#include "smtp/ehlo.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "model/lookup.hpp"

namespace authwalk {
namespace {

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = text.find_first_not_of(" \t", at);
    if (begin == std::string_view::npos) break;
    at = std::min(text.find_first_of(" \t", begin), text.size());
    found.push_back(text.substr(begin, at - begin));
  }
  return found;
}

void add_once(std::vector<std::string>& list, std::string_view name) {
  if (!name.empty() && !offers(list, name)) list.emplace_back(name);
}

// The mechanisms of an "AUTH" or "AUTH=" line. The second form was written by old servers before RFC 2554.
std::optional<std::vector<std::string_view>> auth_line(std::vector<std::string_view> line) {
  constexpr std::string_view old_form = "AUTH=";
  if (same_name(line[0], "AUTH")) {
    line.erase(line.begin());
    return line;
  }
  if (line[0].size() >= old_form.size() && same_name(line[0].substr(0, old_form.size()), old_form)) {
    line[0].remove_prefix(old_form.size());
    return line;
  }
  return std::nullopt;
}

// RFC 1870 section 4: up to 20 digits, and 0 says that no limit is fixed.
std::optional<std::uint64_t> fixed_limit(std::string_view digits) {
  std::uint64_t bytes = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  return whole && bytes > 0 ? std::optional(bytes) : std::nullopt;
}

}  // namespace

Capabilities capabilities(const Reply& reply) {
  Capabilities found;
  std::optional<std::vector<std::string>> first_auth;
  for (std::size_t i = 1; i < reply.lines.size(); ++i) {
    found.lines.push_back(reply.lines[i]);
    const std::vector<std::string_view> line = words(reply.lines[i]);
    if (line.empty()) continue;
    if (looks_masked(line[0])) found.masked = true;
    if (same_name(line[0], "STARTTLS")) found.starttls = true;
    if (same_name(line[0], "X-ANONYMOUSTLS")) found.x_anonymoustls = true;
    if (same_name(line[0], "SIZE")) {
      found.size = true;
      found.size_limit = line.size() > 1 ? fixed_limit(line[1]) : std::nullopt;
    }
    if (same_name(line[0], "X-EXPS")) {
      for (std::size_t w = 1; w < line.size(); ++w) add_once(found.x_exps, line[w]);
    }
    if (same_name(line[0], "X-EXCHANGEAUTH")) found.x_exchangeauth = line.size() > 1 ? line[1] : line[0];
    if (const auto mechanisms = auth_line(line)) {
      std::vector<std::string> here;
      for (std::string_view name : *mechanisms) {
        add_once(here, name);
        add_once(found.auth, name);
      }
      if (first_auth && !std::ranges::is_permutation(*first_auth, here, same_name)) {
        found.oddity = "the AUTH lines disagree; all their mechanisms are counted";
      }
      if (!first_auth) first_auth = here;
    }
  }
  return found;
}

bool offers(const std::vector<std::string>& mechanisms, std::string_view name) {
  return std::ranges::any_of(mechanisms, [&](const std::string& m) { return same_name(m, name); });
}

bool looks_masked(std::string_view text) {
  const auto stars = std::ranges::count(text, '*');
  if (stars >= 4) return true;
  // The masked keyword keeps its length: seven or more X, then at most one other letter.
  const std::size_t run = std::min(text.find_first_not_of('X'), text.size());
  return run >= 4 && text.size() - run <= 1;
}

}  // namespace authwalk
