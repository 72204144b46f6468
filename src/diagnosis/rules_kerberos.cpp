// Exchange Server authentication: Kerberos tickets and NTLM.
#include "diagnosis/rule.hpp"

namespace authwalk::diagnosis {
namespace {

using enum Class;

}  // namespace

std::span<const Rule> kerberos_rules() {
  static const std::vector<Rule> rows{
      {.id = "kerberos-unknown-service",
       .classes = {kerberos_unknown_service},
       .cause = "No account in the directory carries the service principal name {spn}: the smart host is "
                "given by address or by an alias, or the name was never registered.",
       .fix = "Use the server's full host name as smart host, and have SMTPSVC and SMTP registered for it "
              "once, on its own computer account.",
       .command = "setspn -Q {spn}",
       .blame = Blame::ours},
      {.id = "kerberos-clock",
       .classes = {kerberos_clock_skew},
       .cause = "Kerberos allows five minutes between the clocks of this server, the other server and the "
                "domain controller.",
       .fix = "Set the clocks right on both servers.",
       .command = "w32tm /resync"},
      {.id = "kerberos-no-kdc",
       .classes = {kerberos_no_kdc},
       .cause = "No domain controller answers on port 88, so no ticket can be had.",
       .fix = "Open the ports 88, 464, 389 and 3268 to a domain controller, and check its DNS records.",
       .command = "nltest /dsgetdc: /kdc"},
      {.id = "kerberos-no-ticket",
       .classes = {kerberos_no_ticket},
       .cause = "The domain gives no ticket for {spn}: no valid logon here, a broken trust, or a principal "
                "that is there twice. Nothing was sent to the server; Exchange logs event 2017, not 2003.",
       .fix = "Renew the logon, look for duplicate principals, and repair the trust between the domains "
              "where there is one.",
       .command = "klist purge; setspn -X; setspn -Q {spn}"},
      {.id = "kerberos-server-identity",
       .classes = {mutual_auth_failed},
       .cause = "The server accepted the login but could not prove that it is {spn}: a machine in between, "
                "or a principal registered on the wrong account.",
       .fix = "Look for duplicate principals; send nothing until the server can prove itself.",
       .command = "setspn -X"},
      {.id = "sasl-security-layer",
       .classes = {security_layer},
       .cause = "The server wants to encrypt inside SASL. Exchange and authwalk encrypt with TLS and agree "
                "to no layer.",
       .fix = "Have the server accept GSSAPI without a security layer inside TLS.",
       .command = "authwalk walk {shell-target} --mode {mode} -v"},
      {.id = "ntlm-downgrade",
       .classes = {ntlm_downgrade},
       .cause = "The server asks for LM or NTLMv1 answers, from which the password can be recovered.",
       .fix = "Have NTLMv2 demanded on the server (LmCompatibilityLevel 5). If the server is up to date, "
              "somebody on the path changes the challenge.",
       .command =
           "Get-ItemProperty \"HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Lsa\" -Name LmCompatibilityLevel"},
  };
  return rows;
}

}  // namespace authwalk::diagnosis
