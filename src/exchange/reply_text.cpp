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

// A program may have taken the line ends out: "550-5.7.26 Your email 550-5.7.26 has been 550 5.7.26 blocked".
std::string with_lines_apart(std::string_view text) {
  const std::string_view code = text.substr(0, 3);
  std::string out;
  while (text.size() > 4 && text[3] == '-') {
    std::size_t next = text.find(code, 4);
    while (next != std::string_view::npos && !code_at(text, next)) next = text.find(code, next + 1);
    if (next == std::string_view::npos) break;
    out.append(trimmed(text.substr(0, next))) += '\n';
    text.remove_prefix(next);
  }
  return out.append(text);
}

std::optional<Reply> reply_at_start(std::string_view given) {
  given = trimmed(given);
  if (!code_at(given, 0)) return std::nullopt;
  const std::string apart = with_lines_apart(given);
  const std::string_view text = apart;
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

RecordedFailure refused_with(const Reply& reply, std::optional<Step> step) {
  const Step at = step ? *step : step_of_refusal(reply);
  if (reply.code != 0) {
    const Class cls = step ? class_of_refusal(at, reply) : class_of_placeless_refusal(reply);
    return recorded(Failure{at, cls, Origin::server, reply, {}});
  }
  // Without its three digits only the enhanced code tells whether it is for good.
  Class cls = class_of_placeless_refusal(reply);
  if (cls == Class::rejected && reply.enhanced.starts_with('4')) cls = Class::rejected_temporarily;
  return recorded(Failure{at, cls, Origin::server, std::nullopt, reply.lines.front()});
}

std::optional<RecordedFailure> failure_of_reply(std::string_view text, std::optional<Step> step) {
  const UnwrappedReply unwrapped = unwrap_reply(text);
  std::optional<Reply> reply = reply_within(unwrapped.text);
  if (!reply) reply = reply_at_start(unwrapped.text);
  const std::string_view words = unwrapped.text;

  if (!tells_no_reason(words)) {
    if (auto fault = told_fault(words, reply)) {
      // Where a connection broke is not in such a text; whoever gave the step knows better.
      if (step && fault->origin == Origin::network && fault->step >= Step::connect) fault->step = *step;
      RecordedFailure record = own_failure(*fault, reply && reply->code != 0 ? reply : std::nullopt, words);
      note_remote(record.transcript, unwrapped);
      return record;
    }
  }
  if (!reply || tells_no_reason(words)) return std::nullopt;
  if (reply->code != 0 && !(reply->temporary() || reply->permanent())) return std::nullopt;
  RecordedFailure record = refused_with(*reply, step);
  note_remote(record.transcript, unwrapped);
  guess_mode(record.transcript);
  return record;
}

}  // namespace authwalk
