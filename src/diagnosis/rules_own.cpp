// What this side did not do, and what it cannot say yet.
#include "diagnosis/evidence.hpp"
#include "diagnosis/rule.hpp"

namespace authwalk::diagnosis {
namespace {

using enum Step;
using enum Class;

bool certificate_in_the_way(const Transcript& t) {
  return inside_tls(t) && !t.tls->faults.empty();
}

bool external_without_proof(const Transcript& t) {
  return t.outcome == Outcome::inconclusive && t.mode == Mode::ExternalAuthoritative && !t.quit_after;
}

bool ended_early(const Transcript& t) {
  return t.quit_after.has_value() && (t.outcome == Outcome::pass || t.outcome == Outcome::inconclusive);
}

}  // namespace

std::span<const Rule> own_rules() {
  static const std::vector<Rule> rows{
      {.id = "no-credential",
       .classes = {no_credential},
       .cause = "{mode} logs on, and this walk had no user name and password.",
       .fix = "Give them; the password comes from a file, a descriptor, a command or a prompt, never from "
              "the command line.",
       .command = "authwalk walk --user {login}"},
      {.id = "cleartext-not-allowed-certificate",
       .classes = {cleartext_not_allowed},
       .when = certificate_in_the_way,
       .evidence = "TLS with a certificate that could not be verified",
       .cause = "The session is encrypted, but the certificate does not prove who is at the other end; a "
                "password sent there counts as sent in clear. A Send connector in {mode} would send it.",
       .fix = "Have the certificate mended, make its authority known (--ca-file), or agree with "
              "--tls-auth-level EncryptionOnly.",
       .command = "authwalk walk --ca-file <authority.pem>"},
      {.id = "cleartext-not-allowed",
       .kind = Kind::fallback,
       .classes = {cleartext_not_allowed},
       .cause = "The password would have gone to {target} in clear, readable for everybody on the path. A "
                "Send connector in {mode} would send it.",
       .fix = "Use BasicAuthRequireTLS, which never does that; --allow-cleartext makes this walk go on all "
              "the same.",
       .command = "authwalk walk --allow-cleartext"},
      {.id = "lockout-guard",
       .classes = {lockout_guard},
       .cause =
           "A credential of {account} was refused, or got no answer, in this run or in one shortly before; "
           "every further try counts towards its lockout.",
       .fix =
           "See the walk that was refused, and correct the credential: then this command tries it once more.",
       .command = "authwalk walk --lockout-budget {one-more-try}"},
      {.id = "interrupted",
       .classes = {interrupted},
       .cause = "Somebody ended the run before this walk was over.",
       .fix = "Run it again and let it end; --deadline S bounds how long one walk may take."},
      {.id = "not-implemented",
       .kind = Kind::fallback,
       .classes = {not_implemented},
       .cause =
           "This version of authwalk cannot play what was asked for ({detail}), so whether the login would "
           "succeed is not known.",
       .fix = "What was found as far as auth-offer holds. Leave --mechanism out, or choose another one.",
       .command = "authwalk walk --mechanism="},
      {.id = "library-missing-ntlm",
       .classes = {library_missing},
       .when = ntlm,
       .evidence = "NTLM",
       .cause = "NTLM is played by a library that is not installed on this machine ({detail}). This says "
                "nothing about the server, and nothing was sent.",
       .fix = "Install it (Debian, Ubuntu: gss-ntlmssp; Fedora, RHEL: gssntlmssp) and walk again; everything "
              "else works without it.",
       .command = "apt-get install gss-ntlmssp"},
      {.id = "library-missing",
       .kind = Kind::fallback,
       .classes = {library_missing},
       .cause = "Kerberos is played by a library that is not installed on this machine ({detail}). This says "
                "nothing about the server, and nothing was sent.",
       .fix = "Install it (Debian, Ubuntu: libgssapi-krb5-2; Fedora, RHEL: krb5-libs) and walk again; the "
              "other modes work without it.",
       .command = "apt-get install libgssapi-krb5-2"},
      {.id = "definition-invalid",
       .classes = {definition_invalid},
       .cause = "Exchange refuses, or cannot use, a connector with these settings: {detail}.",
       .fix = "Correct the settings that contradict each other.",
       .command = "Get-SendConnector {connector} | Format-List "
                  "SmartHosts,Port,SmartHostAuthMechanism,RequireTLS,IgnoreSTARTTLS,TlsAuthLevel,TlsDomain"},
      {.id = "credential-unusable",
       .classes = {credential_invalid},
       .cause = "The credential cannot be used as it is: {detail}. Exchange logs event 2016 for a credential "
                "that it cannot prepare.",
       .fix = "Enter it again.",
       .command = "Set-SendConnector {connector} -AuthenticationCredential {credential}"},
      {.id = "internal",
       .classes = {internal},
       .cause = "authwalk itself failed ({detail}); this says nothing about the server.",
       .fix = "Run it once more with -v and report it together with that output."},
      {.id = "external-unproved",
       .when = external_without_proof,
       .evidence = "mode ExternalAuthoritative without a relayed recipient",
       .cause = "On the wire this mode looks like None. Only a recipient that a stranger may not write to "
                "shows whether the server trusts this machine.",
       .fix = "Walk again with an address outside the server's domains; nothing is delivered.",
       .command = "authwalk walk --to <recipient>"},
      {.id = "ended-early",
       .when = ended_early,
       .evidence = "--quit-after",
       .cause = "The walk was told to end early, so this mode is not proved.",
       .fix = "Walk again without --quit-after.",
       .command = "authwalk walk --quit-after="},
  };
  return rows;
}

}  // namespace authwalk::diagnosis
