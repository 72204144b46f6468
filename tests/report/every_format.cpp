// One run in every format: each is well-formed whatever a server says, and each tells the same step and
// class. A format without a row here fails: it has to say how it is read.
#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <boost/json/parse.hpp>
#include <functional>
#include <map>
#include <pugixml.hpp>
#include <sstream>

#include "report/csv_rows.hpp"
#include "report/read_back.hpp"
#include "report/samples.hpp"

using namespace authwalk;
using namespace authwalk::test;
using namespace std::string_literals;
namespace json = boost::json;

namespace {

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

bool has(const std::string& all, std::string_view part) {
  return all.find(part) != std::string::npos;
}

bool has_all(const std::string& line, const std::vector<std::string>& parts) {
  return std::all_of(parts.begin(), parts.end(), [&](const std::string& part) { return has(line, part); });
}

/// "BasicAuth", "auth-result", "bad-credentials" of one walk.
struct Ending {
  std::string mode, step, cls;
  const Transcript* walk = nullptr;
};

struct Reader {
  RenderOptions options;
  /// Checks that the format can be read, whatever stands in it.
  std::function<void(const std::string& text, const Report& report)> well_formed;
  /// Does it tell of this walk that it ended so?
  std::function<bool(const std::string& text, const Ending& ending)> tells;
};

bool tells_in_json(const json::object& walk, const Ending& ending) {
  return walk.at("mode") == ending.mode.c_str() && walk.at("failed_step") == ending.step.c_str() &&
         walk.at("class") == ending.cls.c_str();
}

bool any_line(const std::string& text, const std::vector<std::string>& parts) {
  const auto all = lines(text);
  return std::any_of(all.begin(), all.end(), [&](const std::string& line) { return has_all(line, parts); });
}

Reader text_reader() {
  return {
      {-1, false, true},  // one line a walk
      [](const std::string& text, const Report& report) { CHECK(lines(text).size() >= report.walks.size()); },
      [](const std::string& text, const Ending& e) {
        return any_line(text, {" " + e.mode + " ", "  " + e.step + "  " + e.cls});
      }};
}

Reader json_reader() {
  return {{},
          [](const std::string& text, const Report& report) {
            CHECK(json::parse(text).at("walks").as_array().size() == report.walks.size());
          },
          [](const std::string& text, const Ending& ending) {
            const json::value report = json::parse(text);
            const json::array& walks = report.at("walks").as_array();
            return std::any_of(walks.begin(), walks.end(), [&](const json::value& walk) {
              return tells_in_json(walk.as_object(), ending);
            });
          }};
}

Reader ndjson_reader() {
  return {{},
          [](const std::string& text, const Report& report) {
            CHECK(lines(text).size() == report.walks.size());
            for (const std::string& line : lines(text)) CHECK(json::parse(line).is_object());
          },
          [](const std::string& text, const Ending& ending) {
            const auto all = lines(text);
            return std::any_of(all.begin(), all.end(), [&](const std::string& line) {
              return tells_in_json(json::parse(line).as_object(), ending);
            });
          }};
}

Reader csv_reader() {
  return {
      {},
      [](const std::string& text, const Report& report) {
        const auto rows = csv_rows(text);
        CHECK(rows.size() == report.walks.size() + 1);
        for (const auto& row : rows) CHECK(row.size() == rows.front().size());
      },
      [](const std::string& text, const Ending& ending) {
        const auto rows = csv_rows(text);
        const auto column = [&](const char* name) {
          return static_cast<std::size_t>(std::find(rows[0].begin(), rows[0].end(), name) - rows[0].begin());
        };
        return std::any_of(rows.begin() + 1, rows.end(), [&](const auto& row) {
          return row.at(column("mode")) == ending.mode && row.at(column("failed_step")) == ending.step &&
                 row.at(column("class")) == ending.cls;
        });
      }};
}

Reader junit_reader() {
  return {{},
          [](const std::string& text, const Report& report) {
            pugi::xml_document document;
            CHECK(document.load_buffer(text.data(), text.size()));
            CHECK(document.select_nodes("//testcase").size() >= report.walks.size());
            for (const auto& node : document.select_nodes("//*")) {
              const std::string_view name = node.node().name();
              CHECK((name == "testsuites" || name == "testsuite" || name == "testcase" ||
                     name == "properties" || name == "property" || name == "system-out" ||
                     name == "failure" || name == "error" || name == "skipped"));
            }
          },
          [](const std::string& text, const Ending& ending) {
            pugi::xml_document document;
            document.load_buffer(text.data(), text.size());
            for (const auto& found : document.select_nodes("//testcase")) {
              const std::string name = found.node().attribute("name").value();
              const std::string message = found.node().first_child().attribute("message").value();
              const std::string said = message + found.node().child("system-out").text().get();
              const bool same_mode = name == ending.mode || name.starts_with(ending.mode + " ");
              if (same_mode && has(said, " at " + ending.step + " (" + ending.cls + ")")) return true;
            }
            return false;
          }};
}

/// Formats whose structure has a test file of its own: here it counts that they tell the same.
Reader reader_of_lines(RenderOptions options, std::function<std::vector<std::string>(const Ending&)> parts) {
  return {options, [](const std::string& text, const Report&) { CHECK(text.ends_with('\n')); },
          [parts](const std::string& text, const Ending& ending) { return any_line(text, parts(ending)); }};
}

/// A log of Exchange has no word for some endings, and breaks off there; which they are is in read_back.hpp.
Reader smtpsend_reader() {
  return {{},
          [](const std::string& text, const Report&) {
            for (const std::string& line : lines(text))
              CHECK((line.starts_with('#') || std::count(line.begin(), line.end(), ',') >= 8));
          },
          [](const std::string& text, const Ending& ending) {
            const Failure& failure = *ending.walk->failure;
            if (id(failure.cls) == ending.cls && why_untold(failure) != nullptr) return true;
            const auto told = read_log(text).failures;
            return std::find(told.begin(), told.end(), ending.step + " " + ending.cls) != told.end();
          }};
}

const std::map<std::string_view, Reader>& readers() {
  static const std::map<std::string_view, Reader> all{
      {"text", text_reader()},
      {"json", json_reader()},
      {"ndjson", ndjson_reader()},
      {"csv", csv_reader()},
      {"junit", junit_reader()},
      {"smtpsend", smtpsend_reader()},
      {"validate", reader_of_lines({},
                                   [](const Ending& e) {
                                     return std::vector<std::string>{e.mode, e.step, e.cls};
                                   })},
      {"nagios", reader_of_lines({1, false, true},
                                 [](const Ending& e) {
                                   return std::vector<std::string>{e.mode, e.step, e.cls};
                                 })},
      {"prometheus", reader_of_lines({},
                                     [](const Ending& e) {
                                       return std::vector<std::string>{"mode=\"" + e.mode + "\"",
                                                                       "step=\"" + e.step + "\"",
                                                                       "class=\"" + e.cls + "\""};
                                     })},
      {"html", reader_of_lines({}, [](const Ending& e) {
         return std::vector<std::string>{e.mode, e.step, e.cls};
       })}};
  return all;
}

const std::vector<std::string> hostile_texts{"a|b",
                                             "<script>alert(1)</script>",
                                             "]]><x a='b'>&amp;&#0;",
                                             "\x1b[31mred",
                                             "=cmd|' /C calc'!A0",
                                             "line\r\nFAIL\n\nmore",
                                             "\xFF\xC0\xAF\xED\xA0\x80\xC3",
                                             "nul\0byte"s,
                                             "\xE2\x80\xAE"
                                             "txt.exe",
                                             "\xEF\xBF\xBE\xEF\xBF\xBF",
                                             "\"},{\"schema\":\"x",
                                             "a\",\"b",
                                             "\\x41\\\\u{202E}",
                                             "{}{0}%s",
                                             std::string(3000, '"'),
                                             ""};

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("every format is well-formed, whatever a server says") {
    for (const FormatRow& format : formats()) {
      CAPTURE(format.id);
      const auto reader = readers().find(format.id);
      REQUIRE_MESSAGE(reader != readers().end(), "this format needs a row in this file");
      for (const std::string& text : hostile_texts) {
        CAPTURE(printable(text));
        const Report report = hostile(text);
        for (const int verbosity : {-1, 0, 1}) {
          const std::string out = format.render(report, {verbosity, false, true});
          if (verbosity == reader->second.options.verbosity) reader->second.well_formed(out, report);
          for (const char* never : {"\x1b", "\xE2\x80\xAE", "\xEF\xBF\xBE", "<script>alert"}) {
            // In text, JSON and CSV a tag is text like any other.
            const bool markup = format.id == "html" || format.id == "junit";
            if (never[0] != '<' || markup) CHECK_FALSE(has(out, never));
          }
          CHECK(out.find('\0') == std::string::npos);
        }
      }
    }
  }

  TEST_CASE("every format tells the same step and class") {
    for (const FormatRow& format : formats()) {
      CAPTURE(format.id);
      const auto reader = readers().find(format.id);
      REQUIRE(reader != readers().end());
      for (const Sample& sample : samples()) {
        CAPTURE(sample.name);
        // The walks of the hostile one contradict themselves: no conversation goes with their ending.
        if (sample.name == "hostile" && format.id == "smtpsend") continue;
        const std::string out = format.render(sample.report, reader->second.options);
        for (const ReportedWalk& walk : sample.report.walks) {
          const Transcript& t = walk.transcript;
          if (t.outcome != Outcome::fail) continue;
          const Ending ending{std::string(id(t.mode)), std::string(id(t.failure->step)),
                              std::string(id(t.failure->cls)), &t};
          CAPTURE(ending.mode);
          CAPTURE(ending.step);
          CAPTURE(ending.cls);
          CHECK(reader->second.tells(out, ending));
          // And it can tell them apart.
          CHECK_FALSE(reader->second.tells(out, {ending.mode, ending.step, "cert-revoked", &t}));
        }
      }
    }
  }
}
