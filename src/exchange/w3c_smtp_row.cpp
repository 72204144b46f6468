#include "exchange/w3c_smtp_row.hpp"

#include <algorithm>
#include <vector>

#include "exchange/text_search.hpp"

namespace authwalk {
namespace {

constexpr std::size_t none = std::string_view::npos;
constexpr std::string_view fields_line = "#Fields:";

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> found;
  while (!(line = trimmed(line)).empty()) {
    found.push_back(line.substr(0, line.find_first_of(" \t")));
    line.remove_prefix(found.back().size());
  }
  return found;
}

// Blanks are written as "+".
std::string text_of(std::string_view value) {
  std::string text(value == "-" ? std::string_view() : value);
  std::ranges::replace(text, '+', ' ');
  return std::string(trimmed(text));
}

}  // namespace

std::optional<W3cSmtpColumns> W3cSmtpColumns::from_header(std::string_view line) {
  if (!starts_in_any_case(line, fields_line)) return std::nullopt;
  constexpr std::array<std::string_view, count> names{"c-ip", "cs-username", "cs-method", "cs-uri-query",
                                                      "sc-status"};
  const auto columns = words(line.substr(fields_line.size()));
  W3cSmtpColumns found;
  for (std::size_t i = 0; i < count; ++i) {
    const auto place =
        std::ranges::find_if(columns, [&](std::string_view name) { return same_name(name, names[i]); });
    found.place_[i] = place == columns.end() ? none : static_cast<std::size_t>(place - columns.begin());
  }
  const bool usable = found.place_[method] != none && found.place_[query] != none;
  return usable ? std::optional(found) : std::nullopt;
}

std::optional<W3cSmtpRow> W3cSmtpColumns::parse(std::string_view line) const {
  const auto fields = words(line);
  const auto field = [&](Column column) {
    const std::size_t at = place_[column];
    return at < fields.size() ? fields[at] : std::string_view();
  };
  if (fields.size() <= std::max(place_[method], place_[query])) return std::nullopt;
  W3cSmtpRow row;
  row.peer = field(peer);
  const std::string said = text_of(field(query));
  if (same_name(field(user), "OutboundConnectionResponse")) {
    row.reply = said;
    return row;
  }
  row.command = std::string(field(method));
  if (!said.empty()) row.command += " " + said;
  // The receiving server keeps the code of its answer beside the command; that of QUIT is one of its own.
  const std::string_view code = field(status);
  const bool answered =
      code.size() == 3 && code[0] >= '2' && code[0] <= '5' && !same_name(field(method), "QUIT");
  if (answered && !same_name(field(user), "OutboundConnectionCommand")) row.reply = std::string(code) + " ";
  return row;
}

}  // namespace authwalk
