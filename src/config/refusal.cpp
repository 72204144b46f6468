#include "config/refusal.hpp"

#include <authwalk/report.hpp>
#include <utility>

#include "report/utf8.hpp"

namespace authwalk {

void refuse(const Place& place, std::string problem, std::string hint) {
  throw InputError{place, std::move(problem), std::move(hint)};
}

std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 80;
  if (text.size() <= longest) return "\"" + printable(text) + "\"";
  std::size_t cut = 0;
  while (cut < longest) cut += first_char(text.substr(cut)).size;
  return "\"" + printable(text.substr(0, cut)) + "...\"";
}

}  // namespace authwalk
