// Many smart hosts on one screen: how many are as expected, then one line a cause with its hosts.
#pragma once

#include <vector>

#include "report/document.hpp"
#include "report/judged_host.hpp"

namespace authwalk::document {

Blocks overview(const std::vector<JudgedHost>& hosts);

/// "3 of 30 smart hosts are not as expected"
std::string matter_of(const std::vector<JudgedHost>& hosts);

}  // namespace authwalk::document
