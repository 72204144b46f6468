#include <array>

#include "model/lookup.hpp"
#include "sasl/mechanism.hpp"

namespace authwalk {
namespace {

constexpr std::array rows{
    //           name             connector tokens credential guarded
    MechanismRow{"LOGIN", true, false, true, false, make_login},
    MechanismRow{"PLAIN", false, false, true, false, make_cyrus_plain},
    MechanismRow{"CRAM-MD5", false, false, true, false, make_cyrus_cram_md5},
    MechanismRow{"SCRAM-SHA-256", false, false, true, false, make_cyrus_scram_sha_256},
    MechanismRow{"XOAUTH2", false, false, true, false, make_xoauth2},
    // With X-EXPS these two are what a Send connector uses. Kerberos demands that the server prove itself,
    // and what it sends is worth nothing to anybody else; an NTLM answer can be guessed from and relayed.
    MechanismRow{"GSSAPI", false, true, false, true, make_gssapi},
    MechanismRow{"NTLM", false, true, true, false, make_ntlm},
};

}  // namespace

const MechanismRow* find_mechanism(std::string_view name) {
  for (const MechanismRow& row : rows) {
    if (same_name(row.name, name)) return &row;
  }
  return nullptr;
}

}  // namespace authwalk
