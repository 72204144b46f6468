// Replies looked up in the catalogue. The replies are of the shapes that protocol logs, queues and
// transcripts have; names and addresses are examples.
#include "diagnosis/reply_lookup.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/diagnosis.hpp>
#include <map>
#include <random>

#include "diagnosis/rule.hpp"
#include "diagnosis/samples.hpp"
#include "diagnosis/server_kind.hpp"

using namespace authwalk;
using diagnosis::CatalogueMatch;
using diagnosis::KindFit;
using diagnosis::look_up_reply;
using diagnosis::PartFit;
using diagnosis::ResponseRow;
using diagnosis::responses;

namespace {

// One text for each alternative of a wording.
std::vector<std::string> texts_of(std::string_view wording) {
  std::vector<std::string> texts(1);
  bool absent = false;
  for (std::size_t i = 0; i < wording.size(); ++i) {
    const char c = wording[i];
    if (c == '\\') {
      texts.back() += wording[++i];
    } else if (c == '|') {
      texts.emplace_back();
      absent = false;
    } else if (c == '!') {
      absent = true;
    } else if (c == '*') {
      texts.back() += " what fits here ";
    } else if (!absent) {
      texts.back() += c;
    }
  }
  if (wording.empty()) texts.back() = "Words that nobody has heard of";
  return texts;
}

int a_code(const ResponseRow& row) {
  if (row.code.empty()) return 0;
  std::string code(row.code.substr(0, 3));
  std::ranges::replace(code, 'x', '0');
  return std::stoi(code);
}

// "4.7.500" of "4.7.500-699", "5.7.232" of "5.7.232|5.7.233".
std::string an_enhanced_code(const ResponseRow& row) {
  return std::string(row.enhanced.substr(0, row.enhanced.find_first_of("|-")));
}

Reply reply_of(const ResponseRow& row, const std::string& text) {
  const std::string enhanced = an_enhanced_code(row);
  return {a_code(row), enhanced, {enhanced.empty() ? text : enhanced + " " + text}};
}

std::optional<Step> a_step(const ResponseRow& row) {
  return row.steps.empty() ? std::nullopt : std::optional(row.steps.front());
}

std::string_view best(std::string_view kind, std::optional<Step> step, std::string_view text) {
  const auto matches = look_up_reply(kind, step, samples::reply(text));
  return matches.empty() ? std::string_view("none") : matches.front().row->id;
}

}  // namespace

TEST_SUITE_BEGIN("diagnosis");

TEST_CASE("reply lookup: a reply made from the wording of a row is recognised as that row") {
  for (const ResponseRow& row : responses()) {
    for (const std::string& text : texts_of(row.wording)) {
      CAPTURE(row.id);
      CAPTURE(text);
      const auto matches = look_up_reply(row.kind, a_step(row), reply_of(row, text));
      REQUIRE_FALSE(matches.empty());
      CHECK(matches.front().row->id == row.id);
      CHECK(matches.front().kind == KindFit::same);
      CHECK(matches.front().words == (row.wording.empty() ? PartFit::absent : PartFit::same));
      CHECK(matches.front().likely == (row.verified && !row.wording.empty()));
      CHECK_FALSE(matches.front().why.empty());
    }
  }
}

