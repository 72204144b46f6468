#include <array>

#include "model/lookup.hpp"
#include "sasl/mechanism.hpp"

namespace authwalk {
namespace {

constexpr std::array rows{
    MechanismRow{"LOGIN", true, make_login},
    MechanismRow{"PLAIN", false, make_cyrus_plain},
    MechanismRow{"CRAM-MD5", false, make_cyrus_cram_md5},
    MechanismRow{"SCRAM-SHA-256", false, make_cyrus_scram_sha_256},
    MechanismRow{"XOAUTH2", false, make_xoauth2},
};

}  // namespace

const MechanismRow* find_mechanism(std::string_view name) {
  for (const MechanismRow& row : rows) {
    if (same_name(row.name, name)) return &row;
  }
  return nullptr;
}

}  // namespace authwalk
