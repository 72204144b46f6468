#include "rehearsal/envelope.hpp"

#include <algorithm>

#include "model/lookup.hpp"

namespace authwalk::rehearsal {
namespace {

// A header line may be that long before it is forgotten; only the address near its beginning matters.
constexpr std::size_t longest_header_line = 8192;

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

bool starts_with(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && same_name(text.substr(0, word.size()), word);
}

// The address in "Sales <sales@contoso.example>" or "sales@contoso.example".
std::string_view mailbox(std::string_view text) {
  const std::size_t open = text.rfind('<');
  if (open == std::string_view::npos) return trim(text);
  return trim(text.substr(open + 1, text.find('>', open) - open - 1));
}

}  // namespace

std::optional<Path> read_path(std::string_view text, std::string_view word) {
  if (!starts_with(text, word)) return std::nullopt;
  text = trim(text.substr(word.size()));
  if (!text.starts_with(':')) return std::nullopt;
  text = trim(text.substr(1));
  const std::size_t close = text.find('>');
  if (!text.starts_with('<') || close == std::string_view::npos) return std::nullopt;

  Path path;
  path.address = text.substr(1, close - 1);
  if (path.address.find_first_of(" \t<\"") != std::string::npos) return std::nullopt;
  text.remove_prefix(close + 1);
  while (!(text = trim(text)).empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    path.parameters.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return path;
}

void MessageReader::take(std::string_view bytes) {
  size_ += bytes.size();
  while (in_header_ && !bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    if (unfinished_.size() < longest_header_line) unfinished_ += bytes.substr(0, end);
    if (end == std::string_view::npos) return;
    take_line(unfinished_);
    unfinished_.clear();
    bytes.remove_prefix(end + 1);
  }
}

void MessageReader::take_line(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty()) in_header_ = false;
  if (starts_with(line, "From:")) header_from_ = mailbox(line.substr(5));
}

}  // namespace authwalk::rehearsal
