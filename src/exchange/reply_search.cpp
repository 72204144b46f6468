// Where in a text a reply stands, and how far it goes. Programs put it in quotes, tuples, exceptions and log
// lines; its parts then stand apart, or some are missing.
#include <algorithm>
#include <array>
#include <string>

#include "exchange/reply_text.hpp"
#include "exchange/text_search.hpp"
#include "knowledge/reply_lookup.hpp"
#include "knowledge/told_fault.hpp"
#include "smtp/reply_reader.hpp"

namespace authwalk {
namespace {

constexpr std::size_t npos = std::string_view::npos;

bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}

// Three digits that begin with 4 or 5 and are no part of something longer.
bool refusal_code_at(std::string_view text, std::size_t at) {
  if (at + 3 > text.size() || (text[at] != '4' && text[at] != '5')) return false;
  if (!is_digit(text[at + 1]) || !is_digit(text[at + 2])) return false;
  if (at > 0 && (is_word(text[at - 1]) || text[at - 1] == '.' || text[at - 1] == '-')) return false;
  return at + 3 == text.size() || !is_word(text[at + 3]);
}

// How many characters an enhanced code of this class takes here; 0 when there is none.
std::size_t enhanced_size(std::string_view text, std::size_t at, char cls) {
  if (at >= text.size() || text[at] != cls) return 0;
  std::size_t end = at;
  int dots = 0, digits = 0;
  for (; end < text.size() && (is_digit(text[end]) || text[end] == '.'); ++end) {
    if (text[end] != '.') {
      if (++digits > 3) return 0;
      continue;
    }
    // A full stop may end the sentence.
    if (dots == 2 || digits == 0) break;
    ++dots;
    digits = 0;
  }
  if (end > at && text[end - 1] == '.') --end;
  const bool more = end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1]);
  return dots == 2 && !more ? end - at : 0;
}

std::size_t behind_marks(std::string_view text, std::size_t at, std::string_view marks) {
  return std::min(text.size(), text.find_first_not_of(marks, at));
}

// The last character in front of this place that is no blank; NUL when there is none.
char before(std::string_view text, std::size_t at) {
  while (at > 0 && is_blank(text[at - 1])) --at;
  return at > 0 ? text[at - 1] : '\0';
}

// --- how far a reply goes
// -------------------------------------------------------------------------------------

// Frames of a call stack: "at System.Net.Mail.Send(", "bei System.", "in /srv/app/Transport.php:338".
std::size_t call_stack(std::string_view text) {
  for (std::size_t at = text.find(' '); at != npos; at = text.find(' ', at + 1)) {
    std::string_view rest = text.substr(at + 1);
    const std::string_view word = rest.substr(0, rest.find(' '));
    if (word.empty() || word.size() > 8) continue;
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    const std::string_view place = rest.substr(0, rest.find_first_of(" \t("));
    const bool called = place.size() < rest.size() && place.find('.') != npos &&
                        place.find('.') + 1 < place.size() &&
                        (rest[place.size()] == '(' || rest.substr(place.size()).starts_with(" ("));
    const bool is_path = same_name(word, "in") && (place.starts_with('/') || place.find(":\\") != npos);
    if ((called && !is_digit(place.front())) || is_path) return at;
  }
  return npos;
}

// Where the mark that was opened before the text is closed: the last one that no letter follows.
std::size_t closing_quote(std::string_view text, char quote) {
  for (std::size_t at = text.find(quote); at != npos; at = text.find(quote, at + 1)) {
    const bool apostrophe =
        quote == '\'' && at + 1 < text.size() && is_letter(text[at + 1]) && at > 0 && is_letter(text[at - 1]);
    if (!apostrophe) return at;
  }
  return npos;
}

std::size_t closing_bracket(std::string_view text, char open, char close) {
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == open) ++depth;
    if (text[at] == close && depth-- == 0) return at;
  }
  return npos;
}

// What programs write behind a reply, each in their own way.
constexpr std::array<std::string_view, 17> endings{" (Net::",
                                                   " Please check the message",
                                                   " (in reply to ",
                                                   "};{",
                                                   "}`",
                                                   "}]",
                                                   "]}",
                                                   ", code: ",
                                                   " code: '",
                                                   "\", \"",
                                                   "','",
                                                   "\",",
                                                   "##",
                                                   "/Giving_up",
                                                   "Giving up on ",
                                                   "Stack trace",
                                                   "|"};

