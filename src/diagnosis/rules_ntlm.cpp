// Logging on with NTLM.
#include "diagnosis/evidence.hpp"
#include "diagnosis/rule.hpp"

namespace authwalk::diagnosis {
namespace {

using enum Step;
using enum Class;

}  // namespace

std::span<const Rule> ntlm_rules() {
  static const std::vector<Rule> rows{
      {.id = "ntlm-level-here",
       .classes = {ntlm_downgrade},
       .facts = {"LM_COMPAT_LEVEL", "gss-ntlmssp made"},
       .cause = "It is this machine that rules NTLMv2 out, not the server: the setting of gss-ntlmssp here "
                "makes it answer with LM or NTLMv1, and such an answer is never sent.",
       .fix = "Unset the variable, or set it to 3 or more, and walk again.",
       .command = "unset LM_COMPAT_LEVEL",
       .blame = Blame::ours},
      {.id = "ntlm-no-target-information",
       .classes = {ntlm_downgrade},
       .facts = {"target information"},
       .cause = "The challenge carries no target information, around which an NTLMv2 answer is built. "
                "Exchange, Windows and Samba send it; the NTLM plug-ins of Cyrus SASL and Exim do not.",
       .fix = "Nothing to mend on this side: such a server cannot be tried with NTLM here. Use GSSAPI, or a "
              "password inside TLS."},
      {.id = "ntlm-downgrade",
       .kind = Kind::fallback,
       .classes = {ntlm_downgrade},
       .cause = "The server asks for LM or NTLMv1 answers, from which the password can be recovered.",
       .fix = "Have NTLMv2 demanded on the server (LmCompatibilityLevel 5). If the server is up to date, "
              "somebody on the path changes the challenge.",
       .command =
           "Get-ItemProperty \"HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Lsa\" -Name LmCompatibilityLevel"},
      {.id = "ntlm-535",
       .steps = {auth_start, auth_challenge, auth_result},
       .classes = {bad_credentials},
       .when = ntlm,
       .evidence = "NTLM",
       .cause = "The server did not accept the NTLM answer of {account}: the password or the domain is "
                "wrong, or a policy of the domain forbids NTLM (Network security: Restrict NTLM).",
       .fix = "Enter name and password again, as DOMAIN\\user. On the server's side, the sub status of "
              "Security event 4625 tells: 0xC000006A password, 0xC0000064 name, 0xC0000234 locked, "
              "0xC0000418 NTLM blocked.",
       .command = "Get-WinEvent -LogName Microsoft-Windows-NTLM/Operational -MaxEvents 5",
       .blame = Blame::ours},
      {.id = "ntlm-refused-at-once",
       .steps = {auth_start, auth_challenge, auth_result},
       .classes = {mechanism_refused},
       .when = ntlm,
       .evidence = "NTLM",
       .cause = "The server refused NTLM before it had an answer to judge: NTLM is switched off there, or a "
                "policy of the domain forbids it (Network security: Restrict NTLM).",
       .fix = "Use Kerberos, or have NTLM allowed for this server; no password was judged.",
       .command = "Get-WinEvent -LogName Microsoft-Windows-NTLM/Operational -MaxEvents 5",
       .blame = Blame::policy},
      {.id = "ntlm-needs-password",
       .classes = {no_credential},
       .when = ntlm,
       .evidence = "NTLM",
       .cause =
           "NTLM answers with a password, and this walk had none: a Kerberos ticket is of no use for it.",
       .fix = "Give a user as DOMAIN\\user and a password from a file, a descriptor, a command or a prompt; "
              "or have the server offer GSSAPI, for which a ticket will do.",
       .command = "authwalk walk --user {login}"},
      {.id = "ntlm-cleartext-not-allowed",
       .classes = {cleartext_not_allowed},
       .when = ntlm,
       .evidence = "NTLM",
       .cause =
           "An NTLM answer can be relayed to another server, and the password guessed from it. No verified "
           "certificate would have protected it, so it was not sent.",
       .fix =
           "Use Kerberos (X-EXPS GSSAPI), which needs no certificate to be safe; or make the certificate's "
           "authority known with --ca-file; or accept any certificate with --tls-auth-level EncryptionOnly.",
       .command = "authwalk walk --tls-auth-level EncryptionOnly"},
  };
  return rows;
}

}  // namespace authwalk::diagnosis
