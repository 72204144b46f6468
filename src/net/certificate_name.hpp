// Whether a certificate carries the name that is expected: by the strict rules, which release a password, and
// by Exchange's own, which say what a connector would do (docs/decisions/0003).
#pragma once

#include <openssl/x509.h>

#include <authwalk/tls.hpp>
#include <string>
#include <vector>

namespace authwalk {

struct NameJudgement {
  bool carried = false;                     ///< by RFC 6125, as `openssl verify -verify_hostname` says
  std::string exchange_accepts;             ///< why Exchange takes it where `carried` is false; else empty
  std::vector<NameComparison> comparisons;  ///< name by name, by the strict rules
};

/// `expected` is a host name, a TlsDomain ("*.contoso.example" stands for one label below it) or an IP
/// address.
NameJudgement judge_name(X509* leaf, const std::string& expected);

}  // namespace authwalk