std::string_view up_to_end(std::string_view text, char opened) {
  text = text.substr(0, 2 * max_line);
  text = text.substr(0, text.find_first_of("\r\n"));
  if (opened == '"' || opened == '\'') text = text.substr(0, closing_quote(text, opened));
  if (opened == '(') text = text.substr(0, closing_bracket(text, '(', ')'));
  if (opened == '[') text = text.substr(0, closing_bracket(text, '[', ']'));
  for (std::string_view ending : endings) text = text.substr(0, text.find(ending));
  text = trimmed(text.substr(0, call_stack(text)));
  const auto unbalanced = [&](char close, char open) {
    const bool ends = text.ends_with(close) || text.ends_with(std::string{close, '.'});
    return ends && std::ranges::count(text, close) > std::ranges::count(text, open);
  };
  while (text.size() > 3 &&
         (unbalanced(')', '(') || (text.ends_with('\'') && std::ranges::count(text, '\'') % 2 == 1) ||
          text.ends_with('\\') || text.ends_with('`') || text.ends_with('"') ||
          (text.ends_with('}') && text.find('{') == npos))) {
    text = trimmed(text.substr(0, text.size() - 1));
  }
  return text.substr(0, max_line - 2);
}

// Escaped line ends make lines: "\r\n" and "\n" as programs print them.
std::string with_line_ends(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char next = text[at] == '\\' && at + 1 < text.size() ? text[at + 1] : '\0';
    if (next == 'n' || next == 'r') {
      if (!out.ends_with('\n')) out += '\n';
      ++at;
    } else if (next == '\'' || next == '"' || next == '\\') {
      out += next;
      ++at;
    } else {
      out += text[at];
    }
  }
  return out;
}

// The lines of a literal with the code in front of each, where they do not bring it themselves.
std::string as_reply_lines(std::string_view code, std::string_view text) {
  const std::string lines = with_line_ends(text);
  std::string out;
  for (std::string_view rest = lines; !rest.empty();) {
    const std::string_view line = trimmed(rest.substr(0, rest.find('\n')));
    rest.remove_prefix(std::min(rest.size(), rest.find('\n') == npos ? rest.size() : rest.find('\n') + 1));
    if (line.empty()) continue;
    if (!out.empty()) out += '\n';
    if (line.starts_with(code)) {
      out += line;
    } else {
      out.append(code).append(trimmed(rest).empty() ? " " : "-").append(line);
    }
  }
  return out;
}

// --- the forms in which one stands
// ----------------------------------------------------------------------------

// "(550, b'5.7.54 ...')": code and text as two values.
std::optional<Reply> in_a_tuple(std::string_view text, std::size_t at) {
  std::size_t place = behind_marks(text, at + 3, " ");
  if (place >= text.size() || text[place] != ',') return std::nullopt;
  place = behind_marks(text, place + 1, " ");
  if (place < text.size() && (text[place] == 'b' || text[place] == 'u')) ++place;
  if (place >= text.size() || (text[place] != '\'' && text[place] != '"')) return std::nullopt;
  const char quote = text[place];
  std::string_view literal = text.substr(place + 1);
  std::string_view inner = literal.substr(0, closing_quote(literal, quote));
  // '"code": 535, "response": "5.7.3 ..."': the first of the two is a name.
  const std::size_t colon = behind_marks(literal, inner.size() + 1, " ");
  if (colon < literal.size() && literal[colon] == ':') {
    const std::size_t value = behind_marks(literal, colon + 1, " ");
    if (value >= literal.size() || literal[value] != quote) return std::nullopt;
    literal = literal.substr(value + 1);
    inner = literal.substr(0, closing_quote(literal, quote));
  }
  return reply_at_start(as_reply_lines(text.substr(at, 3), up_to_end(inner, '\0')));
}

// What stands in front of a code: "error code. [550]", "server reply 535", "stat=451 Temporary failure".
constexpr std::array<std::string_view, 15> labels{"failed",   "denied", "failure", "code",   "reply",
                                                  "response", "error",  "status",  "answer", "said",
                                                  "returned", "smtp",   "stat",    "reject", "msg"};

