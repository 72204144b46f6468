// What a server offers in its reply to EHLO (RFC 5321 section 4.1.1.1).
#pragma once

#include <authwalk/reply.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

struct Capabilities {
  std::vector<std::string> lines;  ///< one keyword line each, as written, without the greeting
  bool starttls = false;
  bool x_anonymoustls = false;
  bool size = false;
  std::optional<std::uint64_t> size_limit;  ///< bytes; empty: none told, or none fixed (RFC 1870 section 4)
  std::vector<std::string> auth;    ///< mechanisms of AUTH, also of the old form AUTH=; as written, each once
  std::vector<std::string> x_exps;  ///< mechanisms of X-EXPS
  std::string x_exchangeauth;       ///< digest that X-EXCHANGEAUTH names, "SHA256"; empty when not offered
  std::string oddity;               ///< lines that disagree; empty when none
  bool masked = false;              ///< a middlebox has overwritten keywords (XXXXXXXA, ****)
};

/// Keywords are taken in any case.
Capabilities capabilities(const Reply& reply);

/// Whole-name comparison in any case: LOGIN is not in "LOGINX PLAIN-LOGIN".
bool offers(const std::vector<std::string>& mechanisms, std::string_view name);

/// Text that a firewall's ESMTP inspection has blanked: a row of asterisks or of X (Cisco KB; Microsoft KB
/// 320027).
bool looks_masked(std::string_view text);

}  // namespace authwalk
