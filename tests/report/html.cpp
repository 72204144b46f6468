// The page: well-formed, self-contained, and what a stranger says stays text. How it looks is judged by a
// browser (tests/judges).
#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <pugixml.hpp>
#include <set>
#include <string>

#include "report/sample_walks.hpp"
#include "report/samples.hpp"

using namespace authwalk;
using namespace authwalk::test;
using namespace std::string_literals;

namespace {

std::string page_of(const Report& report) {
  return find_format("html")->render(report, {});
}

pugi::xml_document parsed(const std::string& page) {
  pugi::xml_document document;
  const pugi::xml_parse_result result = document.load_buffer(
      page.data(), page.size(), pugi::parse_default | pugi::parse_doctype | pugi::parse_ws_pcdata);
  INFO(result.description());
  INFO(page.substr(static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, result.offset - 80)), 160));
  REQUIRE(result);
  return document;
}

bool has(const std::string& all, std::string_view part) {
  return all.find(part) != std::string::npos;
}

// All text of an element, its children's included.
std::string text_of(const pugi::xml_node& node) {
  std::string text = node.type() == pugi::node_pcdata ? node.value() : "";
  for (const pugi::xml_node& child : node) text += text_of(child);
  return text;
}

std::string structure_of(const pugi::xml_node& node) {
  std::string structure = "<"s + node.name();
  for (const pugi::xml_attribute& attribute : node.attributes()) structure += " "s + attribute.name();
  structure += ">";
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() == pugi::node_element) structure += structure_of(child);
  }
  return structure + "</>";
}

template <typename Visit>
void for_each_element(const pugi::xml_node& node, Visit visit) {
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    visit(child);
    for_each_element(child, visit);
  }
}

Report many(std::size_t walks, bool failing) {
  Report report = report_of({}, false);
  for (std::size_t i = 0; i < walks; ++i) {
    ReportedWalk walk = failing ? basic_refused(Outcome::pass) : basic_pass(Mode::BasicAuthRequireTLS);
    walk.expected = Outcome::pass;
    walk.transcript.connector.SmartHost = "relay-" + std::to_string(i) + ".contoso.example";
    walk.transcript.remote = "192.0.2." + std::to_string(i % 250) + ":25";
    report.walks.push_back(std::move(walk));
  }
  return report;
}

std::size_t count(const std::string& all, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = all.find(part); at != std::string::npos; at = all.find(part, at + 1)) ++found;
  return found;
}

const std::vector<std::string> hostile_texts{"</title><script>document.title='x'</script>",
                                             "<img src=x onerror=alert(1)>",
                                             "\" onmouseover=\"alert(1)",
                                             "' onfocus='alert(1)",
                                             "</pre></section></main><h1>PASS</h1>",
                                             "&lt;b&gt; &amp; &#60;script&#62;",
                                             "</style><style>*{display:none}</style>",
                                             "]]><!--",
                                             "url(https://evil.example/x)",
                                             "a|b\r\nc=cmd\x1b[2J\xff\xfe \xe2\x80\xae",
                                             std::string(2048, '<')};

}  // namespace

