// Which properties may hold a secret. Only whether they are set is ever kept of them.
#pragma once

#include <string_view>

#include "exchange/text_search.hpp"

namespace authwalk::connectors {

inline bool may_hold_secret(std::string_view property) {
  for (const std::string_view part : {"credential", "password", "passwd", "secret"}) {
    if (contains_in_any_case(property, part)) return true;
  }
  return false;
}

}  // namespace authwalk::connectors
