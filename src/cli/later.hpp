// What the contract names and this version does not have yet. It says so instead of calling it unknown.
#pragma once

#include <string_view>

namespace authwalk::cli {

enum class LaterKind { command, flag, format, mechanism };

/// What to say of it, for example "reads Exchange protocol logs; it comes with a later version"; empty when
/// this version has it or no version will.
std::string_view comes_later(LaterKind kind, std::string_view name);

}  // namespace authwalk::cli
