#include <authwalk/walk.hpp>

namespace authwalk {

WalkPlan::WalkPlan() = default;
WalkPlan::~WalkPlan() = default;
WalkPlan::WalkPlan(const WalkPlan&) = default;
WalkPlan::WalkPlan(WalkPlan&&) noexcept = default;
WalkPlan& WalkPlan::operator=(const WalkPlan&) = default;
WalkPlan& WalkPlan::operator=(WalkPlan&&) noexcept = default;

}  // namespace authwalk
