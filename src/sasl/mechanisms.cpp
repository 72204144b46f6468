#include <algorithm>
#include <array>

#include "model/lookup.hpp"
#include "sasl/mechanism.hpp"

namespace authwalk {
namespace {

constexpr std::array rows{
    //            name             connector X-EXPS Kerberos tokens credential guarded
    MechanismRow{{"LOGIN", true, false, false}, false, true, false, make_login},
    MechanismRow{{"PLAIN", false, false, false}, false, true, false, make_cyrus_plain},
    MechanismRow{{"CRAM-MD5", false, false, false}, false, true, false, make_cyrus_cram_md5},
    MechanismRow{{"SCRAM-SHA-256", false, false, false}, false, true, false, make_cyrus_scram_sha_256},
    MechanismRow{{"XOAUTH2", false, false, false}, false, true, false, make_xoauth2},
    // With X-EXPS these two are what a Send connector uses. Kerberos demands that the server prove itself,
    // and what it sends is worth nothing to anybody else; an NTLM answer can be guessed from and relayed.
    MechanismRow{{"GSSAPI", false, true, true}, true, false, true, make_gssapi},
    MechanismRow{{"NTLM", false, true, false}, true, true, false, make_ntlm},
};

constexpr auto infos = [] {
  std::array<MechanismInfo, rows.size()> public_part{};
  std::ranges::copy(rows, public_part.begin());
  return public_part;
}();

}  // namespace

const MechanismRow* find_mechanism(std::string_view name) {
  const auto found = std::ranges::find_if(rows, [&](const auto& row) { return same_name(row.name, name); });
  return found == rows.end() ? nullptr : &*found;
}

std::span<const MechanismInfo> mechanisms() {
  return infos;
}

std::string mechanism_names() {
  std::string names;
  for (const auto& [name, connector, exchange, kerberos] : infos) {
    if (!names.empty()) names += ", ";
    names += name;
  }
  return names;
}

const MechanismInfo* mechanism_named(std::string_view name) {
  return find_mechanism(name);
}

bool takes_mechanism(Mode mode, std::string_view name) {
  const AuthUse auth = row(mode).auth;
  if (name.empty() || auth == AuthUse::none) return auth != AuthUse::none;
  const auto* mechanism = mechanism_named(name);
  return mechanism && (auth == AuthUse::login || mechanism->exchange);
}

bool takes_ticket(Mode mode, std::string_view name) {
  const auto* mechanism = mechanism_named(name);
  const AuthUse auth = row(mode).auth;
  if (auth == AuthUse::login) return mechanism && mechanism->kerberos;
  // One that X-EXPS cannot use is none that this mode was told to use.
  return auth == AuthUse::exchange && (!mechanism || !mechanism->exchange || mechanism->kerberos);
}

}  // namespace authwalk
