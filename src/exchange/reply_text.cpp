#include "exchange/reply_text.hpp"

#include <authwalk/mode.hpp>
#include <string>

#include "exchange/recorded_failure.hpp"
#include "exchange/text_search.hpp"
#include "exchange/wrapped_reply.hpp"
#include "knowledge/refusal.hpp"
#include "knowledge/told_fault.hpp"
#include "smtp/reply_reader.hpp"

namespace authwalk {
namespace {

bool code_at(std::string_view text, std::size_t at) {
  if (at + 3 > text.size()) return false;
  const bool digits = text[at] >= '2' && text[at] <= '5' && is_digit(text[at + 1]) && is_digit(text[at + 2]);
  if (!digits || (at > 0 && (is_digit(text[at - 1]) || is_letter(text[at - 1]) || text[at - 1] == '.')))
    return false;
  return at + 3 == text.size() || is_blank(text[at + 3]) || text[at + 3] == '-';
}

// "5.7.3", "5.7.139" behind a reply code, with a blank, a hyphen or a hash between them.
bool enhanced_at(std::string_view text, std::size_t at, char cls) {
  while (at < text.size() && (is_blank(text[at]) || text[at] == '-' || text[at] == '#')) ++at;
  if (at >= text.size() || text[at] != cls) return false;
  int dots = 0;
  std::size_t digits = 0;
  for (; at < text.size() && (is_digit(text[at]) || text[at] == '.'); ++at) {
    if (text[at] == '.') {
      if (digits == 0) return false;
      ++dots;
      digits = 0;
    } else {
      ++digits;
    }
  }
  return dots == 2 && digits > 0;
}

// The last character in front of this place that is no blank; NUL when there is none.
char before(std::string_view text, std::size_t at) {
  while (at > 0 && is_blank(text[at - 1])) --at;
  return at > 0 ? text[at - 1] : '\0';
}

// One line: what stands behind the reply in the text is not part of it.
std::string_view one_line(std::string_view text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

RecordedFailure own_failure(const ToldFault& fault, const std::optional<Reply>& reply,
                            std::string_view text) {
  RecordedFailure record = recorded(Failure{fault.step, fault.cls, fault.origin, reply, std::string(text)});
  if (fault.mode) {
    record.transcript.mode = *fault.mode;
    // Two modes end with "Require basic authentication"; only Exchange's own verb tells the mode for certain.
    record.mode_known = *fault.mode == Mode::ExchangeServer;
  }
  if (fault.mode == Mode::ExchangeServer) record.transcript.auth.verb = "X-EXPS";
  return record;
}

void note_remote(Transcript& t, const UnwrappedReply& unwrapped) {
  t.connector.SmartHost = unwrapped.host;
  t.remote = unwrapped.endpoint;
  name_smart_host(t);
}

}  // namespace

std::optional<Reply> reply_at_start(std::string_view text) {
  text = trimmed(text);
  if (!code_at(text, 0)) return std::nullopt;
  std::string lines;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view line = trimmed(one_line(rest));
    rest.remove_prefix(std::min(rest.size(), one_line(rest).size() + 1));
    // Whatever follows a last line, or does not look like one, is not the reply's.
    if (!code_at(line, 0) || line.substr(0, 3) != text.substr(0, 3)) break;
    lines += line;
    lines += "\r\n";
    if (line.size() <= 3 || line[3] != '-') break;
  }
  // A reply that was cut before its last line still is one.
  const std::size_t last = lines.size() < 2 ? 0 : lines.rfind('\n', lines.size() - 2);
  const std::size_t separator = (last == std::string::npos ? 0 : last + 1) + 3;
  if (separator < lines.size() && lines[separator] == '-') lines[separator] = ' ';
  ReplyReader reader;
  try {
    reader.feed(lines);
    return reader.take();
  } catch (const ReplyError&) {
    return std::nullopt;
  }
}

std::optional<Reply> reply_within(std::string_view text) {
  for (std::size_t at = 0; at + 3 <= text.size(); ++at) {
    if ((text[at] != '4' && text[at] != '5') || !code_at(text, at)) continue;
    const char mark = before(text, at);
    constexpr std::string_view leading = "\"':;[(<>=#";
    const bool introduced = mark == '\0' || leading.find(mark) != std::string_view::npos;
    const bool numbered = enhanced_at(text, at + 3, text[at]);
    if (!numbered && !(introduced && at + 4 < text.size())) continue;
    std::string_view reply = one_line(text.substr(at)).substr(0, max_line - 2);
    // In quotes, the closing one ends it.
    if (mark == '"' || mark == '\'') reply = reply.substr(0, reply.find(mark));
    if (auto found = reply_at_start(reply)) return found;
  }
  return std::nullopt;
}

std::optional<RecordedFailure> failure_of_reply(std::string_view text, std::optional<Step> step) {
  const UnwrappedReply unwrapped = unwrap_reply(text);
  std::optional<Reply> reply = unwrapped.wrapped ? reply_at_start(unwrapped.text) : reply_at_start(text);
  if (!reply) reply = reply_within(unwrapped.text);
  const std::string_view words = unwrapped.text;

  if (!tells_no_reason(words)) {
    if (auto fault = told_fault(words, reply)) {
      // Where a connection broke is not in such a text; whoever gave the step knows better.
      if (step && fault->origin == Origin::network && fault->step >= Step::connect) fault->step = *step;
      RecordedFailure record = own_failure(*fault, reply, words);
      note_remote(record.transcript, unwrapped);
      return record;
    }
  }
  if (!reply || !(reply->temporary() || reply->permanent()) || tells_no_reason(words)) return std::nullopt;

  const Step at = step ? *step : step_of_refusal(*reply);
  const Class cls = step ? class_of_refusal(at, *reply) : class_of_placeless_refusal(*reply);
  RecordedFailure record = recorded(Failure{at, cls, Origin::server, reply, {}});
  note_remote(record.transcript, unwrapped);
  guess_mode(record.transcript);
  return record;
}

}  // namespace authwalk
