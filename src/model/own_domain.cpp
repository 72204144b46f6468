#include "model/own_domain.hpp"

#include "model/lookup.hpp"

namespace authwalk {
namespace {

bool is_or_is_below(std::string_view name, std::string_view above) {
  if (above.empty() || name.size() < above.size()) return false;
  const std::size_t start = name.size() - above.size();
  return same_name(name.substr(start), above) && (start == 0 || name[start - 1] == '.');
}

std::string_view without_final_dot(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

}  // namespace

std::string_view name_in_banner(std::string_view banner) {
  const bool code = banner.size() > 4 && banner.find_first_not_of("0123456789") == 3;
  if (code) banner.remove_prefix(4);
  return without_final_dot(banner.substr(0, banner.find(' ')));
}

bool in_domain_of(std::string_view recipient, std::string_view host) {
  const std::size_t at = recipient.rfind('@');
  if (at == recipient.npos) return true;
  const std::string_view domain = without_final_dot(recipient.substr(at + 1));
  const std::string_view name = without_final_dot(host);
  // "example" above all of *.example is no domain of anybody's.
  const bool may_have_domains_below = name.find('.') != name.npos;
  return is_or_is_below(name, domain) || (may_have_domains_below && is_or_is_below(domain, name));
}

}  // namespace authwalk
