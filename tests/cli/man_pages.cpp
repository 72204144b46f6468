// The man pages tell of what the parser takes. That man(1) can set them is judged by tests/judges/man.sh.
#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <cli/man_pages.hpp>
#include <cli/overview.hpp>
#include <cli/roff.hpp>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include "live/program.hpp"

using namespace authwalk::cli;

namespace {

constexpr const char* schema = AUTHWALK_SOURCE_DIR "/docs/config.schema.json";

const ManPage& page_named(const std::vector<ManPage>& pages, const std::string& name) {
  for (const auto& page : pages) {
    if (page.name == name) return page;
  }
  FAIL("no page " << name);
  return pages.front();
}

// As roff has it, where a plain dash is a hyphen.
std::string with_dashes(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '-' ? "\\-" : std::string(1, c);
  return out;
}

std::string set(void (*write)(Roff&)) {
  Roff page("authwalk-walk", 1, "authwalk");
  const auto header = page.text().size();
  write(page);
  return page.text().substr(header);
}

}  // namespace

TEST_SUITE("man pages") {
  TEST_CASE("there is one for each command, with each of its flags and examples") {
    const auto pages = man_pages();
    for (const auto& command : commands()) {
      const auto syntax = command.syntax();
      const auto& page = page_named(pages, "authwalk-" + std::string(command.name));
      CHECK(page.section == 1);
      if (page.text.starts_with(".so man1/check_authwalk.1")) continue;
      for (const auto& flag : syntax.flags) {
        INFO(flag.names);
        CHECK(page.text.find("\\fB" + with_dashes(long_name(flag)) + "\\fR") != std::string::npos);
      }
      for (const char* section : {"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "SEE ALSO"})
        CHECK(page.text.find(".SH " + std::string(section) + "\n") != std::string::npos);
      CHECK((page.text.find(".SH EXAMPLES\n") == std::string::npos) == syntax.examples.empty());
      CHECK((page.text.find(".SH EXIT STATUS\n") == std::string::npos) ==
            (syntax.closing.find("Exit status:") == std::string_view::npos));
      CHECK(page_named(pages, "authwalk").text.find(with_dashes("authwalk-" + std::string(command.name))) !=
            std::string::npos);
    }
    for (const auto& program : other_programs()) {
      const auto& page = page_named(pages, std::string(program.name));
      for (const auto& flag : program.syntax().flags)
        CHECK(page.text.find(with_dashes(long_name(flag))) != std::string::npos);
    }
  }

  TEST_CASE("SEE ALSO names no page of ours that is not there") {
    auto pages = man_pages();
    pages.push_back(config_page(authwalk::test::read_whole_file(schema)));
    std::set<std::string> names;
    for (const auto& page : pages)
      names.insert(with_dashes(page.name) + "\\fR(" + std::to_string(page.section));
    for (const auto& page : pages) {
      if (page.text.starts_with(".so ")) continue;
      const auto from = page.text.find(".SH SEE ALSO");
      REQUIRE(from != std::string::npos);
      std::istringstream lines(page.text.substr(from));
      for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("\\fBauthwalk") && !line.starts_with("\\fBcheck_authwalk")) continue;
        INFO(page.name << ": " << line);
        CHECK(names.contains(line.substr(3, line.find(')') - 3)));
      }
    }
  }

  TEST_CASE("no text becomes a request or another character") {
    CHECK(set([](Roff& page) { page.paragraph(".netrc 'x' C:\\x `y` ~/z ^"); }) ==
          ".PP\n\\&.netrc \\(aqx\\(aq C:\\ex \\(gay\\(ga \\(ti/z \\(ha\n");
    CHECK(set([](Roff& page) { page.paragraph("see --mode, -m; X-EXPS - and\n'quoted"); }) ==
          ".PP\n\\&see \\fB\\-\\-mode\\fR, \\fB\\-m\\fR; X\\-EXPS \\- and \\(aqquoted\n");
  }

  TEST_CASE("a flag's heading: names in bold, what is to be replaced in italics") {
    CHECK(set([](Roff& page) { page.flag("-m,--mode", "MODE[,MODE]", "which"); }) ==
          ".TP\n\\fB\\-m\\fR, \\fB\\-\\-mode\\fR \\fIMODE\\fR[,\\fIMODE\\fR]\n\\&which\n");
    CHECK(set([](Roff& page) { page.flag("--color", "auto|never", "x"); }) ==
          ".TP\n\\fB\\-\\-color\\fR \\fBauto\\fR|\\fBnever\\fR\n\\&x\n");
  }

  TEST_CASE("what stands after the flags: paragraphs, lists, exit statuses") {
    CHECK(
        set([](Roff& page) {
          page.closing(
              "First line\nand second.\n\nExit status:\n  0  all is well; and\n     more of it\n"
              " 64  usage    65  data");
        }) ==
        ".PP\n\\&First line and second.\n.SH EXIT STATUS\n.TP\n\\&\\fB0\\fR\n\\&all is well; and more of it\n"
        ".TP\n\\&\\fB64\\fR\n\\&usage\n.TP\n\\&\\fB65\\fR\n\\&data\n");
    CHECK(set([](Roff& page) { page.closing("Exit status: 0 or 70."); }) ==
          ".SH EXIT STATUS\n.PP\n\\&0 or 70.\n");
  }

  TEST_CASE("the page of the configuration has every mapping of its schema, and an example that is valid") {
    const auto content = authwalk::test::read_whole_file(schema);
    const auto page = config_page(content);
    CHECK(page.name == "authwalk-config");
    CHECK(page.section == 5);
    const auto parsed = boost::json::parse(content);
    for (const auto& [name, definition] : parsed.at("$defs").as_object()) {
      const auto* keys = definition.as_object().if_contains("properties");
      if (!keys) continue;
      INFO(std::string(name));
      CHECK((name == "config" || page.text.find(".SS " + std::string(name) + "\n") != std::string::npos));
      for (const auto& key : keys->as_object())
        CHECK(page.text.find("\\fB" + std::string(key.key()) + "\\fR") != std::string::npos);
    }

    const authwalk::test::TemporaryFolder folder;
    authwalk::test::write_file(folder.file("probes.yml"), config_example());
    const auto run =
        authwalk::test::run_authwalk({"walk", "--config", folder.file("probes.yml"), "--offline"});
    INFO(run.describe());
    CHECK(run.status == 0);
    CHECK(run.out.find("ExternalAuthoritative to mx2.contoso.example:587") != std::string::npos);
  }

  TEST_CASE("every environment variable that is read is told of") {
    const auto text = man_pages().front().text;
    const std::regex reading("getenv\\(\"([A-Z_]+)\"\\)");
    int found = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(AUTHWALK_SOURCE_DIR "/src")) {
      const auto source =
          file.is_regular_file() ? authwalk::test::read_whole_file(file.path()) : std::string();
      for (std::sregex_iterator match(source.begin(), source.end(), reading), end; match != end;
           ++match, ++found) {
        INFO(file.path().string());
        CHECK_MESSAGE(text.find((*match)[1].str()) != std::string::npos, (*match)[1].str());
      }
    }
    CHECK(found >= 3);
  }

  TEST_CASE("they are written into a folder, and not into one that is missing") {
    const authwalk::test::TemporaryFolder folder;
    CHECK(authwalk::test::run_authwalk({"__man", folder.path().string(), schema}).status == 0);
    CHECK(!authwalk::test::read_whole_file(folder.file("authwalk-config.5")).empty());
    for (const auto& page : man_pages()) {
      INFO(page.name);
      CHECK(authwalk::test::read_whole_file(folder.file(page.name + ".1")) == page.text);
    }
    CHECK(authwalk::test::run_authwalk({"__man", folder.file("missing"), schema}).status == 73);
    CHECK(authwalk::test::run_authwalk({"__man", folder.path().string(), folder.file("missing")}).status ==
          66);
  }
}
