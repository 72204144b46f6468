#include <authwalk/version.hpp>

namespace authwalk {

std::string_view version() {
  return AUTHWALK_VERSION;
}

}  // namespace authwalk
