// Who names the smart hosts: TARGET, --connector or --config.
#pragma once

#include <string>

#include "walk_options.hpp"

namespace authwalk::cli {

/// Reads the definitions or the configuration where the flags name one. Throws CommandError.
WalkRequest request_of(const WalkArguments& given, const std::string& system_host_name);

}  // namespace authwalk::cli
