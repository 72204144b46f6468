// Files that cannot be read: one for each text of an error, with its place and a hint.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "connectors/sources.hpp"

using namespace authwalk;
using namespace authwalk::test;

namespace {

struct Bad {
  std::string file;
  std::string place;  // behind the file's name
  std::string problem, hint;
};

const std::vector<Bad> all{
    {"backslash.json", ":2:20", "no JSON: a backslash before a character that needs none", "ConvertTo-Json"},
    {"binary.xml", ":1", "no export of connectors", "Export-Clixml"},
    {"comma-too-many.json", ":3:1", "no JSON: a comma with nothing after it", "ConvertTo-Json"},
    {"control.json", ":2:16", "no JSON: a control character inside a text", "ConvertTo-Json"},
    {"dangling-ref.xml", ":5:7", "a Ref to RefId \"99\", which is not in the file", "cut or edited"},
    {"empty.xml", "", "the file is empty", "Export-Clixml"},
    {"hostile-value.txt", ":3:1", "Port is \"\\x1B[31m25|<script>\\u{202E}xxx", "a number from 0 to 65535"},
    {"letter.txt", ":1", "no export of connectors", "Export-Clixml"},
    {"list-not-closed.txt", ":2:1", "the list of SmartHosts has no closing brace", "Export-Clixml"},
    {"list-of-texts.json", ":1:2", "no connector: a value without properties", "at least Name, SmartHosts"},
    {"more-after.json", ":2:1", "no JSON: \"{\" after the end of the JSON text", "ConvertTo-Json"},
    {"no-colon.json", ":2:10", "no JSON: no colon after \"Name\"", "ConvertTo-Json"},
    {"no-comma.json", ":3:3", "no JSON: a quotation mark where a comma or } should stand", "ConvertTo-Json"},
    {"no-connectors.json", ":1", "the export holds no connector", "ConvertTo-Json"},
    {"no-name.json", ":2:3", "no JSON: \"N\" where a name in quotation marks should stand", "ConvertTo-Json"},
    {"no-objects.xml", ":1", "the export holds no connector", "Export-Clixml"},
    {"no-rows.csv", ":1", "the export holds no connector", "Export-Csv"},
    {"no-value.json", ":2:11", "no JSON: \"O\" where a value should stand", "ConvertTo-Json"},
    {"not-a-connector.json", ":1:2", "no connector: \"Name\" stands here, and no SmartHosts",
     "at least Name"},
    {"not-closed.json", ":2:1", "no JSON: the text ends inside an object", "ConvertTo-Json"},
    {"not-in-the-list.txt", ":2:1", "\"this line belongs to nothing\" is neither", "as it is"},
    {"other.xml", ":1:1", "XML, but not what Export-Clixml writes", "Export-Clixml"},
    {"quote-not-closed.csv", ":2", "no CSV: a row with a quote that has no end", "Export-Csv"},
    {"references-explode.xml", ":7:379", "a connector of more than 200000 values", "Export-Clixml"},
    {"row-too-short.csv", ":3", "a row of 2 cells under 3 names", "Export-Csv"},
    {"strings.xml", ":2:3", "no connector: a value without properties", "at least Name, SmartHosts"},
    {"table.txt", ":1", "a table (Format-Table), which does not show what a connector does", "Format-List"},
    {"text-not-closed.json", ":2:11", "no JSON: a text without its closing quotation mark", "ConvertTo-Json"},
    {"too-deep.json", ":1:41", "no JSON: values nested deeper than 32", "ConvertTo-Json"},
    {"torn.xml", ":4:23", "no XML: ", "export it anew"},
    {"unicode.json", ":2:13", "no JSON: \\u without four hexadecimal digits", "ConvertTo-Json"},
    {"value-missing.json", ":2:10", "no JSON: the text ends where a value should stand", "ConvertTo-Json"},
    {"wrong-address.txt", ":3:1", "SourceIPAddress is \"relay.contoso.example\"", "an IP address"},
    {"wrong-boolean.txt", ":3:1", "RequireTLS is \"maybe\"", "True or False"},
    {"wrong-boolean.xml", ":6:7", "Enabled is \"ja\"", "True or False"},
    {"wrong-mode-number.json", ":4:3", "SmartHostAuthMechanism is \"32\"", "BasicAuthRequireTLS"},
    {"wrong-mode.txt", ":3:1", "SmartHostAuthMechanism is \"Tls\"", "BasicAuthRequireTLS"},
    {"wrong-number-range.txt", ":3:1", "Port is \"70000\"", "a number from 0 to 65535"},
    {"wrong-number.txt", ":3:1", "Port is \"smtp\"", "a number from 0 to 65535"},
    {"wrong-tls-level.txt", ":3:1", "TlsAuthLevel is \"Strict\"", "DomainValidation"},
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("definitions") {
  TEST_CASE("a file that cannot be read: its place, what is wrong, what to do") {
    for (const Bad& bad : all) {
      CAPTURE(bad.file);
      const InputError error = reading_error(definition_bytes("bad/" + bad.file), bad.file);
      CHECK(error.place.text() == bad.file + bad.place);
      CHECK_MESSAGE(has(error.problem, bad.problem), error.problem);
      CHECK_MESSAGE(has(error.hint, bad.hint), error.hint);
      // Errors are shown as they are.
      CHECK(error.problem.size() < 300);
      CHECK(std::all_of(error.problem.begin(), error.problem.end(),
                        [](char c) { return static_cast<unsigned char>(c) >= ' '; }));
    }
  }

  TEST_CASE("every bad file has its row") {
    for (const auto& entry : std::filesystem::directory_iterator(definition_path("bad"))) {
      const std::string name = entry.path().filename().string();
      CAPTURE(name);
      CHECK(std::any_of(all.begin(), all.end(), [&](const Bad& bad) { return bad.file == name; }));
    }
  }

  TEST_CASE("a file cut anywhere is read or refused with a place, and never holds more than before") {
    for (const std::string name :
         {"contoso.xml", "contoso.json", "contoso.txt", "contoso.csv", "contoso-utf16.json"}) {
      const std::string whole = definition_bytes(name);
      for (std::size_t size = 0; size < whole.size(); size += whole.size() / 97 + 1) {
        CAPTURE(name);
        CAPTURE(size);
        try {
          const std::size_t read = read_definitions(whole.substr(0, size), name).size();
          CHECK(read <= 3);
        } catch (const InputError& error) {
          CHECK(error.place.file == name);
          CHECK_FALSE(error.hint.empty());
        }
      }
    }
  }

  TEST_CASE("limits") {
    const auto limit = [](std::string bytes) { return reading_error(std::move(bytes)).problem; };
    CHECK(limit(std::string(largest_definition_file + 1, ' ')) == "the file has more than 16 MiB");
    std::string many = "[";
    for (std::size_t i = 0; i <= most_definitions; ++i)
      many += std::string(i == 0 ? "" : ",") + "{\"SmartHosts\":[]}";
    CHECK(limit(many + "]") == "more than 10000 connectors");
    std::string values = "{\"SmartHosts\":[0";
    for (int i = 0; i < 200'000; ++i) values += ",0";
    CHECK(has(limit(values + "]}"), "more than 200000 values"));
    std::string properties;
    for (int i = 0; i <= 1001; ++i) properties += "P" + std::to_string(i) + " : 1\n";
    CHECK(limit(properties) == "a connector of more than 1000 properties");
  }

  TEST_CASE("XML entities and document types do nothing") {
    const std::string props =
        "<Objs><Obj RefId=\"0\"><Props><S N=\"Name\">&xxe;&a;</S><S "
        "N=\"SmartHostsString\">a.contoso.example</S>"
        "</Props></Obj></Objs>";
    const auto read = [&](const std::string& type) {
      return definitions_of("<?xml version=\"1.0\"?><!DOCTYPE Objs [" + type + "]>" + props);
    };
    const auto file = read("<!ENTITY xxe SYSTEM \"file:///etc/passwd\">");
    CHECK(file.at(0).Name == "&xxe;&a;");
    const auto bomb = read("<!ENTITY a \"aaaaaaaaaa\"><!ENTITY xxe \"&a;&a;&a;&a;&a;&a;\">");
    CHECK(bomb.at(0).Name == "&xxe;&a;");
  }

  TEST_CASE("references that lead in a circle end") {
    const auto connectors = definitions_of(
        "<Objs><Obj RefId=\"0\"><Props><S N=\"Name\">Outbound</S><Obj N=\"SmartHosts\" RefId=\"1\"><LST><Ref "
        "RefId=\"1\"/><S>relay.contoso.example</S></LST></Obj><Ref N=\"Self\" "
        "RefId=\"0\"/></Props></Obj></Objs>");
    CHECK(connectors.at(0).Name == "Outbound");
    CHECK(connectors.at(0).SmartHosts.back().host == "relay.contoso.example");
  }
}