TEST_CASE("reply lookup: diagnose() has each row for its reply, unless a rule of the table knows more") {
  for (const ResponseRow& row : responses()) {
    if (!row.cls || a_code(row) < 400) continue;
    CAPTURE(row.id);
    samples::Walk walk(Mode::BasicAuthRequireTLS);
    for (const diagnosis::KindEvidence& evidence : diagnosis::kind_evidence()) {
      if (evidence.kind == row.kind && evidence.where == "banner") walk.banner(std::string(evidence.words));
    }
    const Reply reply = reply_of(row, texts_of(row.wording).front());
    walk.t.outcome = Outcome::fail;
    walk.t.failure = Failure{a_step(row).value_or(Step::mail_from), *row.cls, Origin::server, reply, ""};
    const std::vector<Advice> advice = diagnose(walk).advice;
    REQUIRE_FALSE(advice.empty());
    const auto& rules = diagnosis::all_rules();
    const auto rule = std::ranges::find(rules, advice.front().rule, &diagnosis::Rule::id);
    if (rule == rules.end()) {
      const auto known = std::ranges::find(responses(), advice.front().rule, &ResponseRow::id);
      REQUIRE(known != responses().end());
      CHECK(known->cls == row.cls);
      CHECK(advice.front().confidence ==
            (known->verified && !known->wording.empty() ? "likely" : "possible"));
    } else {
      // The fallbacks come after the catalogue.
      CHECK(((*rule)->kind == diagnosis::Kind::cause || (*rule)->kind == diagnosis::Kind::usual));
    }
  }
}

