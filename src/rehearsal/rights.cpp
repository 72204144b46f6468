#include "rehearsal/rights.hpp"

#include <algorithm>
#include <string>

#include "model/lookup.hpp"

namespace authwalk::rehearsal {

const RehearsalAccount* find_account(const std::vector<RehearsalAccount>& accounts, std::string_view user) {
  const auto found = std::ranges::find_if(
      accounts, [&](const RehearsalAccount& account) { return same_name(account.user, user); });
  return found == accounts.end() ? nullptr : &*found;
}

const RehearsalAccount* find_account(const std::vector<RehearsalAccount>& accounts, std::string_view user,
                                     std::string_view domain) {
  const std::string short_name(user);
  if (!domain.empty()) {
    // The NetBIOS name of a domain is by custom the first label of the other one.
    const std::string_view netbios = domain.substr(0, domain.find('.'));
    for (const std::string& name :
         {std::string(domain) + '\\' + short_name, std::string(netbios) + '\\' + short_name,
          short_name + '@' + std::string(domain)}) {
      if (const RehearsalAccount* account = find_account(accounts, name)) return account;
    }
  }
  return find_account(accounts, short_name);
}

bool Rights::may_submit() const {
  return account_ != nullptr || connector_.anonymous_users || connector_.external_authoritative;
}

bool Rights::may_send_to(std::string_view recipient) const {
  if (account_ != nullptr || connector_.anonymous_relay || connector_.external_authoritative) return true;
  const std::size_t at = recipient.rfind('@');
  // RFC 5321 section 4.5.1: "postmaster" without a domain is always accepted.
  if (at == std::string_view::npos) return same_name(recipient, "postmaster");
  return std::ranges::any_of(accepted_domains_, [&](const std::string& domain) {
    return same_name(domain, recipient.substr(at + 1));
  });
}

bool Rights::may_send_as(std::string_view mail_from, std::string_view header_from) const {
  if (account_ == nullptr || account_->send_as.empty()) return true;
  const auto granted = [&](std::string_view address) {
    return std::ranges::any_of(account_->send_as,
                               [&](const std::string& own) { return same_name(own, address); });
  };
  return granted(mail_from) && (header_from.empty() || granted(header_from));
}

}  // namespace authwalk::rehearsal
