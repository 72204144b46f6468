// Where the tests of definitions get their files and texts.
#pragma once

#include <authwalk/definition.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace authwalk::test {

/// "tests/definitions/NAME" with the path of the source tree.
std::string definition_path(const std::string& name);
std::string definition_bytes(const std::string& name);
std::vector<ConnectorDefinition> definitions_of_file(const std::string& name);
/// Of a text that is not in a file: "typed.txt".
std::vector<ConnectorDefinition> definitions_of(std::string text);

/// The error of reading it; an empty problem when there is none.
InputError reading_error(std::string bytes, const std::string& file = "typed.txt");

using Properties = std::vector<std::pair<std::string, std::string>>;

/// As Format-List shows a connector that no rule has anything against, with other values for some properties.
/// The value "-" leaves a property out.
std::string format_list_of(const Properties& others = {});
/// The same for an outbound connector of Exchange Online.
std::string online_format_list_of(const Properties& others = {});

}  // namespace authwalk::test
