// The SASL mechanisms that a walk can be told to use (--mechanism): flags, completion, configuration, metrics
// and help take their names from here. How they are played is a column of the same table, in src/sasl.
#pragma once

#include <authwalk/mode.hpp>
#include <span>
#include <string>
#include <string_view>

namespace authwalk {

/// One mechanism, as far as it matters to those who ask for it.
struct MechanismInfo {
  std::string_view name;  ///< as it stands behind AUTH, "SCRAM-SHA-256"
  bool send_connector;    ///< a Send connector uses it with AUTH
  bool exchange;          ///< may stand behind X-EXPS too
  bool kerberos;          ///< takes a ticket
};

/// All of them; the first is that of a Send connector.
std::span<const MechanismInfo> mechanisms();

/// Their names, "LOGIN, PLAIN, ...".
std::string mechanism_names();

/// By its name in any case; null when there is none.
const MechanismInfo* mechanism_named(std::string_view name);

/// Does the mode log on, and can it be told to do so with this mechanism? `name` empty: with its own.
bool takes_mechanism(Mode mode, std::string_view name);

/// Does the mode, told to use the mechanism (empty: nothing was told), look for a Kerberos ticket?
bool takes_ticket(Mode mode, std::string_view name);

}  // namespace authwalk
