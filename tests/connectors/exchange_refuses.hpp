// What Exchange refuses in a connector, written down a second time and on its own: the judge of the commands.
#pragma once

#include <authwalk/definition.hpp>
#include <string>
#include <vector>

namespace authwalk::test {

/// The reasons for which Exchange would refuse to store it; none when it would not.
std::vector<std::string> exchange_refuses(const ConnectorDefinition& connector);

/// What PowerShell could not parse in a line of commands; empty when it can. Covers what our commands use:
/// pipelines, assignments, parameters, strings, variables, brackets.
std::string powershell_fault(std::string_view line);

}  // namespace authwalk::test
