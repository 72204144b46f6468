// A file of exported connectors, from its name on.
#pragma once

#include <authwalk/definition.hpp>
#include <authwalk/input_error.hpp>
#include <string>
#include <vector>

#include "command_error.hpp"

namespace authwalk::cli {

/// Reads the file, or standard input for "-". Throws CommandError.
std::vector<ConnectorDefinition> read_definition_file(const std::string& name);

/// How a reader's error is told: "connectors.xml:12:7: Port is "smtp"".
CommandError command_error(const InputError& error);

}  // namespace authwalk::cli
