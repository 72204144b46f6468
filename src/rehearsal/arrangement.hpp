// How one connector of the rehearsal host behaves: its settings, and what its fault changes in them.
#pragma once

#include <openssl/ssl.h>

#include <authwalk/rehearsal.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rehearsal/authority.hpp"

namespace authwalk::rehearsal {

class Session;

/// Places in the dialogue where a fault may act instead of the ordinary code.
enum class Point {
  banner,
  ehlo,
  ehlo_tls,     ///< EHLO inside TLS
  starttls,     ///< STARTTLS and X-ANONYMOUSTLS
  handshake,    ///< the client's first TLS bytes are about to arrive
  auth_start,   ///< the AUTH command
  exps_start,   ///< the X-EXPS command
  auth_user,    ///< LOGIN: the user name has arrived
  first_token,  ///< GSSAPI and NTLM: the client's first token has arrived
  auth_result,
  mail,
  rcpt,
  data,
  end_of_data,
  quit,
};

using Act = std::function<void(Session&)>;

enum class ClientCertificate { ignored, requested, required };

struct TlsTraits {
  int lowest = TLS1_2_VERSION;
  int highest = TLS1_3_VERSION;
  ClientCertificate client = ClientCertificate::ignored;
  std::size_t tickets = 2;
};

struct Arrangement {
  ReceiveConnector connector;
  Certificate certificate = Certificate::good;
  TlsTraits tls;
  std::string user_prompt = "VXNlcm5hbWU6";      ///< "Username:"
  std::string password_prompt = "UGFzc3dvcmQ6";  ///< "Password:"
  /// Changes what EHLO lists; empty: nothing.
  std::function<void(std::vector<std::string>& keywords, bool inside_tls)> edit_keywords;
  /// How a token of ours stands behind 334; empty: in base64.
  std::function<std::string(std::string token)> show_token;
  /// The four octets of RFC 4752 section 3.3: no security layer. Nothing: the round is left out.
  std::optional<std::string> layer_offer = std::string("\1\0\0\0", 4);
  bool foreign_end_point = false;  ///< tokens are to be bound to another certificate than the one shown
  int drip_ms = 0;                 ///< pause after every byte of a reply
  std::map<Point, Act> acts;
};

}  // namespace authwalk::rehearsal
