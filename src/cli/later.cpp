#include "later.hpp"

namespace authwalk::cli {

std::string_view comes_later(std::string_view command) {
  return command == "serve" ? "comes with a later version of authwalk" : "";
}

}  // namespace authwalk::cli
