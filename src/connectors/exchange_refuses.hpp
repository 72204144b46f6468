// What Exchange refuses in a whole definition. Lint says it, and no printed command may lead to it.
#pragma once

#include <authwalk/definition.hpp>
#include <span>
#include <string_view>

namespace authwalk::connectors {

/// One row. Source of those for Send connectors: SmtpSendConnectorConfig.ValidateWrite and New-SendConnector;
/// of those for outbound connectors: the parameters of Set-OutboundConnector.
struct Refusal {
  std::string_view id;
  bool (*refused)(const ConnectorDefinition&);
  /// What a command sets as well, so that the whole is taken. With `where_set`: only in a command that sets
  /// one of these two parameters, as there it is the other side that gives way.
  std::string_view settings;
  std::string_view where_set[2] = {};
};

/// In the order in which commands are mended.
std::span<const Refusal> refusals();

/// Does Exchange refuse it for that reason? The id is one of the table's.
bool exchange_refuses(const ConnectorDefinition& connector, std::string_view id);

}  // namespace authwalk::connectors
