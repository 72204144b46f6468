#include "walk_arguments.hpp"

namespace authwalk::cli {

WalkArguments::WalkArguments() = default;
WalkArguments::~WalkArguments() = default;
WalkArguments::WalkArguments(const WalkArguments&) = default;
WalkArguments::WalkArguments(WalkArguments&&) noexcept = default;
WalkArguments& WalkArguments::operator=(const WalkArguments&) = default;
WalkArguments& WalkArguments::operator=(WalkArguments&&) noexcept = default;

}  // namespace authwalk::cli
