#include "exchange/protocol_log_ehlo.hpp"

#include <algorithm>
#include <array>

#include "exchange/text_search.hpp"

namespace authwalk {
namespace {

// Keywords of the IANA registry of SMTP service extensions, of Exchange and of wide-spread servers. One that
// is missing here still becomes a keyword of its own, unless it is the first: then it is taken for the
// greeting's.
constexpr std::array<std::string_view, 51> keywords{"SIZE",
                                                    "PIPELINING",
                                                    "DSN",
                                                    "ENHANCEDSTATUSCODES",
                                                    "STARTTLS",
                                                    "X-ANONYMOUSTLS",
                                                    "AUTH",
                                                    "X-EXPS",
                                                    "X-EXCHANGEAUTH",
                                                    "8BITMIME",
                                                    "BINARYMIME",
                                                    "CHUNKING",
                                                    "SMTPUTF8",
                                                    "XEXCH50",
                                                    "XRDST",
                                                    "XSHADOW",
                                                    "XSHADOWREQUEST",
                                                    "XOORG",
                                                    "XPROXY",
                                                    "XPROXYFROM",
                                                    "XPROXYTO",
                                                    "X-MESSAGECONTEXT",
                                                    "XSYSPROBE",
                                                    "XORIGFROM",
                                                    "XMESSAGEVALUE",
                                                    "XSESSIONPARAMS",
                                                    "XSESSIONMDBID",
                                                    "XSESSIONTYPE",
                                                    "HELP",
                                                    "VRFY",
                                                    "EXPN",
                                                    "ETRN",
                                                    "TURN",
                                                    "ATRN",
                                                    "DELIVERBY",
                                                    "MTRK",
                                                    "SUBMITTER",
                                                    "BURL",
                                                    "NO-SOLICITING",
                                                    "CHECKPOINT",
                                                    "LIMITS",
                                                    "MT-PRIORITY",
                                                    "REQUIRETLS",
                                                    "RRVS",
                                                    "FUTURERELEASE",
                                                    "XCLIENT",
                                                    "XFORWARD",
                                                    "X-LINK2STATE",
                                                    "XEXPS",
                                                    "VERB",
                                                    "OK"};

constexpr std::array<std::string_view, 17> mechanisms{
    "LOGIN",        "PLAIN",     "NTLM",        "GSSAPI",      "CRAM-MD5",         "DIGEST-MD5",
    "EXCHANGEAUTH", "XOAUTH2",   "OAUTHBEARER", "SCRAM-SHA-1", "SCRAM-SHA-256",    "EXTERNAL",
    "XYMCOOKIE",    "ANONYMOUS", "KERBEROS_V4", "GSS-SPNEGO",  "PLAIN-CLIENTTOKEN"};

bool is_keyword(std::string_view word) {
  // "AUTH=LOGIN", the form of old servers.
  const std::string_view name = word.substr(0, word.find('='));
  return std::any_of(keywords.begin(), keywords.end(), [&](auto k) { return same_name(k, name); });
}

bool is_mechanism(std::string_view word) {
  return std::any_of(mechanisms.begin(), mechanisms.end(), [&](auto m) { return same_name(m, word); });
}

// Does `word` belong to the keyword line that has been begun?
bool continues(std::string_view line, std::string_view word) {
  const std::string_view name = line.substr(0, line.find_first_of(" ="));
  if (is_keyword(word)) return false;
  if (same_name(name, "AUTH") || same_name(name, "X-EXPS")) return is_mechanism(word);
  if (same_name(name, "SIZE")) return std::all_of(word.begin(), word.end(), is_digit);
  if (same_name(name, "LIMITS") || same_name(name, "NO-SOLICITING"))
    return word.find('=') != std::string_view::npos;
  return same_name(name, "X-EXCHANGEAUTH") && starts_in_any_case(word, "SHA");
}

}  // namespace

std::vector<std::string> split_joined_ehlo(std::string_view text) {
  std::vector<std::string> lines(1);
  text = trimmed(text);
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text = trimmed(text.substr(word.size()));
    const bool in_greeting = lines.size() == 1 && (lines[0].empty() || !is_keyword(word));
    if (in_greeting || (lines.size() > 1 && continues(lines.back(), word))) {
      if (!lines.back().empty()) lines.back() += ' ';
      lines.back() += word;
    } else {
      lines.emplace_back(word);
    }
  }
  return lines;
}

}  // namespace authwalk
