#include "exchange/refused_step.hpp"

#include <array>
#include <string>

#include "exchange/text_search.hpp"
#include "walk/refusals.hpp"

namespace authwalk {
namespace {

using enum Step;

struct CommandRow {
  std::string_view words;
  Step step;
};

// The longer before the shorter that it begins with.
constexpr std::array commands{
    CommandRow{"end of data", data},
    CommandRow{"end-of-message", data},
    CommandRow{"message body", data},
    CommandRow{"message content", data},
    CommandRow{"DATA", data},
    CommandRow{"BDAT", data},
    CommandRow{"MAIL", mail_from},
    CommandRow{"SAML", mail_from},
    CommandRow{"sender", mail_from},
    CommandRow{"RCPT", rcpt_to},
    CommandRow{"recipient", rcpt_to},
    CommandRow{"STARTTLS", starttls},
    CommandRow{"X-ANONYMOUSTLS", starttls},
    CommandRow{"TLS", tls_handshake},
    CommandRow{"AUTH", auth_result},
    CommandRow{"SASL", auth_result},
    CommandRow{"X-EXPS", auth_result},
    CommandRow{"EHLO", ehlo},
    CommandRow{"HELO", ehlo},
    CommandRow{"initial server greeting", banner},
    CommandRow{"initial connection", banner},
    CommandRow{"CONNECT", banner},
    CommandRow{"QUIT", quit},
};

struct PlaceRow {
  int code;                   // 0: any 4yz or 5yz
  std::string_view enhanced;  // empty: any
  std::string_view words;     // in any case; empty: any
  Step step;
};

// How servers word what they refuse; the first row that fits decides.
constexpr std::array places{
    PlaceRow{0, "", "STARTTLS command first", mail_from},
    PlaceRow{0, "", "AUTH command first", mail_from},
    PlaceRow{0, "5.7.30", "", auth_result},
    PlaceRow{0, "5.7.139", "", auth_result},
    PlaceRow{504, "", "", auth_start},
    PlaceRow{538, "", "", auth_start},
    PlaceRow{530, "", "required for authentication", auth_start},
    PlaceRow{503, "", "AUTH mechanism", auth_start},
    PlaceRow{503, "", "AUTH command used when not advertised", auth_start},
    PlaceRow{503, "", "authentication not enabled", auth_start},
    PlaceRow{535, "", "", auth_result},
    PlaceRow{534, "", "", auth_result},
    PlaceRow{0, "", "unsuccessful authentication", auth_result},
    PlaceRow{0, "", "authentication failure", auth_result},
    PlaceRow{0, "", "authentication failed", auth_result},
    PlaceRow{0, "", "authentication aborted", auth_challenge},
    PlaceRow{0, "", "base64", auth_challenge},
    PlaceRow{0, "", "TLS not available", starttls},
    PlaceRow{0, "4.7.66", "", tls_handshake},
    PlaceRow{0, "", "TLS 1.0 and 1.1 are not supported", tls_handshake},
    PlaceRow{0, "", "TLS negotiation failed", tls_handshake},
    PlaceRow{0, "5.7.60", "", data},
    PlaceRow{0, "", "send as this sender", data},
    PlaceRow{0, "", "email address is not verified", data},
    PlaceRow{0, "", "external forwarding", data},
    PlaceRow{552, "", "", data},
    PlaceRow{0, "5.7.57", "", mail_from},
    PlaceRow{530, "", "SMTP authentication is required", rcpt_to},
    PlaceRow{530, "", "", mail_from},
    PlaceRow{0, "", "submit to this server", mail_from},
    PlaceRow{0, "", "sender address rejected", rcpt_to},
    PlaceRow{0, "5.1.7", "", mail_from},
    PlaceRow{0, "5.1.8", "", mail_from},
    PlaceRow{0, "5.1.0", "sender", mail_from},
    PlaceRow{0, "", "sender denied", mail_from},
    PlaceRow{0, "5.5.2", "hello", mail_from},
    PlaceRow{0, "", "helo", ehlo},
    PlaceRow{501, "5.5.4", "domain", ehlo},
    PlaceRow{500, "", "", ehlo},
    PlaceRow{502, "", "", ehlo},
    PlaceRow{0, "", "relay", rcpt_to},
    PlaceRow{0, "", "recipient", rcpt_to},
    PlaceRow{0, "", "requires authentication", rcpt_to},
    PlaceRow{421, "", "", banner},
    PlaceRow{451, "", "", data},
    PlaceRow{452, "", "", data},
    PlaceRow{554, "5.6.0", "", data},
};

bool fits(const PlaceRow& row, const Reply& reply, std::string_view text) {
  if (row.code != 0 && row.code != reply.code) return false;
  if (!row.enhanced.empty() && row.enhanced != reply.enhanced) return false;
  return contains_in_any_case(text, row.words);
}

}  // namespace

std::optional<Step> step_of_command(std::string_view words) {
  words = trimmed(words);
  for (const CommandRow& row : commands) {
    if (starts_in_any_case(words, row.words)) return row.step;
  }
  return std::nullopt;
}

Step step_of_refusal(const Reply& reply) {
  const std::string text = reply.text();
  for (const PlaceRow& row : places) {
    if (fits(row, reply, text)) return row.step;
  }
  // What is left is mostly about the recipient or about the address that we come from, and servers hold those
  // back until RCPT TO.
  return rcpt_to;
}

Step step_of_refused_login(const Reply& reply) {
  const Step step = step_of_refusal(reply);
  const bool before_the_verdict = step == auth_start || step == auth_challenge;
  // RFC 4954 section 4: these refuse the command, before a credential was looked at.
  const bool command = reply.code == 500 || reply.code == 502 || reply.code == 503 || reply.code == 530;
  if (command) return auth_start;
  return before_the_verdict ? step : auth_result;
}

Class class_of_recorded_refusal(Step step, const Reply& reply) {
  const std::string text = reply.text();
  // MailEnable and hMailServer ask for a login at RCPT TO, under codes that elsewhere mean something else.
  const bool wants_login = contains_in_any_case(text, "requires authentication") ||
                           contains_in_any_case(text, "authentication is required");
  if (reply.permanent() && wants_login && (step == mail_from || step == rcpt_to)) return Class::auth_required;
  if (step == tls_handshake) {
    return contains_in_any_case(text, "TLS 1.") ? Class::tls_version : Class::tls_failed;
  }
  return class_of_refusal(step, reply);
}

}  // namespace authwalk
