// How the readers of a configuration give up. Every problem text has its file in tests/configs/bad.
#pragma once

#include <authwalk/input_error.hpp>
#include <authwalk/setting.hpp>
#include <string>
#include <string_view>

namespace authwalk {

[[noreturn]] void refuse(const Place& place, std::string problem, std::string hint);

using setting::quoted;

}  // namespace authwalk
