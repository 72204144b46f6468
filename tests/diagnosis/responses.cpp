// The catalogue of replies as a table: what stands in it, and that it was compiled in as it stands.
#include "diagnosis/responses.hpp"

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
using diagnosis::ResponseRow;
using diagnosis::responses;

namespace {

const ResponseRow& row_of(std::string_view id) {
  const auto found = std::ranges::find(responses(), id, &ResponseRow::id);
  REQUIRE_MESSAGE(found != responses().end(), id);
  return *found;
}

// " each word between blanks "
std::string words_only(std::string_view text) {
  std::string words = " " + std::string(text) + " ";
  std::ranges::replace_if(
      words, [](char c) { return std::string_view(".,;:()").find(c) != std::string_view::npos; }, ' ');
  return words;
}

bool positive(const ResponseRow& row) {
  return row.code.starts_with('2') || row.code.starts_with('3');
}

}  // namespace

TEST_SUITE_BEGIN("diagnosis");

TEST_CASE("responses: the file is compiled in line by line, and every line can be read") {
  std::ifstream file(std::string(AUTHWALK_SOURCE_DIR) + "/src/diagnosis/responses.tsv");
  REQUIRE(file.good());
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  CHECK(std::ranges::equal(lines, diagnosis::response_lines()));

  const diagnosis::ParsedResponses parsed = diagnosis::parse_responses(diagnosis::response_lines());
  for (const std::string& fault : parsed.faults) FAIL_CHECK(fault);
  CHECK(parsed.rows.size() == responses().size());
  CHECK(responses().size() >= 279);
}

