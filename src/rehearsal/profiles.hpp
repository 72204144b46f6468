// Whose words the rehearsal host speaks: one table of replies per server it plays.
#pragma once

#include <span>
#include <string_view>

#include "rehearsal/arrangement.hpp"

namespace authwalk::rehearsal {

/// Replies without their line end. {host}, {client}, {date}, {user}, {from},
/// {to}, {detail} and {id} are filled in.
struct Profile {
  std::string_view id;

  // Rules in which the two differ.
  std::string_view mechanisms;                 ///< what AUTH offers
  Point anonymous_refused_at;                  ///< where a session without the right to submit is told so
  Point send_as_refused_at;                    ///< where a foreign sender address is refused
  std::span<const std::string_view> keywords;  ///< of EHLO, in order; those not on offer are left out

  // Session
  std::string_view banner;
  std::string_view hello;  ///< first line of the reply to EHLO, and all of that to HELO
  std::string_view empty_hello;
  std::string_view hello_first;
  std::string_view unknown_command;
  std::string_view bad_sequence;
  std::string_view noop;
  std::string_view reset;
  std::string_view verify;
  std::string_view help;
  std::string_view quit;
  std::string_view idle;
  std::string_view too_many_connections;

  // TLS
  std::string_view tls_ready;
  std::string_view tls_not_offered;
  std::string_view tls_already;

  // AUTH
  std::string_view auth_accepted;
  std::string_view auth_refused;
  std::string_view auth_disabled;
  std::string_view auth_aborted;
  std::string_view auth_not_base64;
  std::string_view auth_unknown_mechanism;
  std::string_view auth_needs_tls;
  std::string_view auth_not_offered;
  std::string_view auth_already;
  std::string_view auth_in_transaction;

  // Mail
  std::string_view sender_accepted;
  std::string_view sender_anonymous;
  std::string_view sender_again;
  std::string_view sender_syntax;
  std::string_view parameter_unknown;
  std::string_view too_large;
  std::string_view recipient_accepted;
  std::string_view recipient_syntax;
  std::string_view relay_denied;
  std::string_view need_sender;
  std::string_view need_recipient;
  std::string_view data_go_ahead;
  std::string_view chunk_accepted;
  std::string_view chunk_syntax;
  std::string_view message_accepted;
  std::string_view send_as_denied;
};

/// All profiles.
std::span<const Profile> profiles();
/// Null when there is none of that name.
const Profile* find_profile(std::string_view id);

}  // namespace authwalk::rehearsal
