#include <doctest/doctest.h>

#include <cli/output.hpp>
#include <map>

using namespace authwalk::cli;

namespace {

Environment environment(std::map<std::string, const char*> variables) {
  return [variables = std::move(variables)](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second;
  };
}

}  // namespace

TEST_SUITE("command line: output") {
  TEST_CASE("colour: the flag, then NO_COLOR, then the forcing variables, then the terminal") {
    struct Row {
      const char* flag;
      std::map<std::string, const char*> variables;
      bool terminal;
      bool colour;
    };
    for (const Row& row : {
             Row{"auto", {{"TERM", "xterm"}}, true, true},
             Row{"auto", {{"TERM", "xterm"}}, false, false},
             Row{"auto", {{"TERM", "dumb"}}, true, false},
             Row{"auto", {}, true, false},
             Row{"auto", {{"TERM", "xterm"}, {"NO_COLOR", "1"}}, true, false},
             Row{"auto", {{"TERM", "xterm"}, {"NO_COLOR", ""}}, true, true},
             Row{"auto", {{"CLICOLOR_FORCE", "1"}}, false, true},
             Row{"auto", {{"FORCE_COLOR", "1"}}, false, true},
             Row{"auto", {{"CLICOLOR_FORCE", "0"}}, false, false},
             Row{"auto", {{"FORCE_COLOR", "1"}, {"NO_COLOR", "1"}}, false, false},
             Row{"always", {{"NO_COLOR", "1"}}, false, true},
             Row{"never", {{"FORCE_COLOR", "1"}, {"TERM", "xterm"}}, true, false},
         }) {
      INFO(row.flag);
      CHECK(wants_colour(row.flag, environment(row.variables), row.terminal) == row.colour);
    }
  }

  TEST_CASE("UTF-8 by the first of LC_ALL, LC_CTYPE and LANG that is set") {
    CHECK(writes_utf8(environment({{"LANG", "de_DE.UTF-8"}})));
    CHECK(writes_utf8(environment({{"LC_CTYPE", "C.utf8"}, {"LANG", "C"}})));
    CHECK(writes_utf8(environment({{"LC_ALL", ""}, {"LANG", "C.UTF-8"}})));
    CHECK(!writes_utf8(environment({{"LC_ALL", "C"}, {"LANG", "de_DE.UTF-8"}})));
    CHECK(!writes_utf8(environment({{"LANG", "de_DE.ISO-8859-1"}})));
    CHECK(!writes_utf8(environment({})));
  }
}
