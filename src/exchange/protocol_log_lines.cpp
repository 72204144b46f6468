#include "exchange/protocol_log_lines.hpp"

#include <fmt/format.h>

#include "exchange/text_search.hpp"
#include "smtp/reply_reader.hpp"

namespace authwalk {

std::optional<LoggedReplyLine> logged_reply_line(std::string_view row) {
  if (row.size() < 3 || !is_digit(row[0]) || !is_digit(row[1]) || !is_digit(row[2])) return std::nullopt;
  if (row[0] < '2' || row[0] > '5') return std::nullopt;
  if (row.size() > 3 && row[3] != ' ' && row[3] != '-') return std::nullopt;
  const int code = (row[0] - '0') * 100 + (row[1] - '0') * 10 + (row[2] - '0');
  const bool last = row.size() < 4 || row[3] == ' ';
  return LoggedReplyLine{code, last, trimmed(row.substr(std::min<std::size_t>(4, row.size())))};
}

Reply logged_reply(int code, const std::vector<std::string>& lines) {
  std::string bytes;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view text = std::string_view(lines[i]).substr(0, max_line - 8);
    bytes += fmt::format("{}{}{}\r\n", code, i + 1 < lines.size() ? '-' : ' ', text);
  }
  try {
    ReplyReader reader;
    reader.feed(bytes);
    if (auto reply = reader.take()) return std::move(*reply);
  } catch (const ReplyError&) {
    // More lines than a reply may have: the code still says what was meant.
  }
  return {code, "", {lines.empty() ? std::string() : lines.back()}};
}

bool tells_failure(std::string_view context) {
  const auto has = [&](std::string_view word) { return context.find(word) != std::string_view::npos; };
  return has("ailed") || has("ailure");  // "Failed to connect", "Certificate validation failure"
}

std::string_view tarpit_reply(std::string_view data) {
  constexpr std::string_view due = "due to '";
  const std::size_t at = data.find(due);
  if (!data.starts_with("Tarpit for") || at == std::string_view::npos) return {};
  data.remove_prefix(at + due.size());
  return data.substr(0, data.rfind('\''));
}

}  // namespace authwalk