bool is_labelled(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && std::string_view(" \t.:=[(#\"'-").find(text[begin - 1]) != npos) --begin;
  if (begin == at) return false;
  const std::string_view words = text.substr(0, begin);
  return std::ranges::any_of(labels, [&](std::string_view label) {
    return words.size() >= label.size() && same_name(words.substr(words.size() - label.size()), label);
  });
}

bool is_numbered(std::string_view text, std::size_t at) {
  const std::size_t place = behind_marks(text, at + 3, " \t-#:,(");
  return place > at + 3 && enhanced_size(text, place, text[at]) > 0;
}

// With an enhanced code behind it, "550 5.7.1", "550-5.7.1", "550 (5.7.1)", "550, 5.7.1", or introduced by a
// mark: "error: 550 No".
std::optional<Reply> with_code(std::string_view text, std::size_t at) {
  const std::size_t place = behind_marks(text, at + 3, " \t-#:,(");
  const bool numbered = is_numbered(text, at);
  const char mark = before(text, at);
  constexpr std::string_view leading = "\"':;[(<>#";
  // "192.0.2.7:587" and "10:550" are ports and times.
  const bool port = at > 1 && text[at - 1] == ':' && (is_digit(text[at - 2]) || text[at - 2] == ']');
  const bool introduced = !port && (mark == '\0' || leading.find(mark) != npos || is_labelled(text, at));
  const bool has_words = at + 4 < text.size() && (is_blank(text[at + 3]) || text[at + 3] == '-') &&
                         behind_marks(text, at + 4, " -") < text.size();
  if (!numbered && !(introduced && has_words)) return std::nullopt;
  std::string reply(up_to_end(text.substr(at), mark));
  if (numbered && !is_blank(reply[3]) && reply[3] != '-') reply.replace(3, place - at - 3, " ");
  if (numbered && reply.size() > 4 && std::string_view("#:,(").find(reply[4]) != npos)
    reply.replace(3, place - at - 3, " ");
  const std::string lines = as_reply_lines(std::string_view(reply).substr(0, 3), reply);
  return reply_at_start(lines);
}

std::optional<Reply> bare_code(std::string_view text, std::size_t at) {
  if (!is_labelled(text, at)) return std::nullopt;
  const char next = at + 3 < text.size() ? text[at + 3] : '\0';
  // "error 500 times", "code 450ms" count something.
  const bool alone = next == '\0' || std::string_view(" \t\r\n])};,.\"'").find(next) != npos;
  return alone ? std::optional(Reply{
                     (text[at] - '0') * 100 + (text[at + 1] - '0') * 10 + (text[at + 2] - '0'), "", {""}})
               : std::nullopt;
}

using Form = std::optional<Reply> (*)(std::string_view text, std::size_t at);

// The first reply of this form that gives a reason; else the first one.
std::optional<Reply> first_of(std::string_view text, Form form) {
  std::optional<Reply> without_reason;
  for (std::size_t at = text.find_first_of("45"); at != npos; at = text.find_first_of("45", at + 1)) {
    if (!refusal_code_at(text, at)) continue;
    auto found = form(text, at);
    if (!found) continue;
    if (!tells_no_reason(found->text())) return found;
    if (!without_reason) without_reason = std::move(found);
  }
  return without_reason;
}

// A code with an enhanced one is a reply, whatever stands around it.
std::optional<Reply> certain(std::string_view text, std::size_t at) {
  if (auto found = in_a_tuple(text, at)) return found;
  return is_numbered(text, at) ? with_code(text, at) : std::nullopt;
}

// --- without its three digits
// ----------------------------------------------------------------------------------

// System.Net.Mail keeps the code for itself and words it; what follows "response" is the server's.
struct DotNetText {
  std::string_view words;
  int code;
};

constexpr std::array dot_net_texts{
    DotNetText{"The SMTP server requires a secure connection or the client was not authenticated", 530},
    DotNetText{"Service not available, closing transmission channel", 421},
    DotNetText{"Mailbox unavailable", 550},
    DotNetText{"Mailbox name not allowed", 553},
    DotNetText{"Exceeded storage allocation", 552},
    DotNetText{"User not local; please try a different path", 551},
    DotNetText{"Insufficient system storage", 452},
    DotNetText{"Error in processing", 451},
    DotNetText{"Client does not have permission to submit mail to this server", 454},
    DotNetText{"Syntax error, command unrecognized", 500},
    DotNetText{"Syntax error in parameters or arguments", 501},
    DotNetText{"Command not implemented", 502},
    DotNetText{"Bad sequence of commands", 503},
    DotNetText{"Command parameter not implemented", 504},
    DotNetText{"Transaction failed", 554},
};

