// From one exported object to a ConnectorDefinition: the table of the properties that mean something here.
#pragma once

#include <authwalk/definition.hpp>
#include <string>

#include "connectors/exported_value.hpp"

namespace authwalk::connectors {

/// Throws InputError: the object is no Send connector, or a value is none of its property's.
ConnectorDefinition definition_of(const ExportedValue& object, const std::string& file);

}  // namespace authwalk::connectors
