#include <authwalk/reply.hpp>

namespace authwalk {

std::string Reply::text() const {
  std::string all = std::to_string(code);
  for (const std::string& line : lines) {
    if (line.empty()) continue;
    all += ' ';
    all += line;
  }
  return all;
}

}  // namespace authwalk
