// One document, two printers: text and HTML say the same, and nothing twice.
#include "report/document.hpp"

#include <doctest/doctest.h>

#include <authwalk/report.hpp>
#include <map>
#include <pugixml.hpp>
#include <string>

#include "report/samples.hpp"
#include "report/sentences.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

void collect(const document::Blocks& blocks, std::vector<document::Words>& prose);

std::string text_of(const document::Words& words) {
  std::string text;
  for (const document::Span& span : words) text += span.text;
  return text;
}

void collect(const std::vector<document::Row>& rows, std::vector<document::Words>& prose) {
  for (const document::Row& row : rows) prose.push_back(row.words);
}

struct Collector {
  std::vector<document::Words>& prose;

  void operator()(const document::Paragraph& paragraph) const { prose.push_back(paragraph.words); }
  void operator()(const document::Facts& facts) const { collect(facts.rows, prose); }
  void operator()(const document::List& list) const {
    for (const document::Item& item : list.items) {
      prose.push_back(item.words);
      collect(item.rows, prose);
    }
  }
  void operator()(const document::Table& table) const {
    for (const auto& row : table.rows)
      for (const document::Words& cell : row) prose.push_back(cell);
  }
  void operator()(const document::Ladder&) const {}
  void operator()(const document::Section& section) const {
    prose.push_back(document::plain(section.title));
    collect(section.blocks, prose);
  }
};

void collect(const document::Blocks& blocks, std::vector<document::Words>& prose) {
  for (const document::Block& block : blocks) std::visit(Collector{prose}, block.is);
}

std::vector<document::Words> prose_of(const Report& report) {
  const document::Document document = document::document_of(report);
  std::vector<document::Words> prose{document.headline};
  collect(document.blocks, prose);
  return prose;
}

// Where a line is broken does not count.
std::string squeezed(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '\n') out += c;
  }
  return out;
}

std::string text_of(const pugi::xml_node& node) {
  std::string text = node.type() == pugi::node_pcdata ? node.value() : "";
  for (const pugi::xml_node& child : node) text += text_of(child);
  return text;
}

std::string page_text(const Report& report) {
  const std::string page = find_format("html")->render(report, {});
  pugi::xml_document parsed;
  REQUIRE(parsed.load_buffer(page.data(), page.size(), pugi::parse_default | pugi::parse_ws_pcdata));
  return text_of(parsed.child("html").child("body"));
}

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("document: text and HTML carry the same sentences") {
    for (const Sample& sample : samples()) {
      CAPTURE(sample.name);
      const std::string text =
          squeezed(find_format("text")->render(sample.report, {.verbosity = 1, .columns = 100'000}));
      const std::string page = squeezed(page_text(sample.report));
      for (const document::Words& words : prose_of(sample.report)) {
        for (const document::Span& span : words) {
          CAPTURE(span.text);
          CHECK(text.find(squeezed(printable(span.text))) != std::string::npos);
          CHECK(page.find(squeezed(printable(span.text))) != std::string::npos);
        }
      }
    }
  }

  TEST_CASE("document: no sentence stands twice on the page of a smart host") {
    for (const Sample& sample : samples()) {
      // Each of several smart hosts has a page of its own; the hostile one says the same in every field.
      if (sample.name == "hostile" || sample.name == "two_targets" || sample.name == "all_addresses")
        continue;
      CAPTURE(sample.name);
      std::map<std::string, int> counted;
      for (const document::Words& words : prose_of(sample.report)) {
        for (const std::string& sentence : document::sentences(text_of(words))) {
          const bool prose = sentence.ends_with('.') && sentence.find(' ') != std::string::npos;
          if (prose) ++counted[sentence];
        }
      }
      for (const auto& [sentence, times] : counted) {
        CAPTURE(sentence);
        CHECK(times == 1);
      }
    }
  }

  TEST_CASE("document: a sentence ends where the next one begins with a capital letter") {
    using Sentences = std::vector<std::string>;
    CHECK(document::sentences("One. Two? Three 1.2 x. y") == Sentences{"One.", "Two?", "Three 1.2 x. y"});
    CHECK(document::sentences("").empty());
    document::Told told;
    CHECK(told.fresh("One. Two.") == "One. Two.");
    CHECK(told.fresh("Two. Three.") == "Three.");
    CHECK(told.fresh("One.").empty());
  }
}
