// What commands make of a connector: New-SendConnector, Set-SendConnector and their like.
#pragma once

#include <string_view>
#include <vector>

#include "connectors/exported_value.hpp"

namespace authwalk::connectors {

/// The connectors that a script makes or changes, with what it sets, @{Add=...} as it stands. The name of
/// each is the noun of its cmdlet: "SendConnector".
std::vector<ExportedValue> connectors_in_commands(std::string_view text);

/// `settings` on top of what `connector` has: lists by @{Add=...; Remove=...} too.
void apply_settings(const ExportedValue& settings, ExportedValue& connector);

}  // namespace authwalk::connectors
