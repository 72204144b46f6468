// Text of a stranger in the output of a monitoring plugin.
#pragma once

#include <authwalk/report.hpp>
#include <string>
#include <string_view>

namespace authwalk {

/// One line of safe text without "|", behind which a plugin's performance data begins: it becomes \x7C, by
/// the rules of printable(). What is longer than `most` bytes is cut.
std::string plugin_text(std::string_view bytes, const RenderOptions& options, std::size_t most = 500);

}  // namespace authwalk
