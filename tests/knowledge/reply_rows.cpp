// The catalogue of replies as a table: what stands in it, and that it was compiled in as it stands.
#include "knowledge/reply_rows.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>

#include "diagnosis/evidence.hpp"
#include "diagnosis/phrases.hpp"
#include "diagnosis/samples.hpp"
#include "diagnosis/server_kind.hpp"

using namespace authwalk;
using knowledge::reply_rows;
using knowledge::ReplyRow;

namespace {

const ReplyRow& row_of(std::string_view id) {
  const auto found = std::ranges::find(reply_rows(), id, &ReplyRow::id);
  REQUIRE_MESSAGE(found != reply_rows().end(), id);
  return *found;
}

// " each word between blanks "
std::string words_only(std::string_view text) {
  std::string words = " " + std::string(text) + " ";
  std::ranges::replace_if(
      words, [](char c) { return std::string_view(".,;:()").find(c) != std::string_view::npos; }, ' ');
  return words;
}

bool positive(const ReplyRow& row) {
  return row.code.starts_with('2') || row.code.starts_with('3');
}

}  // namespace

TEST_SUITE_BEGIN("knowledge");

TEST_CASE("replies: the file is compiled in line by line, and every line can be read") {
  std::ifstream file(std::string(AUTHWALK_SOURCE_DIR) + "/src/knowledge/replies.tsv");
  REQUIRE(file.good());
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  CHECK(std::ranges::equal(lines, knowledge::reply_lines()));

  const knowledge::ParsedRows parsed = knowledge::parse_rows(knowledge::reply_lines());
  for (const std::string& fault : parsed.faults) FAIL_CHECK(fault);
  CHECK(parsed.rows.size() == reply_rows().size());
  CHECK(reply_rows().size() >= 279);
}

TEST_CASE("replies: a line that cannot be right is reported and makes no row") {
  constexpr std::string_view header =
      "id\twho\tcode\tenhanced\twording\tsteps\tclass\torigin\tblame\ttransient\tconfidence\tcause\tfix\tcomm"
      "and"
      "\tsample\tsource";
  constexpr std::string_view good =
      "reply-a\tPostfix\t535\t5.7.8\twords\tauth-result\tbad-credentials\tserver\tours\tno\tlikely\tC.\tF.\t-"
      "\t535 "
      "5.7.8 words\tseen";
  const auto faults = [&](std::string line) {
    const std::array<std::string_view, 2> lines{header, line};
    const knowledge::ParsedRows parsed = knowledge::parse_rows(lines);
    CHECK(parsed.rows.size() + parsed.faults.size() == 1);
    return parsed.faults.empty() ? std::string() : parsed.faults.front();
  };
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string line(good);
    line.replace(line.find(from), from.size(), to);
    return faults(line);
  };
  CHECK(faults(std::string(good)).empty());
  CHECK(with("bad-credentials", "wrong") == "line 2: no such class 'wrong'");
  CHECK(with("auth-result", "auth") == "line 2: no such step 'auth'");
  CHECK(with("ours", "mine") == "line 2: no such blame 'mine'");
  CHECK(with("\tno\t", "\tn\t") == "line 2: 'n' is neither yes nor no");
  CHECK(with("535", "5350") == "line 2: no code '5350'");
  CHECK(with("5.7.8", "5.7") == "line 2: no enhanced code '5.7'");
  CHECK(with("\twords", "") == "line 2: 15 columns, not 16");
  CHECK(with("words", "") == "line 2: an empty column; nothing is written -");

  const std::array<std::string_view, 3> twice{header, good, good};
  CHECK(knowledge::parse_rows(twice).faults ==
        std::vector<std::string>{"line 3: the id reply-a is used twice"});
  const std::array<std::string_view, 1> headless{good};
  CHECK(knowledge::parse_rows(headless).faults ==
        std::vector<std::string>{"line 1: another header than the columns that are known"});
}

TEST_CASE("replies: every row names a server that can be recognised, or fits any") {
  std::set<std::string_view> kinds{knowledge::sending_side, knowledge::any_server, knowledge::this_system,
                                   knowledge::cisco_firewall, knowledge::middlebox};
  for (const diagnosis::KindEvidence& evidence : diagnosis::kind_evidence()) kinds.insert(evidence.kind);
  std::set<std::string_view> used;
  for (const ReplyRow& row : reply_rows()) {
    CAPTURE(row.id);
    CHECK(kinds.contains(row.who));
    used.insert(row.who);
  }
  CHECK(used.size() >= 23);
}