// What introduces the server's words, in the languages of Windows.
constexpr std::array<std::string_view, 16> dot_net_marks{"server response was:",
                                                         "Serverantwort war:",
                                                         "Antwort des Servers:",
                                                         "ponse du serveur \xC3\xA9tait :",
                                                         "ponse du serveur \xC3\xA9tait:",
                                                         "respuesta del servidor fue:",
                                                         "Risposta del server:",
                                                         "resposta do servidor foi:",
                                                         "serverreactie is:",
                                                         "antwoord van de server is:",
                                                         "サーバーの応答:",
                                                         "服务器响应为:",
                                                         "伺服器回應為:",
                                                         "서버 응답:",
                                                         "Odpowiedź serwera:",
                                                         "Ответ сервера:"};

std::optional<Reply> dot_net(std::string_view text) {
  for (std::string_view mark : dot_net_marks) {
    const std::size_t at = find_in_any_case(text, mark);
    if (at == npos) continue;
    const std::string_view words = up_to_end(trimmed(text.substr(at + mark.size())), '\0');
    int code = 0;
    for (const DotNetText& row : dot_net_texts) {
      if (contains_in_any_case(text.substr(0, at), row.words)) code = row.code;
    }
    Reply reply{code, "", {std::string(words)}};
    const std::size_t size = enhanced_size(words, 0, words.empty() ? '\0' : words.front());
    if (size > 0) reply.enhanced = words.substr(0, size);
    // Words and code that do not belong together: the code is the program's guess.
    if (size > 0 && code != 0 && reply.enhanced.front() != static_cast<char>('0' + code / 100))
      reply.code = 0;
    if (!words.empty()) return reply;
  }
  return std::nullopt;
}

bool is_known(const Reply& reply) {
  const auto matches = knowledge::look_up_reply(knowledge::unknown_server, std::nullopt, reply);
  return !matches.empty() && matches.front().words == knowledge::PartFit::same &&
         matches.front().enhanced == knowledge::PartFit::same;
}

// "... was: 5.7.57 Client not authenticated": an enhanced code that begins a sentence of its own.
std::optional<Reply> enhanced_only(std::string_view text) {
  for (std::size_t at = text.find_first_of("45"); at != npos; at = text.find_first_of("45", at + 1)) {
    if (at > 0 && (is_word(text[at - 1]) || text[at - 1] == '.' || text[at - 1] == '-')) continue;
    const std::size_t size = enhanced_size(text, at, text[at]);
    if (size == 0 || (at + size < text.size() && is_word(text[at + size]))) continue;
    const std::string_view words = trimmed(text.substr(at + size, 200));
    const bool labelled = is_labelled(text, at);
    if (!labelled && (words.empty() || !(is_letter(words.front()) || words.front() == '<'))) continue;
    const char mark = before(text, at);
    const std::string_view found = up_to_end(text.substr(at), mark);
    Reply reply{0, std::string(text.substr(at, size)), {std::string(found)}};
    // In running text it counts where the words are those of a reply.
    const bool introduced = mark == '\0' || std::string_view(":\"'([#;=>,").find(mark) != npos;
    if (introduced || labelled || is_known(reply)) return reply;
  }
  return std::nullopt;
}

}  // namespace

bool announces_reply(std::string_view text) {
  if (text.size() > 2 * max_line) return false;
  return std::ranges::any_of(dot_net_marks,
                             [&](std::string_view mark) { return contains_in_any_case(text, mark); });
}

std::optional<Reply> reply_within(std::string_view text) {
  auto reply = first_of(text, certain);
  if (!reply) reply = first_of(text, with_code);
  if (!reply) reply = dot_net(text);
  if (!reply) reply = first_of(text, bare_code);
  if (!reply) reply = enhanced_only(text);
  return reply;
}

}  // namespace authwalk
