// The flags that say where Kerberos tickets come from and whom they are for.
#pragma once

#include <authwalk/walk.hpp>
#include <string>
#include <vector>

#include "walk_arguments.hpp"

namespace authwalk::cli {

/// Puts what the flags say in the place of `settings`. `walked` are the modes of the run, `mechanism` the
/// override of WalkPlan; a flag that none of them uses is refused. Throws CommandError.
void override_kerberos(const WalkArguments& given, const std::vector<Mode>& walked,
                       std::string_view mechanism, KerberosSettings& settings);

/// True when --user only names the principal of a keytab, so that no password is wanted for it.
bool user_is_keytab_principal(const WalkArguments& given);

/// A keytab is as good as a password: it must exist, and nobody but its owner may read it. Throws
/// CommandError.
void check_kerberos_files(const KerberosSettings& settings);

}  // namespace authwalk::cli
