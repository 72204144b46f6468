#include "net/certificate_name.hpp"

#include <fmt/format.h>
#include <openssl/x509v3.h>

#include <string_view>
#include <utility>

#include "model/ip_address.hpp"
#include "model/lookup.hpp"
#include "net/certificate.hpp"

namespace authwalk {
namespace {

// The strict judge. `matched`: the name of the certificate that did it.
bool carries(X509* leaf, const std::string& expected, std::string& matched) {
  if (expected.empty()) return false;
  if (is_ip_address(expected)) {
    matched = expected;
    return X509_check_ip_asc(leaf, expected.c_str(), 0) == 1;
  }
  // OpenSSL writes "any name below it" with a leading dot.
  const std::string name = expected.starts_with("*.") ? expected.substr(1) : expected;
  unsigned flags = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_SINGLE_LABEL_SUBDOMAINS;
  // OpenSSL would take the common name where the alternative names hold no dNSName, or cannot be read. A
  // certificate that names addresses, mailboxes or URIs alone is none of a host (RFC 6125 section 6.4.4).
  if (has_alternative_names(leaf)) flags |= X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
  char* found = nullptr;
  const bool carried = X509_check_host(leaf, name.c_str(), name.size(), flags, &found) == 1;
  if (found != nullptr) matched = found;
  OPENSSL_free(found);
  return carried;
}

bool one_label_below(std::string_view name, std::string_view domain) {
  const std::size_t dot = name.find('.');
  return dot != std::string_view::npos && dot > 0 && same_name(name.substr(dot + 1), domain);
}

// Exchange's comparison of one name with a TlsDomain, facts read in its own code: "*.X" of a certificate is
// taken for X itself and for a.X; a TlsDomain "*.X" takes X, "*.X" and a.X, but not a.b.X.
bool exchange_takes(std::string_view presented, std::string_view expected) {
  const bool below = expected.starts_with("*.");
  const std::string_view domain = below ? expected.substr(2) : expected;
  const std::string_view covered = presented.starts_with("*.") ? presented.substr(2) : presented;
  if (same_name(covered, domain)) return true;
  if (below) return one_label_below(presented, domain);
  return covered.size() != presented.size() && one_label_below(expected, covered);
}

// The common name and all alternative names count.
std::string why_exchange_accepts(const std::vector<std::string>& names, const std::string& common,
                                 const std::string& expected) {
  if (is_ip_address(expected) || expected.empty()) return {};
  for (const std::string& name : names) {
    if (exchange_takes(name, expected)) return fmt::format("takes its name {} for {}", name, expected);
  }
  if (common.empty() || !exchange_takes(common, expected)) return {};
  return fmt::format("counts its common name {} beside the alternative names", common);
}

}  // namespace

NameJudgement judge_name(X509* leaf, const std::string& expected) {
  NameJudgement judgement;
  std::string matched;
  judgement.carried = carries(leaf, expected, matched);
  std::vector<std::string> presented = alternative_names(leaf);
  std::string common = common_name(leaf);
  // Without alternative names it is the certificate's only name.
  if (!has_alternative_names(leaf) && !common.empty()) presented.push_back(std::exchange(common, {}));
  if (!judgement.carried) judgement.exchange_accepts = why_exchange_accepts(presented, common, expected);
  for (std::string& name : presented) {
    const bool this_one = judgement.carried && same_name(name, matched);
    judgement.comparisons.push_back({expected, std::move(name), this_one});
  }
  return judgement;
}

}  // namespace authwalk
