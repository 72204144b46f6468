// Replies looked up in the table. Every row brings a sample of its own; what is tried here by hand is what
// decides between rows.
#include "knowledge/reply_lookup.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/diagnosis.hpp>
#include <random>

#include "diagnosis/samples.hpp"
#include "knowledge/refusal.hpp"
#include "knowledge/told_fault.hpp"

using namespace authwalk;
using knowledge::look_up_reply;
using knowledge::PartFit;
using knowledge::reply_rows;
using knowledge::ReplyMatch;
using knowledge::ReplyRow;

namespace {

bool begins_with_code(std::string_view text) {
  return text.size() >= 3 && text[0] >= '2' && text[0] <= '5' && text[1] >= '0' && text[1] <= '9' &&
         text[2] >= '0' && text[2] <= '9';
}

Reply sample_of(const ReplyRow& row) {
  if (begins_with_code(row.sample)) return samples::reply(row.sample);
  return {0, "", {std::string(row.sample)}};
}

std::optional<Step> a_step(const ReplyRow& row) {
  return row.steps.empty() ? std::nullopt : std::optional(row.steps.front());
}

std::string_view best(std::string_view who, std::optional<Step> step, const Reply& reply) {
  const auto matches = look_up_reply(who, step, reply);
  return matches.empty() ? std::string_view("none") : matches.front().row->id;
}

// A row for any server may give way to one that knows the words of a certain server, and says the same.
bool explains(const ReplyRow& row, const Reply& reply) {
  const auto matches = look_up_reply(row.who, a_step(row), reply);
  if (matches.empty()) return false;
  const ReplyRow& found = *matches.front().row;
  const bool general = row.who == knowledge::any_server || row.who == knowledge::this_system;
  return found.id == row.id || (found.cls == row.cls && (general || row.who != found.who));
}

std::string_view best(std::string_view who, std::optional<Step> step, std::string_view text) {
  return best(who, step, samples::reply(text));
}

}  // namespace

TEST_SUITE_BEGIN("knowledge");

TEST_CASE("every row is found by its sample, from its own server and at its own step") {
  for (const ReplyRow& row : reply_rows()) {
    CAPTURE(row.id);
    CAPTURE(row.sample);
    REQUIRE_FALSE(row.sample.empty());
    CHECK(explains(row, sample_of(row)));
  }
}

TEST_CASE("every row gives its sample its class, and its first step where nobody tells one") {
  for (const ReplyRow& row : reply_rows()) {
    if (!row.cls) continue;
    CAPTURE(row.id);
    CAPTURE(row.sample);
    const Reply reply = sample_of(row);
    const bool for_good = row.cls == Class::rejected || authwalk::row(*row.cls).group == "rights";
    const bool for_now = for_good && reply.temporary() && row.origin == Origin::server;
    CHECK(class_of_row(row, reply) == (for_now ? Class::rejected_temporarily : *row.cls));
    if (row.origin != Origin::server) {
      const auto fault = told_fault(row.sample);
      REQUIRE(fault);
      CHECK(id(fault->cls) == id(*row.cls));
    } else if (reply.temporary() || reply.permanent()) {
      const Step step = a_step(row).value_or(Step::mail_from);
      // Another server's row can have the same words; then the class is the same, or more careful.
      const std::string_view found = best(knowledge::unknown_server, step, reply);
      if (found == row.id) CHECK(id(class_of_refusal(step, reply)) == id(class_of_row(row, reply)));
    }
  }
}

