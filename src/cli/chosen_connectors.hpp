// Which connectors of the files of --connector are walked, and which are left out and why.
#pragma once

#include <authwalk/definition.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk::cli {

/// A connector, the domains that it is walked to when it has no smart host, and the file that it was read
/// from as --connector names it.
struct ChosenConnector {
  ConnectorDefinition connector;
  std::vector<std::string> domains;
  std::string file;
};

/// Names of what is not walked, by the reason.
class LeftOut {
 public:
  std::vector<std::string> disabled, no_route, any_domain, not_for, to_site, other_half;
  std::string_view other_kind;

  /// A note for each reason.
  void tell(std::vector<std::string>& notes) const;
  /// Nothing is left to walk. Throws CommandError.
  [[noreturn]] void refuse() const;
};

/// What was typed after --connector: FILE, or FILE#NAME. `for_domain` is that of --for, or empty. Throws
/// CommandError.
std::vector<ChosenConnector> chosen_connectors(const std::vector<std::string>& typed,
                                               const std::string& for_domain, LeftOut& left_out);

}  // namespace authwalk::cli
