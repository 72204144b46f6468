// What is remembered from run to run: rejected logons, so that a scheduler does not lock the account.
#pragma once

#include <authwalk/lockout.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace authwalk::cli {

/// "3" or "3/30": rejected logons, and the minutes within which they count. Empty: "0", no budget across
/// runs. Throws CommandError for anything else.
std::optional<LockoutBudget> lockout_budget(const std::optional<std::string>& typed);

/// Opens the ledger for `--lockout-budget` and `--state-dir`, without the latter in $STATE_DIRECTORY
/// (systemd), $XDG_STATE_HOME/authwalk or ~/.local/state/authwalk. Null: "0", this run counts for itself
/// alone. Where one of these folders cannot be used, a note says so, and the ledger grants nothing. Makes the
/// folder, so call it only where a credential may be used. Throws CommandError for a typed budget or folder
/// that cannot be used.
std::unique_ptr<LockoutLedger> lockout_ledger(const std::optional<std::string>& typed_budget,
                                              const std::optional<std::string>& typed_folder,
                                              std::vector<std::string>& notes);

/// The key of state_key() in the same folder. Empty where there is none, and a note says so. Throws
/// CommandError for a typed folder that cannot be used.
std::string resume_key(const std::optional<std::string>& typed_folder, std::vector<std::string>& notes);

}  // namespace authwalk::cli
