// Commands that Exchange takes: it checks the whole connector after every Set-, so a setting may need others.
#pragma once

#include <authwalk/definition.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace authwalk::connectors {

/// The connector as it is after a Set-SendConnector or Set-OutboundConnector command; empty when the text is
/// none, or sets what no such connector can have.
std::optional<ConnectorDefinition> after_command(const ConnectorDefinition& before, std::string_view command);

/// The command with what Exchange demands together with what it sets, or with what the connector has already.
/// Other commands come back as they are.
std::string with_what_belongs(std::string command, const ConnectorDefinition& connector);

}  // namespace authwalk::connectors
