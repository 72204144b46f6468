// One table of event messages for both directions.
#include "exchange/event_templates.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "exchange/event_to_transcript.hpp"

using namespace authwalk;

namespace {

// Values with what real ones have in them: full stops, quotes, brackets, blanks.
const std::vector<std::string> values{"Client Frontend EX01. (new)", "mx.contoso.example",
                                      "535 5.7.3 No. Try \"later\" on", "P2", "it said: 'x'"};

std::size_t parameters(const EventTemplate& row) {
  std::size_t count = 0;
  for (char digit : {'1', '2', '3', '4', '5'})
    count += row.text.find(std::string("%") + digit) != std::string::npos;
  return count;
}

TEST_SUITE_BEGIN("exchange");

TEST_CASE("what is filled into a template is read back from it") {
  for (const EventTemplate& row : event_templates()) {
    CAPTURE(row.id);
    const std::string text = fill_event_text(row, values);
    CHECK(text.find('%') == std::string::npos);
    const auto read = read_event_text(row, text);
    REQUIRE(read);
    REQUIRE(read->size() == parameters(row));
    for (std::size_t i = 0; i < read->size(); ++i) CHECK((*read)[i] == values[i]);
    const auto recognised = recognise_event_text(0, text);
    REQUIRE(recognised);
    CHECK(recognised->row->id == row.id);
  }
}

TEST_CASE("a message that a console has wrapped, with text before and after, is read all the same") {
  const EventTemplate& row = *find_event_template(2003);
  const std::string text =
      "11/21/2026 2003 Warning Send connector Outbound to\r\n   Contoso has failed to\r\n   authenticate "
      "with\r\n   "
      "mx.contoso.example. The response from the remote site is 535 5.7.3 Authentication\r\n   "
      "unsuccessful..\r\n\n"
      "Something else.";
  std::string unix_text = text;
  std::erase(unix_text, '\r');
  const auto read = read_event_text(row, unix_text);
  REQUIRE(read);
  CHECK((*read)[0] == "Outbound to Contoso");
  CHECK((*read)[1] == "mx.contoso.example");
  CHECK((*read)[2] == "535 5.7.3 Authentication unsuccessful.");
}

TEST_CASE("another text is not taken for an event") {
  CHECK_FALSE(recognise_event_text(0, ""));
  CHECK_FALSE(recognise_event_text(0, "Send connector Outbound is fine."));
  CHECK_FALSE(recognise_event_text(2003, fill_event_text(*find_event_template(2017), values)));
}

TEST_CASE("every template belongs to an event that is understood, and the ids are in order") {
  const auto rows = event_templates();
  CHECK(std::ranges::is_sorted(rows, {}, &EventTemplate::id));
  for (const EventTemplate& row : rows) {
    CAPTURE(row.id);
    CHECK(is_known_event(row.id));
    CHECK_FALSE(row.category.empty());
    CHECK_FALSE(row.level.empty());
  }
}

TEST_SUITE_END();

}  // namespace
