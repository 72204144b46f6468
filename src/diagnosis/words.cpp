#include "diagnosis/words.hpp"

#include <algorithm>
#include <authwalk/mode.hpp>

#include "diagnosis/evidence.hpp"
#include "diagnosis/phrases.hpp"

namespace authwalk::diagnosis {

std::string failure_words(const Transcript& t) {
  const std::string_view group = row(t.failure->cls).group;
  if (group == "transport") return transport_words(t);
  if (group == "protocol") return protocol_words(t);
  if (group == "tls") return tls_words(t);
  if (group == "authentication") return authentication_words(t);
  if (group == "rights") return rights_words(t);
  return own_words(t);
}

std::string after_colon(std::string_view fact) {
  const std::string text = short_fact(fact);
  return text.empty() ? text : ": " + text;
}

std::string said(const Transcript& t) {
  const std::string reply = decisive_reply(t);
  // A challenge that could not be answered says nothing to a reader.
  const bool only_a_challenge = t.failure->reply && t.failure->reply->code == 334;
  const bool no_words = reply.empty() || (only_a_challenge && !t.failure->detail.empty());
  return after_colon(no_words ? t.failure->detail : reply);
}

std::string_view beyond(std::string_view fact, std::initializer_list<std::string_view> said_already) {
  for (std::string_view beginning : said_already) {
    if (!fact.starts_with(beginning)) continue;
    fact.remove_prefix(beginning.size());
    fact.remove_prefix(std::min(fact.find_first_not_of(" ;:,"), fact.size()));
  }
  return fact;
}

bool logging_on(Step step) {
  return step == Step::auth_start || step == Step::auth_challenge || step == Step::auth_result;
}

std::string auth_command(const Transcript& t) {
  const std::string verb = !t.auth.verb.empty() ? t.auth.verb : exchange_mode(t) ? "X-EXPS" : "AUTH";
  return t.auth.mechanism.empty() ? verb : verb + " " + t.auth.mechanism;
}

std::string needed_command(const Transcript& t) {
  return basic(t) && t.auth.mechanism.empty() ? "AUTH LOGIN" : auth_command(t);
}

std::string credential(const Transcript& t) {
  std::string_view what = "the credential";
  if (ntlm(t)) what = "the NTLM answer";
  if (kerberos(t)) what = "the ticket";
  if (failed_at(t, Step::auth_token)) what = "the logon";
  const std::string who = login_name(t);
  return std::string(what) + (who.empty() ? "" : " of " + who);
}

}  // namespace authwalk::diagnosis
