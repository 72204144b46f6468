#include <authwalk/login_name.hpp>

namespace authwalk {

LoginName LoginName::of(std::string_view name) {
  LoginName parts;
  if (const auto backslash = name.find('\\'); backslash != std::string_view::npos) {
    parts.domain = name.substr(0, backslash);
    name.remove_prefix(backslash + 1);
  }
  if (const auto at = name.rfind('@'); at != std::string_view::npos) {
    parts.domain = name.substr(at + 1);
    parts.upn = true;
    name = name.substr(0, at);
  }
  parts.user = name;
  return parts;
}

std::string LoginName::realm() const {
  if (!upn && domain.find('.') == std::string::npos) return {};
  std::string capitals = domain;
  for (char& c : capitals) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return capitals;
}

}  // namespace authwalk
