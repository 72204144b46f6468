#include "exchange/wrapped_reply.hpp"

#include <algorithm>
#include <array>

#include "exchange/text_search.hpp"

namespace authwalk {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr int deepest_nesting = 8;

// The words after which a quoted text stands. Exchange 2010 to 2013 and the non-delivery reports.
constexpr std::array<std::string_view, 6> before_quotes{
    "target IP address responded with",
    "communicating with primary target IP address",
    "Proxy session setup failed on Frontend with",
    "Remote Server returned",
    "remote server responded with",
    "gave this error",
};

// Sentences that stand behind the inner text.
constexpr std::array<std::string_view, 4> behind{
    "Attempted failover to alternate host",
    "The last endpoint attempted was",
    "Either there are no alternate hosts",
    "-- Attempted",
};

// Straight, typographic (UTF-8) and escaped quotes, in opening and closing forms.
constexpr std::array<std::string_view, 10> quotes{
    "\\\"", "&quot;",       "&#39;",        "\"\"",         "\"",
    "'",    "\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x98", "\xE2\x80\x99"};

std::string_view quote_at_start(std::string_view text) {
  for (std::string_view quote : quotes) {
    if (text.starts_with(quote)) return quote;
  }
  return {};
}

// The mark that closes what `open` has opened.
std::string_view closing(std::string_view open) {
  if (open == "\xE2\x80\x9C") return "\xE2\x80\x9D";
  if (open == "\xE2\x80\x98") return "\xE2\x80\x99";
  return open;
}

// Quotes may stand inside quotes of the same kind, so the last closing one counts; what Exchange appends ends
// the text before that.
std::string_view quoted(std::string_view text) {
  while (!text.empty() && (is_blank(text.front()) || text.front() == ':')) text.remove_prefix(1);
  const std::string_view open = quote_at_start(text);
  if (open.empty()) return {};
  text.remove_prefix(open.size());
  const std::size_t end = text.rfind(closing(open));
  return trimmed(text.substr(0, end));
}

std::string_view without_appendix(std::string_view text) {
  for (std::string_view sentence : behind) {
    text = trimmed(text.substr(0, find_in_any_case(text, sentence)));
  }
  return text;
}

// "{LED=...}" of "[{LED=451 ...};{MSG=};{FQDN=mx};{IP=192.0.2.7};{LRT=...}]", in any order.
std::string_view field(std::string_view text, std::string_view name) {
  for (std::size_t at = find_in_any_case(text, name); at != npos; at = find_in_any_case(text, name, at + 1)) {
    std::size_t before = at;
    while (before > 0 && is_blank(text[before - 1])) --before;
    std::size_t after = at + name.size();
    while (after < text.size() && is_blank(text[after])) ++after;
    if (before == 0 || text[before - 1] != '{' || after >= text.size() || text[after] != '=') continue;
    std::string_view value = text.substr(after + 1);
    // The value may hold braces itself; the next field, or the end of the list, ends it.
    std::size_t end = value.size();
    for (std::size_t close = value.find('}'); close != npos; close = value.find('}', close + 1)) {
      const std::string_view rest = trimmed(value.substr(close + 1));
      if (rest.empty() || rest.starts_with(';') || rest.starts_with(']') || rest.starts_with('}')) {
        end = close;
        break;
      }
    }
    return trimmed(value.substr(0, end));
  }
  return {};
}

std::string_view word(std::string_view text) {
  text = trimmed(text);
  std::size_t size = 0;
  while (size < text.size() && !is_blank(text[size])) ++size;
  text = text.substr(0, size);
  while (!text.empty() && std::string_view("'\"}];,.").find(text.back()) != npos) text.remove_suffix(1);
  return text;
}

void note_endpoint(UnwrappedReply& found, std::string_view text) {
  constexpr std::string_view words = "last endpoint attempted was";
  const std::size_t at = find_in_any_case(text, words);
  if (at == npos) return;
  found.endpoint = word(text.substr(at + words.size()));
  // Exchange writes an IPv6 address and its port with nothing but a colon between them.
  const std::size_t port = found.endpoint.rfind(':');
  if (port == npos || found.endpoint.find(':') == port || found.endpoint.starts_with('[')) return;
  found.endpoint = "[" + found.endpoint.substr(0, port) + "]" + found.endpoint.substr(port);
}

bool take_fields(UnwrappedReply& found, std::string_view text) {
  std::string_view inner = field(text, "LED");
  if (inner.empty()) inner = field(text, "MSG");
  if (inner.empty()) return false;
  if (found.host.empty()) found.host = field(text, "FQDN");
  if (found.endpoint.empty()) found.endpoint = field(text, "IP");
  found.text = std::string(inner);
  return true;
}

// ": 454 4.7.0 ..."
bool reply_follows(std::string_view text) {
  const std::size_t at = text.find_first_not_of(" :");
  return at != npos && at + 4 < text.size() && (text[at] == '4' || text[at] == '5') &&
         is_digit(text[at + 1]) && is_digit(text[at + 2]) && is_blank(text[at + 3]);
}

// "451 4.4.0 prim\xC3\xA4re Ziel-IP-Adresse reagierte mit: "454 4.7.0 ..."": Exchange in another language.
bool take_translated(UnwrappedReply& found, std::string_view text) {
  if (text.size() < 9 || text.substr(3, 5) != " 4.4.") return false;
  for (std::size_t at = text.find(": "); at != npos; at = text.find(": ", at + 1)) {
    const std::string_view rest = text.substr(at + 2);
    const std::string_view mark = quote_at_start(rest);
    if (mark.empty() || !reply_follows(rest.substr(mark.size()))) continue;
    found.text = std::string(quoted(rest));
    return !found.text.empty();
  }
  return false;
}

bool take_quoted(UnwrappedReply& found, std::string_view text) {
  std::size_t first = npos;
  std::string_view which;
  for (std::string_view words : before_quotes) {
    const std::size_t at = find_in_any_case(text, words);
    if (at < first) {
      first = at;
      which = words;
    }
  }
  if (first == npos) return take_translated(found, text);
  const std::string_view rest = text.substr(first + which.size());
  const std::string_view kept = without_appendix(rest);
  // An appendix cut off takes the closing quote of an outer text with it, never that of this one.
  std::string_view inner = quoted(kept);
  // An export has taken the quotation marks off.
  if (inner.empty() && reply_follows(kept)) inner = trimmed(kept.substr(kept.find_first_of("45")));
  if (inner.empty()) return false;
  if (contains_in_any_case(which, "Proxy session")) {
    found.proxied = true;
    inner = quoted(rest).empty() ? inner : quoted(rest);
    // What is known so far is the Front End server; the remote host is told inside, or not at all.
    found.host.clear();
    found.endpoint.clear();
  }
  note_endpoint(found, rest);
  found.text = std::string(inner);
  return true;
}

// The value of "[Name=value]"; it may hold brackets itself, and a text that was cut has no end.
std::string_view bracketed(std::string_view text, std::string_view name) {
  const std::string opening = "[" + std::string(name) + "=";
  const std::size_t at = find_in_any_case(text, opening);
  if (at == npos) return {};
  text.remove_prefix(at + opening.size());
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '[') ++depth;
    if (text[i] == ']' && depth-- == 0) return trimmed(text.substr(0, i));
  }
  return trimmed(text);
}

