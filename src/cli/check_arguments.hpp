// What was typed after check_authwalk, and what `walk` is to make of it.
#pragma once

#include <authwalk/report.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "syntax.hpp"
#include "walk_arguments.hpp"

namespace authwalk::cli {

struct CheckArguments {
  using Value = std::optional<std::string>;
  using Values = std::vector<std::string>;

  WalkArguments walk;  ///< what the two have in common
  Value hostname, timeout, user_of_check_smtp;
  Value warning, critical, certificate_days;
  Values warning_step, critical_step;
  bool version = false;
};

/// The flags of check_authwalk, with `into` as their destination.
Syntax check_syntax(CheckArguments& into);

/// The values of check_authwalk's own flags.
struct CheckPlan {
  WalkArguments walk;
  Thresholds thresholds;
  std::chrono::milliseconds limit;  ///< of the whole check; steps and walks end before it
};
/// Throws CommandError.
CheckPlan check_plan(CheckArguments given);

/// "-p 587" as "--port 587": with `walk`, and with many programs, a password may stand behind -p, so the
/// parser refuses it. Behind check_authwalk's -p only a number is a port.
Arguments with_port_spelled_out(const Arguments& arguments);

}  // namespace authwalk::cli