TEST_CASE("reply lookup: the words are known in any case, over several lines, and amid others") {
  for (const ResponseRow& row : responses()) {
    if (row.wording.empty()) continue;
    CAPTURE(row.id);
    Reply reply = reply_of(row, texts_of(row.wording).front());
    const auto known = [&] {
      const auto matches = look_up_reply(row.kind, a_step(row), reply);
      return !matches.empty() && matches.front().row->id == row.id;
    };
    std::string& line = reply.lines.front();
    line += " [AB1PR01MB0001.contoso.example 2026-11-21T12:00:00.000Z 08DE28A1B2C3D4E5]";
    CHECK(known());
    std::ranges::transform(line, line.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    CHECK(known());
    // Broken at the last blank of the wording; each line repeats the enhanced code.
    const std::size_t blank = line.find(' ', line.size() / 4);
    const std::string rest = line.substr(blank + 1);
    line.erase(blank);
    reply.lines.push_back(reply.enhanced.empty() ? rest : reply.enhanced + "  " + rest);
    CHECK(known());
  }
}

TEST_CASE("reply lookup: without the kind of server every row is still among those found") {
  for (const ResponseRow& row : responses()) {
    if (row.wording.empty()) continue;
    CAPTURE(row.id);
    const auto matches = look_up_reply("unknown", a_step(row), reply_of(row, texts_of(row.wording).front()));
    // Where a text of any server fits as well, that one is surer.
    const bool found = std::ranges::any_of(matches, [&](const auto& m) { return m.row->id == row.id; });
    const bool general = !matches.empty() && matches.front().kind == KindFit::any;
    CHECK((found || general));
  }
}

TEST_CASE("reply lookup: what decides between rows") {
  struct Case {
    std::string_view kind;
    std::optional<Step> step;
    std::string_view reply;
    std::string_view id;
  };
  const Case cases[] = {
      // The kind of server.
      {"Exchange", Step::auth_result, "535 5.7.3 Authentication unsuccessful", "reply-exchange-535-5.7.3"},
      {"Exchange Online", Step::auth_result, "535 5.7.3 Authentication unsuccessful",
       "reply-exchange-online-535-5.7.3"},
      {"Exim", Step::auth_result, "535 Incorrect authentication data", "reply-exim-535"},
      {"Mimecast", Step::auth_result, "535 Incorrect authentication data", "reply-mimecast-535"},
      {"Postfix", Step::auth_result, "454 4.7.0 Temporary authentication failure",
       "reply-postfix-454-4.7.0-logon"},
      {"unknown", Step::auth_result, "454 4.7.0 Temporary authentication failure", "reply-any-454-4.7.0"},
      // Exchange Online answers as Exchange where it has no words of its own.
      {"Exchange Online", Step::ehlo, "501 5.5.4 Invalid domain name", "reply-exchange-501-5.5.4"},
      // The enhanced code.
      {"Exchange", Step::auth_result, "535 5.7.1 Authentication unsuccessful", "reply-exchange-535-5.7.1"},
      {"Sendmail", Step::auth_result, "535 5.7.8 authentication failed", "reply-sendmail-535-5.7.0"},
      {"Exchange", Step::auth_result, "535 5.7.9 Authentication unsuccessful", "none"},
      // The longer wording.
      {"Postfix", Step::auth_start, "535 5.7.8 Error: authentication failed: no mechanism available",
       "reply-postfix-535-5.7.8-no-mechanism"},
      {"Postfix", Step::auth_result, "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6",
       "reply-postfix-535-5.7.8"},
      {"Sendmail", Step::rcpt_to,
       "550 5.7.1 <a@fabrikam.example>... Relaying denied. Proper authentication required.",
       "reply-sendmail-550-5.7.1-logon"},
      {"Exchange", Step::mail_from,
       "550 5.7.1 Anonymous clients does not have permissions to send as this sender", "none"},
      {"Exchange", Step::mail_from,
       "550 5.7.1 Anonymous client does not have permissions to send as this sender",
       "reply-exchange-550-5.7.1-anonymous"},
      {"Exchange", Step::data, "550 5.7.1 Client does not have permissions to send as this sender",
       "reply-exchange-550-5.7.1-send-as"},
      // The step.
      {"Exchange", Step::starttls, "454 4.7.0", "reply-exchange-454-4.7.0-starttls"},
      {"Exchange", Step::auth_result, "454 4.7.0", "reply-exchange-454-4.7.0-logon"},
      // The text that the sending side makes.
      {"Postfix", Step::auth_offer, "451 5.7.3 Require basic authentication.",
       "reply-send-connector-451-5.7.3-basic"},
      // Words against the code: the words win.
      {"Exchange", Step::mail_from, "530 5.7.0 Authentication required", "reply-any-530-5.7.0-auth"},
      {"Exchange", Step::mail_from, "530 5.7.0 Must issue a STARTTLS command first",
       "reply-exchange-530-5.7.0"},
      // An enhanced code that names its cause is enough; in another language, say.
      {"Exchange", Step::auth_result, "535 5.7.3 Authentifizierung fehlgeschlagen",
       "reply-exchange-535-5.7.3"},
      {"unknown", Step::auth_result, "535 5.7.8 Falsches Kennwort", "reply-any-535-5.7.8"},
      // Other words, and nothing else that names a cause.
      {"Exchange", Step::auth_result, "535 No", "none"},
      {"Exchange", Step::rcpt_to, "550 5.7.1 Message looks like spam", "none"},
      {"Postfix", Step::rcpt_to, "554 5.7.1 Blocked by policy", "none"},
      {"Exchange", Step::rcpt_to, "535 5.7.3 Something else", "none"},
      {"unknown", Step::auth_result, "535 No", "none"},
      // A code alone tells nothing, an enhanced code something.
      {"Exim", Step::auth_result, "535", "none"},
      {"Exchange", Step::auth_result, "535 5.7.3", "reply-exchange-535-5.7.3"},
      {"Exchange", Step::connect, "535 5.7.3", "none"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.kind);
    CAPTURE(c.reply);
    CHECK(best(c.kind, c.step, c.reply) == c.id);
  }
}

TEST_CASE("reply lookup: each of the seven meanings of 535 5.7.139 is told by its words") {
  const std::map<std::string, std::string_view> meanings{
      {"tenant",
       "Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit "
       "https://contoso.example/smtp_auth_disabled for more information."},
      {"mailbox", "Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox."},
      {"security-defaults",
       "Authentication unsuccessful, user is locked by your organization's security defaults "
       "policy. Contact your administrator."},
      {"criteria",
       "Authentication unsuccessful, the request did not meet the criteria to be authenticated "
       "successfully. Contact your administrator."},
      {"basic-disabled", "Authentication unsuccessful, basic authentication is disabled."},
      {"credentials", "Authentication unsuccessful, the user credentials were incorrect."},
      {"locked", "Authentication unsuccessful, the account is locked."}};
  for (const auto& [meaning, words] : meanings) {
    CAPTURE(meaning);
    const std::string text =
        "535 5.7.139 " + std::string(words) + " [AM0PR01CA0001.EURPRD01.PROD.OUTLOOK.COM]";
    const auto matches = look_up_reply("Exchange Online", Step::auth_result, samples::reply(text));
    REQUIRE(matches.size() == 1);
    CHECK(matches.front().row->id == "reply-exchange-online-535-5.7.139-" + meaning);
  }
  CHECK(best("Exchange Online", Step::auth_result,
             "535 5.7.139 Authentication unsuccessful, for a new reason") ==
        "reply-exchange-online-535-5.7.139");
  CHECK(look_up_reply("Exchange Online", Step::auth_result, samples::reply("535 5.7.139")).size() == 8);
  CHECK(best("Exchange Online", Step::auth_result,
             "550 5.7.30 Basic authentication is not supported for Client Submission.") ==
        "reply-exchange-online-550-5.7.30");
}

TEST_CASE("reply lookup: a match says what it rests on") {
  const auto matches =
      look_up_reply("Exchange", Step::auth_result, samples::reply("535 5.7.3 Authentication unsuccessful"));
  REQUIRE_FALSE(matches.empty());
  CHECK(matches.front().why ==
        "the same words, server Exchange, code 535, enhanced code 5.7.3, step auth-result");

  const auto elsewhere =
      look_up_reply("Postfix", Step::quit, samples::reply("535 5.7.3 Authentication unsuccessful"));
  REQUIRE_FALSE(elsewhere.empty());
  CHECK_FALSE(elsewhere.front().likely);
  CHECK(
      elsewhere.front().why ==
      "the same words, words of Exchange, but the server is Postfix, code 535, enhanced code 5.7.3, but not "
      "known at quit");
}

TEST_CASE("reply lookup: the better a row fits, the higher it scores") {
  const auto score = [](std::string_view kind, std::string_view reply) {
    const auto matches = look_up_reply(kind, Step::auth_result, samples::reply(reply));
    REQUIRE_FALSE(matches.empty());
    return matches.front().score;
  };
  const int whole = score("Postfix", "535 5.7.8 Error: authentication failed: no");
  const int without_enhanced = score("Postfix", "535 Error: authentication failed: no");
  const int server_unknown = score("unknown", "535 5.7.8 Error: authentication failed: no");
  const int of_any_server = score("Postfix", "535 5.7.8 Authentication credentials invalid");
  const int by_code = score("Postfix", "535 5.7.8");
  const int by_code_of_any_server = score("unknown", "535 5.7.8");
  CHECK(whole > without_enhanced);
  CHECK(without_enhanced > of_any_server);
  CHECK(of_any_server > server_unknown);
  CHECK(server_unknown > by_code);
  CHECK(by_code > by_code_of_any_server);
}

TEST_CASE("reply lookup: replies as logs, queues and transcripts have them") {
  struct Case {
    std::string_view kind;
    Step step;
    std::string_view reply;
    std::string_view id;
  };
  const Case cases[] = {
      // SmtpReceive and SmtpSend logs
      {"Exchange", Step::auth_result, "535 5.7.3 Authentication unsuccessful", "reply-exchange-535-5.7.3"},
      {"Exchange", Step::rcpt_to, "550 5.7.1 Unable to relay", "reply-exchange-550-5.7.1-relay"},
      {"Exchange", Step::starttls, "220 2.0.0 SMTP server ready", "reply-exchange-220-2.0.0"},
      {"Exchange", Step::auth_result, "235 2.7.0 Authentication successful", "reply-exchange-235-2.7.0"},
      {"unknown", Step::starttls, "220 2.0.0 Ready to start TLS", "reply-any-220-starttls"},
      // queues
      {"Exchange Send connector", Step::auth_offer,
       "451 4.4.0 Primary target IP address responded with: \"451 5.7.3 Require basic authentication.\" "
       "Attempted "
       "failover to alternate host, but that did not succeed.",
       "reply-send-connector-451-4.4.0-wrapper"},
      {"Exchange Send connector", Step::auth_offer, "451 5.7.3 Require basic authentication.",
       "reply-send-connector-451-5.7.3-basic"},
      {"Exchange Send connector", Step::auth_offer,
       "451 4.4.395 Target host responded with error. -> 451 5.7.3 Cannot achieve Exchange Server "
       "authentication",
       "reply-send-connector-451-4.4.395-wrapper"},
      {"Exchange Send connector", Step::tls_handshake,
       "450 4.7.0 Proxy session setup failed on Frontend with '451 4.4.0 Primary target IP address responded "
       "with: "
       "\"451 4.4.0 Security status InvalidToken.\"'",
       "reply-send-connector-450-4.7.0-wrapper"},
      {"Exchange Send connector", Step::tls_handshake, "451 4.4.0 Security status InvalidToken.",
       "reply-send-connector-451-4.4.0-invalid-token"},
      // transcripts and logs of other servers
      {"Exchange", Step::auth_challenge, "334 VXNlcm5hbWU6", "reply-exchange-334-username"},
      {"Exchange", Step::data, "550 5.7.1 Client does not have permissions to send as this sender",
       "reply-exchange-550-5.7.1-send-as"},
      {"Exchange Online", Step::mail_from,
       "530 5.7.57 Client not authenticated to send mail. [AB1PR01CA0001.PROD.OUTLOOK.COM "
       "2026-11-21T12:00:00Z]",
       "reply-exchange-online-530-5.7.57"},
      {"Postfix", Step::rcpt_to,
       "553 5.7.1 <a@contoso.example>: Sender address rejected: not owned by user b@contoso.example",
       "reply-postfix-553-5.7.1-not-owned"},
      {"Postfix", Step::data, "554 5.5.1 Error: no valid recipients",
       "reply-postfix-554-5.5.1-no-recipients"},
      {"Haraka", Step::tls_handshake, "500 TLS Negotiation Failed", "reply-haraka-500"},
      {"Exim", Step::auth_result, "535 Incorrect authentication data (set_id=svc)", "reply-exim-535"},
      {"MailEnable", Step::rcpt_to,
       "503 This mail server requires authentication when attempting to send to a non-local e-mail address. "
       "Please "
       "check your mail client settings",
       "reply-mailenable-503"},
      {"Dovecot", Step::auth_result, "535 5.7.8 Authentication failed.", "reply-dovecot-535-5.7.8"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.reply);
    CHECK(best(c.kind, c.step, c.reply) == c.id);
  }
  // Rows of a log that are no replies.
  for (const auto& [text, id] : std::map<std::string, std::string_view>{
           {"Outbound Authentication failed with LogonDenied", "reply-send-connector-no-ticket"},
           {"TLS negotiation failed with error UnknownCredentials",
            "reply-send-connector-tls-unknown-credentials"},
           {"Failed to connect. Winsock error code: 10061, Win32 error code: 10061",
            "reply-send-connector-10061"},
           {"Failed to connect. Winsock error code: 10060, Win32 error code: 10060",
            "reply-send-connector-10060"}}) {
    CAPTURE(text);
    const auto matches = look_up_reply(diagnosis::sending_side, std::nullopt, {0, "", {text}});
    REQUIRE_FALSE(matches.empty());
    CHECK(matches.front().row->id == id);
  }
}

TEST_CASE("reply lookup: an offer of X-ANONYMOUSTLS without STARTTLS, and a masked one") {
  const Reply without{
      250, "", {"mx.contoso.example Hello [192.0.2.7]", "SIZE 37748736", "X-ANONYMOUSTLS", "AUTH NTLM"}};
  Reply with = without;
  with.lines.insert(with.lines.begin() + 2, "STARTTLS");
  const Reply masked{250, "", {"mx.contoso.example", "SIZE 37748736", "XXXXXXXA", "XXXB"}};
  CHECK(look_up_reply("Exchange", Step::ehlo, without).front().row->id == "reply-exchange-250-no-starttls");
  CHECK(look_up_reply("Exchange", Step::ehlo, with).empty());
  CHECK(look_up_reply("unknown", Step::ehlo, masked).front().row->id == "reply-middlebox-250-starttls");
}

TEST_CASE("reply lookup: a reply that wraps in mid-sentence is read as one") {
  const Reply reply{534,
                    "5.7.14",
                    {"5.7.14 <https://accounts.contoso.example/continue?x=y> Please log in via",
                     "5.7.14 your web browser and then try again.", "5.7.14 Learn more - gsmtp"}};
  const auto matches = look_up_reply("Gmail", Step::auth_result, reply);
  REQUIRE_FALSE(matches.empty());
  CHECK(matches.front().row->id == "reply-gmail-534-5.7.14");
}

TEST_CASE("reply lookup: hostile replies make no match and no harm") {
  const std::string huge(64 * 1024, 'a');
  const std::string stars(64 * 1024, '*');
  std::string binary;
  for (int i = 0; i < 512; ++i) binary += static_cast<char>(i & 0xFF);
  for (int code : {-1, 0, 1, 99, 200, 250, 334, 421, 535, 550, 599, 600, 99999}) {
    CAPTURE(code);
    for (const std::string& text : {huge, binary, std::string("\0\0\0", 3)}) {
      CHECK(look_up_reply("Exchange", Step::auth_result, {code, "", {text}}).empty());
      CHECK(look_up_reply("unknown", std::nullopt, {code, "5.7.139", {text, text}}).empty());
    }
    CHECK(look_up_reply("", std::nullopt, {code, "", {}}).size() <= responses().size());
  }
  for (const std::string enhanced :
       {"5", "5.", "5.7.", "..", "5.7.99999999999999999999", "x.y.z", "-1.-1.-1", "5.7.3-9"}) {
    CAPTURE(enhanced);
    CHECK(look_up_reply("Exchange", Step::auth_result, {535, enhanced, {"nothing known"}}).empty());
  }
  CHECK(look_up_reply("Exchange", Step::auth_result, {0, "", {}}).empty());
  // A pattern is never taken from the server: its asterisks are asterisks.
  CHECK(best("Exchange", Step::auth_result, "535 *") == "none");
  CHECK(look_up_reply("Exchange", Step::banner, {220, "", {stars}}).front().row->id ==
        "reply-cisco-firewall-220-banner");
}

TEST_CASE("reply lookup: any bytes do, with any code") {
  std::mt19937 random(4711);
  const auto pick = [&](int from, int to) { return std::uniform_int_distribution<int>(from, to)(random); };
  std::size_t found = 0;
  for (int i = 0; i < 10'000; ++i) {
    const ResponseRow& row =
        responses()[static_cast<std::size_t>(pick(0, static_cast<int>(responses().size()) - 1))];
    std::string text = texts_of(row.wording).front();
    for (int n = pick(0, 3); n > 0; --n) {
      text[static_cast<std::size_t>(pick(0, static_cast<int>(text.size()) - 1))] =
          static_cast<char>(pick(0, 255));
    }
    const auto matches = look_up_reply(row.kind, a_step(row), reply_of(row, text));
    found += matches.empty() ? 0 : 1;
    for (std::size_t m = 1; m < matches.size(); ++m) CHECK(matches[m - 1].score >= matches[m].score);
  }
  CHECK(found > 2'000);
}

TEST_SUITE_END();