TEST_CASE("the words are known in any case, over several lines, and amid others") {
  for (const ReplyRow& row : reply_rows()) {
    if (row.wording.empty()) continue;
    CAPTURE(row.id);
    Reply reply = sample_of(row);
    std::string& line = reply.lines.front();
    line += " [AB1PR01MB0001.contoso.example 2026-11-21T12:00:00.000Z 08DE28A1B2C3D4E5]";
    CHECK(explains(row, reply));
    std::ranges::transform(line, line.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    CHECK(explains(row, reply));
    // Broken at a blank; each line repeats the enhanced code.
    const std::size_t blank = line.find(' ', reply.enhanced.size() + 1);
    const std::string rest = line.substr(blank + 1);
    line.erase(blank);
    reply.lines.push_back(reply.enhanced.empty() ? rest : reply.enhanced + "  " + rest);
    CHECK(explains(row, reply));
  }
}

TEST_CASE("a code that Exchange Online alone gives is known in any language, and beats any words") {
  for (const ReplyRow& row : reply_rows()) {
    const std::size_t last = row.enhanced.rfind('.');
    if (row.enhanced.empty() || row.enhanced.find('|') != std::string_view::npos || !row.wording.empty())
      continue;
    if (std::stoi(std::string(row.enhanced.substr(last + 1))) < 30) continue;
    CAPTURE(row.id);
    Reply reply = sample_of(row);
    reply.lines = {"Zugriff verweigert. Relay access denied, spam"};
    CHECK(best(knowledge::unknown_server, std::nullopt, reply) == row.id);
  }
}

TEST_CASE("what decides between rows") {
  struct Case {
    std::string_view who;
    std::optional<Step> step;
    std::string_view reply;
    std::string_view id;
  };
  const Case cases[] = {
      // The kind of server.
      {"Exchange", Step::auth_result, "535 5.7.3 Authentication unsuccessful", "auth-535-573"},
      {"Exchange Online", Step::auth_result, "535 5.7.3 Authentication unsuccessful", "eol-535-573"},
      {"Exim", Step::auth_result, "535 Incorrect authentication data", "reply-exim-535"},
      {"Mimecast", Step::auth_result, "535 Incorrect authentication data", "reply-mimecast-535"},
      // Exchange Online answers as Exchange where it has no words of its own.
      {"Exchange Online", Step::starttls, "454 4.7.0 TLS not available due to temporary reason",
       "reply-exchange-454-4.7.0-starttls"},
      // The enhanced code.
      {"Exchange", Step::auth_result, "535 5.7.1 Authentication unsuccessful", "auth-535-571"},
      // The longer wording.
      {"Postfix", Step::auth_start, "535 5.7.8 Error: authentication failed: no mechanism available",
       "reply-postfix-535-5.7.8-no-mechanism"},
      {"Exchange", Step::mail_from,
       "550 5.7.1 Anonymous client does not have permissions to send as this sender",
       "mail-anonymous-own-domain"},
      // The text that the sending side makes.
      {"Postfix", Step::auth_offer, "451 5.7.3 Require basic authentication.",
       "reply-send-connector-451-5.7.3-basic"},
      // An enhanced code that names its cause is enough; in another language, say.
      {"Exchange", Step::auth_result, "535 5.7.3 Zut", "auth-535-573"},
      // A code alone says what it is for, and no more.
      {"unknown", Step::auth_result, "535 No", "auth-535"},
      {"unknown", std::nullopt, "538 No", "auth-538"},
      {"Postfix", Step::rcpt_to, "554 5.7.1 Zut", "place-rcpt-policy"},
      {"Exchange", Step::connect, "535 5.7.3", "none"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.who);
    CAPTURE(c.reply);
    CHECK(best(c.who, c.step, c.reply) == c.id);
  }
}

TEST_CASE("a match says what it rests on") {
  const auto matches =
      look_up_reply("Exchange", Step::auth_result, samples::reply("535 5.7.3 Authentication unsuccessful"));
  REQUIRE_FALSE(matches.empty());
  CHECK(matches.front().why ==
        "the same words, server Exchange, code 535, enhanced code 5.7.3, step auth-result");
}

TEST_CASE("a guess of the step uses the words, not the code alone") {
  const std::pair<std::string_view, Step> cases[] = {
      {"454 4.7.0 Too many new TLS sessions from client", Step::starttls},
      {"554 5.2.252 SendAsDenied; a@contoso.example not allowed to send as b@contoso.example", Step::data},
      {"500 5.5.1 \"AUTH\" not recognized", Step::auth_start},
      {"502 5.5.2 Error: command not recognized", Step::ehlo},
      {"451 4.7.3 The admin has temporarily disallowed this secure domain", Step::starttls},
      {"535 Zut", Step::auth_result},
  };
  for (const auto& [text, step] : cases) {
    CAPTURE(text);
    CHECK(id(step_of_refusal(samples::reply(text))) == id(step));
  }
}

TEST_CASE("words that nobody knows, at no known step, claim nothing about sender, recipient or greylisting") {
  for (std::string_view text : {"550 Zut", "554 5.7.1 Zut", "450 4.7.1 Zut", "553 Zut alors", "451 Zut"}) {
    CAPTURE(text);
    const Reply reply = samples::reply(text);
    CHECK(id(class_of_placeless_refusal(reply)) ==
          id(reply.temporary() ? Class::rejected_temporarily : Class::rejected));
  }
}

TEST_CASE("hostile replies do no harm") {
  const std::string huge(64 * 1024, 'a');
  const std::string stars(64 * 1024, '*');
  for (int code : {-1, 0, 1, 99, 200, 250, 334, 421, 535, 550, 599, 600, 99999}) {
    CAPTURE(code);
    for (const std::string& text : {huge, std::string("\0\0\0", 3)}) {
      CHECK(look_up_reply("Exchange", Step::auth_result, {code, "", {text}}).size() <= 2);
    }
    CHECK(look_up_reply("", std::nullopt, {code, "", {}}).size() <= reply_rows().size());
  }
  for (const std::string enhanced :
       {"5", "5.", "5.7.", "..", "5.7.99999999999999999999", "x.y.z", "5.7.3-9"}) {
    CAPTURE(enhanced);
    CHECK(best("Exchange", Step::auth_result, {535, enhanced, {"nothing known"}}) == "auth-535");
  }
  // A pattern is never taken from the server: its asterisks are asterisks.
  CHECK(best("Exchange", Step::banner, {220, "", {stars}}) == "reply-cisco-firewall-220-banner");
}

TEST_CASE("any bytes do, with any code, and the best row stands first") {
  std::mt19937 random(4711);
  const auto pick = [&](int from, int to) { return std::uniform_int_distribution<int>(from, to)(random); };
  for (int i = 0; i < 3'000; ++i) {
    const ReplyRow& row =
        reply_rows()[static_cast<std::size_t>(pick(0, static_cast<int>(reply_rows().size()) - 1))];
    Reply reply = sample_of(row);
    std::string& text = reply.lines.front();
    for (int n = pick(0, 3); n > 0 && !text.empty(); --n) {
      text[static_cast<std::size_t>(pick(0, static_cast<int>(text.size()) - 1))] =
          static_cast<char>(pick(0, 255));
    }
    const auto matches = look_up_reply(row.who, a_step(row), reply);
    for (std::size_t m = 1; m < matches.size(); ++m) CHECK(matches[m - 1].score >= matches[m].score);
  }
}

TEST_SUITE_END();