TEST_CASE("responses: a line that cannot be right is reported and makes no row") {
  constexpr std::string_view header =
      "id\tkind\tcode\tenhanced\twording\tsteps\tclass\tblame\ttransient\tverified\tmeaning\tcause\tfix\tcomm"
      "and";
  constexpr std::string_view good =
      "reply-a\tPostfix\t535\t5.7.8\twords\tauth-result\tbad-credentials\tours\tno\tyes\tM.\tC.\tF.\t-";
  const auto faults = [&](std::string line) {
    const std::array<std::string_view, 2> lines{header, line};
    const diagnosis::ParsedResponses parsed = diagnosis::parse_responses(lines);
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
  CHECK(with("\twords", "") == "line 2: 13 columns, not 14");
  CHECK(with("words", "") == "line 2: an empty column; nothing is written -");

  const std::array<std::string_view, 3> twice{header, good, good};
  CHECK(diagnosis::parse_responses(twice).faults ==
        std::vector<std::string>{"line 3: the id reply-a is used twice"});
  const std::array<std::string_view, 1> headless{good};
  CHECK(diagnosis::parse_responses(headless).faults ==
        std::vector<std::string>{"line 1: another header than the columns that are known"});
}

TEST_CASE("responses: every row names a server that can be recognised, or fits any") {
  std::set<std::string_view> kinds{diagnosis::sending_side, diagnosis::any_server, diagnosis::cisco_firewall,
                                   diagnosis::middlebox};
  for (const diagnosis::KindEvidence& evidence : diagnosis::kind_evidence()) kinds.insert(evidence.kind);
  std::set<std::string_view> used;
  for (const ResponseRow& row : responses()) {
    CAPTURE(row.id);
    CHECK(kinds.contains(row.kind));
    used.insert(row.kind);
  }
  CHECK(used.size() >= 23);
}

TEST_CASE("responses: no two rows look for the same") {
  std::set<std::string> seen;
  for (const ResponseRow& row : responses()) {
    CAPTURE(row.id);
    std::string key;
    for (std::string_view part : {row.kind, row.code, row.enhanced, row.wording}) key.append(part) += '\t';
    CHECK(seen.insert(key).second);
  }
}

TEST_CASE("responses: only what is no failure of its own has no class") {
  for (const ResponseRow& row : responses()) {
    CAPTURE(row.id);
    const bool points_elsewhere = row.id.ends_with("-wrapper") || row.id.ends_with("-expired");
    const bool offer = row.id == "reply-exchange-250-no-starttls" || row.id.ends_with("-banner") ||
                       row.id == "reply-middlebox-250-starttls";
    CHECK(row.cls.has_value() == ((!positive(row) || offer) && !points_elsewhere));
    CHECK(row.blame.has_value() == row.cls.has_value());
  }
}

TEST_CASE("responses: the texts are whole, short sentences that commit themselves") {
  constexpr std::array vague{"maybe",   "perhaps",  "might",     "probably", "possibly",     "somehow",
                             "someone", "various",  "etc",       "stuff",    "some reason",  "appropriate",
                             "issue",   "properly", "something", "try to",   "in some cases"};
  for (const ResponseRow& row : responses()) {
    CAPTURE(row.id);
    CHECK(row.meaning.size() > 10);
    CHECK(row.meaning.size() < 160);
    CHECK(row.cause.size() < 200);
    CHECK(row.fix.size() < 420);
    CHECK(row.meaning.ends_with('.'));
    CHECK(row.cause.empty() == (positive(row) && !row.cls));
    CHECK(row.fix.empty() == row.cause.empty());
    for (std::string_view text : {row.meaning, row.cause, row.fix}) {
      CHECK((text.empty() || text.ends_with('.')));
      CHECK(text.find("  ") == std::string_view::npos);
      for (const char* word : vague)
        CHECK_FALSE(diagnosis::contains(words_only(text), fmt::format(" {} ", word)));
    }
  }
}

TEST_CASE("responses: the commands have no placeholder that stays open") {
  samples::Walk walk(Mode::BasicAuth);
  walk.refused(Step::auth_result, Class::bad_credentials, "535 5.7.3 Authentication unsuccessful");
  for (const ResponseRow& row : responses()) {
    CAPTURE(row.id);
    CHECK(diagnosis::fill_command(row.command, walk).find('{') == std::string::npos);
  }
  CHECK(diagnosis::fill_command(row_of("reply-postfix-535-5.7.8").command, walk) ==
        "Set-SendConnector \"Outbound to Contoso\" -AuthenticationCredential (Get-Credential "
        "\"CONTOSO\\svc\")");
}

TEST_CASE(
    "responses: the seven meanings of 535 5.7.139 and the retirement lead to the connector by certificate") {
  for (const char* meaning :
       {"535-5.7.139-tenant", "535-5.7.139-mailbox", "535-5.7.139-security-defaults", "535-5.7.139-criteria",
        "535-5.7.139-basic-disabled", "535-5.7.139-credentials", "535-5.7.139-locked", "550-5.7.30"}) {
    CAPTURE(meaning);
    const ResponseRow& row = row_of(std::string("reply-exchange-online-") + meaning);
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
  CHECK(row_of("reply-exchange-online-535-5.7.139-credentials").cls == Class::bad_credentials);
  CHECK(row_of("reply-exchange-online-535-5.7.139-locked").cls == Class::account_disabled_or_locked);
  CHECK(row_of("reply-exchange-online-535-5.7.139-locked").transient);
  CHECK(row_of("reply-exchange-online-550-5.7.30").cls == Class::basic_auth_disabled);
}

TEST_CASE("responses: what no source was certain of stays marked") {
  for (const char* id : {"reply-exchange-535-5.7.1", "reply-exchange-451-4.7.0-directory",
                         "reply-exchange-online-535-5.7.139-locked", "reply-sendmail-535-5.7.0",
                         "reply-mdaemon-535-5.7.8", "reply-middlebox-250-starttls"}) {
    CAPTURE(id);
    CHECK_FALSE(row_of(id).verified);
  }
  CHECK(row_of("reply-exchange-535-5.7.3").verified);
  CHECK(std::ranges::count(responses(), false, &ResponseRow::verified) >= 30);
}

TEST_SUITE_END();
