// The names by which Exchange and Windows tell why TLS or a logon failed ("LogonDenied", "UntrustedRoot",
// "KRB_AP_ERR_SKEW"), as classes.
#pragma once

#include <authwalk/failure.hpp>
#include <optional>
#include <string_view>

namespace authwalk {

/// Where such a name was met; the same one means different things.
enum class StatusOf {
  our_token,  ///< the sending side could not build or use a token
  login,      ///< the receiving side refused what it was sent
  tls,        ///< TLS was negotiated, or a certificate judged
};

/// The first name in the text, taken as a whole word. Empty when there is none.
std::optional<Class> class_of_status(std::string_view text, StatusOf where);

/// The class of a Kerberos error that the text names, "KDC_ERR_S_PRINCIPAL_UNKNOWN" or "KRB_AP_ERR_SKEW" (RFC
/// 4120 section 7.5.9). Empty when there is none.
std::optional<Class> class_of_kerberos_error(std::string_view text);

}  // namespace authwalk
