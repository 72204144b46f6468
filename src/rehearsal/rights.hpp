// What a session may do: the permissions that a Receive connector grants (PermissionGroups and the
// ms-Exch-SMTP-* rights).
#pragma once

#include <authwalk/rehearsal.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk::rehearsal {

/// The account that a client names; null when there is none. Names are compared in any case.
const RehearsalAccount* find_account(const std::vector<RehearsalAccount>& accounts, std::string_view user);

/// The same for a name that Kerberos or NTLM has proved: "CONTOSO\\svc", "svc@contoso.example", then "svc".
const RehearsalAccount* find_account(const std::vector<RehearsalAccount>& accounts, std::string_view user,
                                     std::string_view domain);

class Rights {
 public:
  /// `account` is null as long as the session is anonymous.
  Rights(const ReceiveConnector& connector, const std::vector<std::string>& accepted_domains,
         const RehearsalAccount* account)
      : connector_(connector), accepted_domains_(accepted_domains), account_(account) {}

  /// ms-Exch-SMTP-Submit: AnonymousUsers, ExchangeUsers for those who authenticated, or Externally Secured.
  bool may_submit() const;

  /// Into an accepted domain everybody may send; out of it needs ms-Exch-SMTP-Accept-Any-Recipient.
  bool may_send_to(std::string_view recipient) const;

  /// ms-Exch-SMTP-Accept-Any-Sender, or Send-As on each of the two addresses. `header_from` is empty when the
  /// message has none; the null sender is nobody's address, so an account with a list may not use it.
  bool may_send_as(std::string_view mail_from, std::string_view header_from) const;

 private:
  const ReceiveConnector& connector_;
  const std::vector<std::string>& accepted_domains_;
  const RehearsalAccount* account_;
};

}  // namespace authwalk::rehearsal
