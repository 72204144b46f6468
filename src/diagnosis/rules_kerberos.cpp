// No Kerberos ticket, hence no first token: step auth-token. The details that tell the cases apart are the
// texts of MIT Kerberos. Most of this is a matter of the machine that walks, which is seldom the Exchange
// server: the commands are for that machine, and the fix names what does the same on Windows.
#include "diagnosis/evidence.hpp"
#include "diagnosis/rule.hpp"
#include "model/ip_address.hpp"

namespace authwalk::diagnosis {
namespace {

using enum Step;
using enum Class;

bool by_address(const Transcript& t) {
  return is_ip_address(t.connector.SmartHost);
}

// RFC 4752 servers on Unix go by "smtp", and MIT Kerberos tells small letters from capitals.
bool never_asked_for_smtp(const Transcript& t) {
  if (t.auth.verb != "AUTH") return false;
  for (const std::string& service : asked_services(t)) {
    if (service.starts_with("smtp/")) return false;
  }
  return true;
}

bool from_keytab(const Transcript& t) {
  return t.auth.ticket_source == "keytab";
}

}  // namespace

std::span<const Rule> kerberos_rules() {
  static const std::vector<Rule> rows{
      {.id = "kerberos-service-of-address",
       .classes = {kerberos_unknown_service},
       .when = by_address,
       .evidence = "a smart host given by address",
       .cause = "Kerberos knows servers by name, and the smart host is given by its address: nobody carries "
                "{services}.",
       .fix = "Use the server's full host name as smart host.",
       .command = "Set-SendConnector {connector} -SmartHosts \"<host name>\"",
       .blame = Blame::ours},
      {.id = "kerberos-service-smtp",
       .classes = {kerberos_unknown_service},
       .when = never_asked_for_smtp,
       .evidence = "AUTH, and no ticket asked for smtp/<host>",
       .cause =
           "The ticket was asked for {services}. Mail servers that are no Exchange are mostly registered as "
           "smtp, in small letters (RFC 4752).",
       .fix = "Walk again with that service name.",
       .command = "authwalk walk --spn smtp/{smart-host}",
       .confidence = "possible",
       .blame = Blame::ours},
      {.id = "kerberos-unknown-service",
       .classes = {kerberos_unknown_service},
       .cause = "No account in the directory carries {services}: the smart host is given by an alias or a "
                "load balancer's name, or the name was never registered.",
       .fix = "Use the server's full host name as smart host, and have SMTPSVC and SMTP registered for it, "
              "once, on its own computer account (setspn -S {asked-spn} COMPUTER). The command runs on any "
              "Windows machine of the domain.",
       .command = "setspn -Q {asked-spn}",
       .blame = Blame::ours},
      {.id = "kerberos-clock",
       .steps = {auth_token},
       .classes = {kerberos_clock_skew},
       .cause =
           "Kerberos allows five minutes between the clocks of this machine and of the domain controller.",
       .fix =
           "Set this machine's clock by the domain's; on Windows: w32tm /resync. The Exchange servers must "
           "agree with their domain controllers too.",
       .command = "timedatectl; chronyc tracking"},
      {.id = "kerberos-clock-of-server",
       .steps = {auth_start, auth_challenge, auth_result},
       .classes = {kerberos_clock_skew},
       .cause = "The server's clock is more than five minutes from the ticket's: this machine agrees with "
                "the domain controller, the smart host does not.",
       .fix = "Set the smart host's clock by the domain; the command is for it.",
       .command = "w32tm /resync",
       .blame = Blame::server},
      {.id = "kerberos-clocks",
       .kind = Kind::fallback,
       .classes = {kerberos_clock_skew},
       .cause = "Kerberos allows five minutes between the clocks of this machine, the smart host and the "
                "domain controller.",
       .fix = "Set the clocks right, the smart host's first: the command is for Windows.",
       .command = "w32tm /resync"},
      {.id = "kerberos-udp",
       .steps = {auth_token},
       .facts = {"Response too big for UDP"},
       .cause = "The domain controller's answer does not fit into UDP, and TCP port 88 is not to be had: a "
                "firewall lets only UDP pass.",
       .fix = "Open TCP port 88 to the domain controllers; udp_preference_limit = 1 in /etc/krb5.conf makes "
              "this machine use TCP at once.",
       .command = "nc -zv \"<domain controller>\" 88",
       .blame = Blame::network},
      {.id = "kerberos-no-kdc",
       .classes = {kerberos_no_kdc},
       .cause = "No domain controller of the realm answers on port 88, so no ticket can be had.",
       .fix = "Open the ports 88, 464, 389 and 3268 from this machine to a domain controller, and check the "
              "names in /etc/krb5.conf and DNS. On Windows nltest /dsgetdc:DOMAIN /kdc tells which one is "
              "used.",
       .command = "KRB5_TRACE=/dev/stderr kinit {shell-principal}"},
      {.id = "kerberos-kdc-slow",
       .steps = {auth_token},
       .classes = {timeout, deadline},
       .cause = "The time ran out while a domain controller was asked for a ticket: one that does not answer "
                "costs 10 s or more, even when the next one is well.",
       .fix = "Remove dead domain controllers from /etc/krb5.conf and from DNS; nothing was sent to the "
              "smart host.",
       .command = "KRB5_TRACE=/dev/stderr kinit {shell-principal}",
       .confidence = "possible",
       .blame = Blame::network},
      {.id = "kerberos-wrong-realm",
       .classes = {kerberos_wrong_realm},
       .cause =
           "This machine finds no domain controller for the realm of {principal}: the realm is mistyped, or "
           "neither /etc/krb5.conf nor DNS knows it.",
       .fix = "Give the user as user@domain; the realm is the Active Directory domain in capitals. Name its "
              "domain controllers in /etc/krb5.conf, or let this machine ask the domain's DNS. On Windows: "
              "nltest /dsgetdc:DOMAIN /kdc.",
       .command = "dig +short SRV _kerberos._tcp.{shell-realm}"},
      {.id = "kerberos-ticket-expired",
       .steps = {auth_token},
       .classes = {kerberos_ticket_expired},
       .cause =
           "The ticket in {ticket-source} is past its end; this is a matter of this machine alone. Exchange "
           "renews its own tickets.",
       .fix = "Get a new one, or walk with --keytab FILE, which needs no renewal. On Windows: klist purge, "
              "then log on again. If the ticket should still be good, check this machine's clock.",
       .command = "kinit {shell-principal}"},
      {.id = "kerberos-ticket-expired-there",
       .kind = Kind::fallback,
       .classes = {kerberos_ticket_expired},
       .cause = "The smart host says that the ticket is past its end, and it was good when this machine sent "
                "it: the smart host's clock is ahead.",
       .fix = "Set the smart host's clock by the domain; the command is for it.",
       .command = "w32tm /resync",
       .confidence = "possible",
       .blame = Blame::server},
      {.id = "kerberos-no-cache",
       .classes = {kerberos_no_ticket},
       .facts = {"KRB5_FCC_NOFILE", "KRB5_CC_NOTFOUND", "holds no ticket", "No credentials cache found",
                 "No Kerberos credentials available"},
       .cause = "This machine holds no Kerberos ticket that could be used. Exchange itself needs no such "
                "logon: it uses the computer account of its server.",
       .fix = "Get a ticket, or give --keytab FILE, --ccache NAME, or -u and --password-file. On Windows "
              "klist shows the tickets of a session.",
       .command = "kinit {shell-principal}"},
      {.id = "kerberos-trust",
       .classes = {kerberos_no_ticket},
       .facts = {"KRB_AP_ERR_BAD_INTEGRITY", "KRB_AP_ERR_MODIFIED", "Decrypt integrity check failed"},
       .cause =
           "A domain controller cannot read the ticket that another domain gave: the trust between the two "
           "domains is broken, or its password is not the same on both sides.",
       .fix = "Have the trust checked, and reset with netdom trust /reset /twoway if it is broken.",
       .command = "netdom trust \"<this domain>\" /domain:\"<the smart host's domain>\" /verify /twoway",
       .blame = Blame::policy},
      {.id = "kerberos-no-ticket",
       .kind = Kind::fallback,
       .classes = {kerberos_no_ticket},
       .cause = "The domain gives no ticket for {spn}: no valid logon, a broken trust, or a principal that "
                "is there twice. Nothing was sent to the smart host; Exchange logs event 2017, not 2003.",
       .fix = "Look for duplicate principals, repair the trust between the domains where there is one, and "
              "renew the logon (here: kinit). The commands are for the Exchange server.",
       .command = "klist purge; setspn -X; setspn -Q {spn}"},
      {.id = "kerberos-encryption-type",
       .classes = {kerberos_encryption_type},
       .cause =
           "{principal}, or the account that carries {spn}, and the domain controller have no Kerberos "
           "encryption type in common: RC4 is switched off (2026, KB5073381), and the account has no AES "
           "keys or does not allow them.",
       .fix =
           "Allow AES on the account (0x18), and set its password anew where it is older than the domain's "
           "AES keys; the domain controller logs KDCSVC 201 to 209.",
       .command = "Get-ADComputer <server> -Properties msDS-SupportedEncryptionTypes,PasswordLastSet | "
                  "Format-List Name,msDS-SupportedEncryptionTypes,PasswordLastSet",
       .blame = Blame::policy},
      {.id = "kerberos-preauth",
       .kind = Kind::fallback,
       .classes = {kerberos_preauth},
       .cause = "The domain controller wants a pre-authentication that {ticket-source} cannot give: a smart "
                "card, an armoured request, or a key of a type that the account does not have.",
       .fix = "Use an account that logs on with a password. With a smart card, get the ticket first (kinit "
              "-X) and walk with --ccache.",
       .command = "Get-ADUser {account} -Properties SmartcardLogonRequired,msDS-SupportedEncryptionTypes"},
      {.id = "kerberos-unknown-user",
       .steps = {auth_token},
       .classes = {bad_credentials},
       .facts = {"KDC_ERR_C_PRINCIPAL_UNKNOWN", "not found in Kerberos database"},
       .cause = "The domain has no account {principal}. The domain controller said so; nothing was sent to "
                "the smart host, and no password was judged.",
       .fix = "Give the account's logon name, or its user principal name, in the domain that holds it.",
       .command = "Get-ADUser {account} -Properties UserPrincipalName"},
      {.id = "kerberos-keytab-old",
       .steps = {auth_token},
       .classes = {bad_credentials},
       .when = from_keytab,
       .evidence = "a key from a keytab",
       .cause =
           "The key in the keytab is not, or no longer, that of {principal}: the password was set after the "
           "keytab had been made. The domain controller refused it; nothing was sent to the smart host.",
       .fix = "Make the keytab anew (on Windows: ktpass), and compare its key version with "
              "msDS-KeyVersionNumber of the account.",
       .command = "klist -kte \"<keytab>\""},
      {.id = "kerberos-password-refused",
       .kind = Kind::fallback,
       .steps = {auth_token},
       .classes = {bad_credentials},
       .cause =
           "The domain controller refused the password of {principal}, not the smart host: nothing was sent "
           "there, so no SMTP attempt counts. In the domain it is a bad logon all the same.",
       .fix = "Correct the password, then try once; see first how near the account is to its lockout.",
       .command =
           "Get-ADUser {account} -Properties BadLogonCount,LastBadPasswordAttempt,PasswordLastSet,LockedOut"},
      {.id = "kerberos-password-expired",
       .steps = {auth_token},
       .classes = {account_disabled_or_locked},
       .facts = {"KDC_ERR_KEY_EXPIRED", "Password has expired"},
       .cause = "The password of {principal} has expired, says the domain controller. Nothing was sent to "
                "the smart host.",
       .fix = "Set a new password; for a service account, let it never expire, or use a managed account. On "
              "Windows: Set-ADAccountPassword.",
       .command = "kpasswd {shell-principal}",
       .blame = Blame::policy},
      {.id = "kerberos-account-closed",
       .kind = Kind::fallback,
       .steps = {auth_token},
       .classes = {account_disabled_or_locked},
       .cause = "The domain controller says that {principal} may not log on: disabled, locked, expired, or "
                "kept out by a policy. Nothing was sent to the smart host; the right password fails as well.",
       .fix = "Find what locked the account, then unlock or enable it, and try once.",
       .command =
           "Get-ADUser {account} -Properties LockedOut,PasswordExpired,AccountExpirationDate | Format-List "
           "Enabled,LockedOut,PasswordExpired,AccountExpirationDate",
       .blame = Blame::policy},
      {.id = "kerberos-credential-unusable",
       .steps = {auth_token},
       .classes = {credential_invalid},
       .when = kerberos,
       .evidence = "Kerberos",
       .cause = "The keytab, the credential cache or the principal's name given to this walk cannot be used. "
                "That is a matter of this machine; nothing was sent to the smart host.",
       .fix = "Check that the file is there, that this user may read it, and which names are in it; klist "
              "NAME shows a cache. Exchange would log event 2016.",
       .command = "klist -kte \"<keytab>\""},
  };
  return rows;
}

}  // namespace authwalk::diagnosis