TEST_SUITE("html") {
  TEST_CASE("every page is well-formed and names its language, its sections and its columns") {
    for (const Sample& sample : samples()) {
      CAPTURE(sample.name);
      const pugi::xml_document document = parsed(page_of(sample.report));
      const pugi::xml_node html = document.child("html");
      CHECK(std::string(html.attribute("lang").value()) == "en");
      std::set<std::string> ids;
      int headings = 0;
      for_each_element(html, [&](const pugi::xml_node& element) {
        const std::string name = element.name();
        if (const auto id = element.attribute("id")) CHECK(ids.insert(id.value()).second);
        if (name == "h1") ++headings;
        if (name == "th")
          CHECK(
              (element.attribute("scope").value() == "col"s || element.attribute("scope").value() == "row"s));
        if (element.attribute("role").value() == "img"s)
          CHECK_FALSE(std::string(element.attribute("aria-label").value()).empty());
      });
      CHECK(headings == 1);
      // A link leads to something on the page.
      for_each_element(html, [&](const pugi::xml_node& element) {
        if (const auto link = element.attribute("href"))
          CHECK(ids.contains(std::string(link.value()).substr(1)));
      });
    }
  }

  TEST_CASE("nothing runs, and nothing is fetched") {
    for (const Sample& sample : samples()) {
      CAPTURE(sample.name);
      const std::string page = page_of(sample.report);
      CHECK(has(page, "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\""));
      for_each_element(parsed(page), [&](const pugi::xml_node& element) {
        const std::string name = element.name();
        CAPTURE(name);
        for (const char* forbidden :
             {"script", "link", "iframe", "object", "embed", "img", "base", "form", "audio", "video"}) {
          CHECK(name != forbidden);
        }
        for (const pugi::xml_attribute& attribute : element.attributes()) {
          const std::string attribute_name = attribute.name();
          CHECK(attribute_name != "src");
          CHECK_FALSE(attribute_name.starts_with("on"));
          if (attribute_name == "href") CHECK(std::string(attribute.value()).starts_with('#'));
        }
      });
      const std::string style = parsed(page).child("html").child("head").child("style").child_value();
      CHECK_FALSE(has(style, "url("));
      CHECK_FALSE(has(style, "@import"));
    }
  }

  TEST_CASE("a stranger's text changes no element of the page") {
    const std::string harmless = structure_of(parsed(page_of(hostile("harmless"))));
    for (const std::string& text : hostile_texts) {
      CAPTURE(text);
      const std::string page = page_of(hostile(text));
      CHECK(structure_of(parsed(page)) == harmless);
      CHECK(has(text_of(parsed(page)), printable(text)));
    }
  }

  TEST_CASE(
      "a failed walk tells its step, its class, the reply, the advice, the event and the conversation") {
    const std::string page = page_of(sample("five_modes"));
    const std::string text = text_of(parsed(page).child("html").child("body"));
    CHECK(has(text, "FAIL relay.contoso.example:25 refused the user name or the password"));
    CHECK(has(text, "BasicAuth failed at auth-result (bad-credentials)"));
    CHECK(has(text, "535 5.7.3 Authentication unsuccessful"));
    CHECK(has(text, "Set-SendConnector \"Outbound to Contoso\" -AuthenticationCredential (Get-Credential)"));
    CHECK(has(text, "MSExchangeTransport 2003"));
    CHECK(has(text, "received: 535 5.7.3 Authentication unsuccessful ✗ failed here"));
    CHECK(has(text, "sent: [password]"));
    CHECK(has(text, "BasicAuthRequireTLS, the strongest mode that passed."));
    CHECK(has(text, "40 days left"));
    CHECK(has(page, "<li class=\"sent tls\"><span class=\"step\">auth-start</span>"));
    CHECK(has(page, "<details class=\"part\" id=\"walk-2\" open=\"open\"><summary class=\"bad\">"));
    CHECK(has(page, "<details class=\"part\" id=\"walk-3\"><summary class=\"good\">"));
  }

  TEST_CASE("days are counted from the start of the run") {
    const std::string text = text_of(parsed(page_of(sample("certificate"))));
    CHECK(has(text, "ended 20 days ago"));  // on 1 November; the run began on the 21st
  }

  TEST_CASE("a thousand walks that are as expected: an overview, and the page stays small") {
    const std::string page = page_of(many(1000, false));
    CHECK(count(page, "class=\"ladder\"") == 0);
    CHECK(has(text_of(parsed(page)), "all 1000 smart hosts are as expected"));
    CHECK(page.size() < 100'000);
  }

  TEST_CASE("a thousand failures: a hundred have a page, all are named") {
    const std::string page = page_of(many(1000, true));
    CHECK(count(page, "<details class=\"page\"") == 100);
    CHECK(has(page, "900 more smart hosts are not as expected."));
    CHECK(has(page, "<a href=\"#host-1\">relay-0.contoso.example:25</a>"));
    CHECK(has(page, "relay-999.contoso.example:25"));
    CHECK(page.size() < 6'000'000);
  }

  // tests/judges/html_pages.sh sets it, and has a browser look at the pages.
  TEST_CASE("pages for the judge" * doctest::skip(std::getenv("AUTHWALK_PAGES") == nullptr)) {
    const std::filesystem::path folder = std::getenv("AUTHWALK_PAGES");
    const auto write = [&](const std::string& name, const Report& report) {
      std::ofstream file(folder / (name + ".html"), std::ios::binary);
      file << page_of(report);
      CHECK(file.good());
    };
    for (const char* name : {"five_modes", "certificate", "clear_text_retry", "survey"})
      write(name, sample(name));
    std::string everything;
    for (const std::string& text : hostile_texts) everything += text;
    write("hostile", hostile(everything));
    Report mixed = many(24, false);
    for (ReportedWalk& walk : many(4, true).walks) mixed.walks.push_back(walk);
    write("many", mixed);
    write("thousand", many(1000, false));
  }

  TEST_CASE("of fifty walks each has a page") {
    CHECK(count(page_of(many(50, false)), "<details class=\"page\"") == 50);
    CHECK(count(page_of(many(51, false)), "<details class=\"page\"") == 0);
  }
}
