// What is made sure of before the first walk begins.
#pragma once

#include <authwalk/lockout.hpp>
#include <memory>
#include <string>

#include "walk_options.hpp"

namespace authwalk::cli {

/// The name of this system, as gethostname(2) tells it.
std::string system_host_name();

/// Certificates, keys, keytabs: whatever can be wrong with a file is found now. Throws CommandError.
void check_files(const WalkRequest& request);

/// Gives the walks their credentials and ids. Throws CommandError.
void prepare(WalkRequest& request);

/// The budget of rejected logons across runs, once the walks have their credentials; null where none is used,
/// and where it is turned off. Throws CommandError.
std::unique_ptr<LockoutLedger> ledger_of(WalkRequest& request, const WalkArguments& given);

}  // namespace authwalk::cli
