// Tokens that are named and not built, for `--offline`: no ticket is fetched and no password is used.
#pragma once

#include <memory>

#include "sasl/mechanism.hpp"

namespace authwalk {

/// Plays a mechanism of tokens against the obliging server of rehearse_offline().
std::unique_ptr<Mechanism> plan_tokens(const MechanismRow& row);

}  // namespace authwalk