// "450 4.4.317 Cannot connect to remote server [Message=...] [LastAttemptedServerName=...]
// [LastAttemptedIP=...]": Exchange Online about a destination. What it wraps tells the fault.
bool take_message(UnwrappedReply& found, std::string_view text) {
  const std::string_view inner = bracketed(text, "Message");
  if (const std::string_view host = bracketed(text, "LastAttemptedServerName"); !host.empty())
    found.host = host;
  if (const std::string_view address = bracketed(text, "LastAttemptedIP"); !address.empty())
    found.endpoint = address;
  if (inner.empty()) return false;
  // Where the words around it say more than "Socket error code 10061", both are kept.
  const bool bare_socket = starts_in_any_case(inner, "Socket error code");
  found.text = bare_socket ? std::string(text) : std::string(inner);
  return !bare_socket;
}

// "451 4.4.395 Target host responded with error. -> 451 5.7.3 ...": Exchange 2016 and later.
bool take_arrow(UnwrappedReply& found, std::string_view text) {
  const std::size_t arrow = text.find("->");
  if (arrow == npos) return false;
  const std::string_view outer = text.substr(0, arrow);
  if (!contains_in_any_case(outer, "target host") && outer.find("4.4.") == npos) return false;
  found.text = std::string(trimmed(text.substr(arrow + 2)));
  return !found.text.empty();
}

// "#550 5.7.60 smtp;550 5.7.60 SMTP; ... ##", "smtp;550 5.7.60 ...", "#< #5.7.60 smtp;550 ...> #SMTP#".
bool take_diagnostic_code(UnwrappedReply& found, std::string_view text) {
  constexpr std::string_view type = "smtp;";
  const std::size_t at = find_in_any_case(text, type);
  if (at == npos) return false;
  // "550 5.7.60 SMTP; Client does not ..." is a reply that happens to say SMTP.
  const std::string_view before = trimmed(text.substr(0, at));
  const std::string_view after = trimmed(text.substr(at + type.size()));
  const bool reply_follows =
      after.size() >= 3 && is_digit(after[0]) && is_digit(after[1]) && is_digit(after[2]);
  if (!reply_follows || (!before.empty() && before.find_first_of("#<>0123456789:") == npos)) return false;
  found.text = std::string(after);
  return true;
}

std::string without_marks(std::string_view text) {
  text = trimmed(text);
  while (!text.empty() && (text.front() == '#' || text.front() == '<' || is_blank(text.front())))
    text.remove_prefix(1);
  // What is left of a list that the text was taken from: "}`", "}]".
  while (!text.empty() && (text.back() == '`' || (text.back() == '}' && text.find('{') == npos)))
    text.remove_suffix(1);
  for (std::string_view mark :
       {std::string_view("#SMTP#"), std::string_view("##"), std::string_view(">"), std::string_view("#")}) {
    text = trimmed(text);
    if (text.ends_with(mark)) text.remove_suffix(mark.size());
  }
  return std::string(trimmed(text));
}

}  // namespace

UnwrappedReply unwrap_reply(std::string_view text) {
  UnwrappedReply found;
  found.text = on_one_line(text);
  for (int depth = 0; depth < deepest_nesting; ++depth) {
    const std::string outer = found.text;
    note_endpoint(found, outer);
    const bool taken = take_fields(found, outer) || take_message(found, outer) || take_quoted(found, outer) ||
                       take_arrow(found, outer) || take_diagnostic_code(found, outer);
    if (!taken) break;
    found.wrapped = true;
  }
  found.text = without_marks(without_appendix(found.text));
  return found;
}

}  // namespace authwalk