TEST_CASE("replies: no two rows look for the same") {
  std::set<std::string> seen;
  for (const ReplyRow& row : reply_rows()) {
    CAPTURE(row.id);
    std::string key;
    for (std::string_view part : {row.who, row.code, row.enhanced, row.wording}) key.append(part) += '\t';
    for (Step step : row.steps) key.append(id(step)) += ' ';
    CHECK(seen.insert(key).second);
  }
}

TEST_CASE("replies: only what is no failure of its own has no class") {
  for (const ReplyRow& row : reply_rows()) {
    CAPTURE(row.id);
    CHECK((row.cls.has_value() || positive(row) || row.id.ends_with("-expired")));
    CHECK(row.blame.has_value() == row.cls.has_value());
  }
}

TEST_CASE("replies: the texts are whole, short sentences that commit themselves") {
  constexpr std::array vague{"maybe",   "perhaps",  "might",     "probably", "possibly",     "somehow",
                             "someone", "various",  "etc",       "stuff",    "some reason",  "appropriate",
                             "issue",   "properly", "something", "try to",   "in some cases"};
  for (const ReplyRow& row : reply_rows()) {
    CAPTURE(row.id);
    CHECK(row.cause.size() < 380);
    CHECK(row.fix.size() < 420);
    CHECK((row.fix.empty() == row.cause.empty() || positive(row)));
    for (std::string_view text : {row.cause, row.fix}) {
      CHECK((text.empty() || text.ends_with('.')));
      CHECK(text.find("  ") == std::string_view::npos);
      for (const char* word : vague)
        CHECK_FALSE(diagnosis::contains(words_only(text), fmt::format(" {} ", word)));
    }
  }
}

TEST_CASE("replies: the commands have no placeholder that stays open") {
  samples::Walk walk(Mode::BasicAuth);
  walk.refused(Step::auth_result, Class::bad_credentials, "535 5.7.3 Authentication unsuccessful");
  for (const ReplyRow& row : reply_rows()) {
    CAPTURE(row.id);
    const std::string command = diagnosis::fill_command(row.command, walk);
    // A hash table of PowerShell opens with one too.
    for (std::size_t at = 0; (at = command.find('{', at)) != std::string::npos; ++at)
      CHECK((at > 0 && command[at - 1] == '@'));
  }
  CHECK(diagnosis::fill_command(row_of("reply-postfix-535-5.7.8").command, walk) ==
        "Set-SendConnector \"Outbound to Contoso\" -AuthenticationCredential (Get-Credential "
        "\"CONTOSO\\svc\")");
}

TEST_CASE(
    "replies: the seven meanings of 535 5.7.139 and the retirement lead to the connector by certificate") {
  for (const char* meaning :
       {"535-57139-tenant", "535-57139-mailbox", "535-57139-security-defaults", "535-57139-policy",
        "535-57139-basic-disabled", "535-57139-credentials", "535-57139-locked", "basic-retired"}) {
    CAPTURE(meaning);
    const ReplyRow& row = row_of(std::string("eol-") + meaning);
    CHECK(row.fix.find("New-InboundConnector") != std::string_view::npos);
    CHECK(row.fix.find("-TlsSenderCertificateName") != std::string_view::npos);
    for (const char* part :
         {"-SmartHosts \"<tenant>.mail.protection.outlook.com\"", "-Port 25", "-SmartHostAuthMechanism None",
          "-RequireTLS $true", "-TlsAuthLevel DomainValidation", "-TlsDomain mail.protection.outlook.com",
          "-TlsCertificateName"}) {
      CAPTURE(part);
      CHECK(row.command.find(part) != std::string_view::npos);
    }
  }
  CHECK(row_of("eol-535-57139-credentials").cls == Class::bad_credentials);
  CHECK(row_of("eol-535-57139-locked").cls == Class::account_disabled_or_locked);
  CHECK(row_of("eol-535-57139-locked").transient);
  CHECK(row_of("eol-basic-retired").cls == Class::basic_auth_disabled);
}

TEST_CASE("replies: what no source was certain of stays marked") {
  for (const char* id : {"auth-535-571", "eol-535-57139-locked", "reply-sendmail-535-5.7.0",
                         "reply-mdaemon-535-5.7.8", "reply-middlebox-250-starttls"}) {
    CAPTURE(id);
    CHECK_FALSE(row_of(id).likely);
  }
  CHECK(row_of("auth-535-573").likely);
  CHECK(std::ranges::count(reply_rows(), false, &ReplyRow::likely) >= 30);
}

TEST_SUITE_END();
