// ~/.netrc, as ftp, curl and others share it.
#pragma once

#include <authwalk/credential.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk::cli {

struct NetrcEntry {
  int line = 0;  ///< of the word `machine`
  std::string login;
  Secret password;
};

/// The entries with exactly this host name, in any case. `default` belongs to no host: a password meant for
/// somebody else must not be sent. Throws CommandError, with the line, for what is no netrc.
std::vector<NetrcEntry> netrc_entries(std::string_view text, std::string_view host);

}  // namespace authwalk::cli
