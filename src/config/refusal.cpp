#include "config/refusal.hpp"

#include <utility>

namespace authwalk {

void refuse(const Place& place, std::string problem, std::string hint) {
  throw InputError{place, std::move(problem), std::move(hint)};
}

}  // namespace authwalk
