// STARTTLS, the handshake and the certificate.
#include <algorithm>

#include "diagnosis/evidence.hpp"
#include "diagnosis/rule.hpp"
#include "diagnosis/server_kind.hpp"

namespace authwalk::diagnosis {
namespace {

using enum Step;
using enum Class;

// ExchangeServer is at home with X-ANONYMOUSTLS; a login is not.
bool no_starttls_for_a_login(const Transcript& t) {
  return anonymoustls_without_starttls(t) && !exchange_mode(t);
}

bool login_in_clear(const Transcript& t) {
  return !offers_in_clear(t).auth.empty();
}

bool client_certificate_wanted(const Transcript& t) {
  // A text that the sending server made tells its own cause.
  if (t.failure->reply && t.failure->origin == Origin::local) return false;
  if (t.failure->cls == client_certificate) return true;
  return t.tls && t.tls->client_certificate_requested && !t.tls->client_certificate_sent &&
         t.tls->alert.starts_with("received");
}

bool smart_host_is_address(const Transcript& t) {
  return t.connector.smart_host_is_address();
}

bool lone_certificate(const Transcript& t) {
  return t.tls && t.tls->chain.size() == 1 && t.tls->chain.front().issuer != t.tls->chain.front().subject;
}

}  // namespace

std::span<const Rule> tls_rules() {
  static const std::vector<Rule> rows{
      {.id = "starttls-missing-but-anonymoustls",
       .steps = {starttls, auth_offer},
       .classes = {not_offered, esmtp_rewritten, no_common_mechanism, cleartext_not_allowed},
       .when = no_starttls_for_a_login,
       .evidence = "X-ANONYMOUSTLS offered without STARTTLS",
       .cause =
           "The Exchange server offers X-ANONYMOUSTLS but not STARTTLS: its Receive connector has no usable "
           "certificate for its FQDN. That server logs event 12014 (none found) or 12016 (expired).",
       .fix = "On the receiving server install a certificate that carries the Receive connector's FQDN and "
              "is in date, enable it for SMTP and name it in the connector's TlsCertificateName.",
       .command =
           "Get-ExchangeCertificate -Server \"<Exchange server>\" | Format-List "
           "Thumbprint,Services,NotAfter,CertificateDomains; Enable-ExchangeCertificate -Server \"<Exchange "
           "server>\" -Thumbprint \"<thumbprint>\" -Services SMTP",
       .blame = Blame::server},
      {.id = "starttls-stripped",
       .steps = {starttls},
       .classes = {not_offered},
       .when = login_in_clear,
       .evidence = "AUTH offered in clear without STARTTLS",
       .cause = "The server invites a login in clear and offers no STARTTLS. Either TLS is not set up on "
                "this port, or something on the path removes the offer in order to read passwords (STARTTLS "
                "stripping).",
       .fix = "Compare with what the server offers on its own network. Do not change to BasicAuth: that "
              "would send the password in clear.",
       .command = "Test-NetConnection {host} -Port 587",
       .confidence = "possible"},
      {.id = "starttls-not-offered",
       .kind = Kind::fallback,
       .steps = {starttls},
       .classes = {not_offered},
       .cause = "TLS is not set up on port {port} of the server.",
       .fix = "Have the smart host's owner set up a certificate and STARTTLS there, or use the port that has "
              "it, mostly 587. On an Exchange receiver Tls must be among the connector's AuthMechanism "
              "values.",
       .command = "Get-ReceiveConnector | Format-Table Identity,Bindings,AuthMechanism,TlsCertificateName"},
      {.id = "injection",
       .classes = {plaintext_injection},
       .cause = "Commands or replies were put in front of TLS. A client that keeps them would take a "
                "stranger's words for the server's own, so authwalk ended the session.",
       .fix =
           "Find the proxy or the machine that adds them; if the server does it itself, it needs an update.",
       .blame = Blame::network},

      {.id = "tls-old-server",
       .steps = {starttls, tls_handshake, tls_verify, ehlo_tls},
       .classes = {tls_version},
       .cause = "The server speaks {peer-version}, and this side offers {our-versions}.",
       .fix = "Enable TLS 1.2 on the server; on Windows that is a matter of the Schannel keys. Only to see "
              "how far it gets: --tls-min 1.0.",
       .command = "Get-ChildItem "
                  "\"HKLM:\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\" "
                  "-Recurse",
       .blame = Blame::server},
      {.id = "tls-cipher",
       .steps = {starttls, tls_handshake, tls_verify, ehlo_tls},
       .classes = {tls_cipher},
       .cause =
           "The server's ciphers, or the kind of its key, have nothing in common with what is offered here.",
       .fix = "Have current cipher suites (ECDHE with AES-GCM) enabled on the server.",
       .command = "Get-TlsCipherSuite | Format-Table Name"},
      {.id = "client-cert-demanded",
       .steps = {local, tls_handshake, ehlo_tls},
       .classes = {client_certificate, tls_failed},
       .when = client_certificate_wanted,
       .evidence = "a client certificate was asked for",
       .cause = "The server wants a client certificate that it trusts. A Send connector sends the one that "
                "TlsCertificateName names, and it must have its private key.",
       .fix =
           "Name the right certificate on the connector; for this walk give --client-cert and --client-key.",
       .command = "$c = Get-ExchangeCertificate -Thumbprint \"<thumbprint>\"; Set-SendConnector {connector} "
                  "-TlsCertificateName \"<I>$($c.Issuer)<S>$($c.Subject)\"",
       .blame = Blame::ours},
      {.id = "not-tls-port",
       .classes = {not_tls},
       .cause = "After agreeing to TLS the other side went on in something else: a proxy answers for the "
                "server, or the server starts no TLS. Exchange would show 451 4.4.0 Security status "
                "InvalidToken.",
       .fix = "Take the proxy or the mail inspection out of the path; where TLS is not demanded, "
              "IgnoreSTARTTLS shows whether mail passes in clear.",
       .command = "Test-NetConnection {host} -Port {port}"},
      {.id = "tls-hangup",
       .steps = {tls_handshake},
       .classes = {closed, reset},
       .cause = "The other side hung up inside the handshake without saying why: a firewall that inspects "
                "TLS, a server without a usable key, or one that wants another server name (SNI).",
       .fix = "Look into the server's own log at this time, and try from a network without the firewall.",
       .command = "Test-NetConnection {host} -Port {port}",
       .confidence = "possible"},
      {.id = "tls-silent",
       .steps = {tls_handshake},
       .classes = {timeout, deadline},
       .cause = "The handshake started and then nothing came: large packets get lost (MTU), or a firewall "
                "holds the handshake. In Exchange's queue this ends as 421 4.4.1 Connection timed out.",
       .fix = "Try from another network; look for a path MTU problem and for TLS inspection.",
       .command = "Test-NetConnection {host} -DiagnoseRouting",
       .confidence = "possible"},
      {.id = "tls-alert",
       .kind = Kind::fallback,
       .classes = {tls_failed},
       .cause = "The handshake was broken off ({detail}).",
       .fix = "The alert says who was not content: one that was received is the server's, one that was sent "
              "is ours. Look into the server's log at this time.",
       .command =
           "Get-WinEvent -FilterHashtable @{LogName=\"System\"; ProviderName=\"Schannel\"} -MaxEvents 20",
       .confidence = "possible"},

      {.id = "cert-name-address",
       .classes = {cert_name_mismatch},
       .when = smart_host_is_address,
       .evidence = "a smart host given by address",
       .cause = "The smart host is given as an address, and the certificate carries {names}: an address "
                "almost never stands in a certificate.",
       .fix = "Enter the smart host by the name that its certificate carries.",
       .command = "Set-SendConnector {connector} -SmartHosts \"<host name in the certificate>\"",
       .blame = Blame::ours},
      {.id = "cert-name",
       .kind = Kind::fallback,
       .classes = {cert_name_mismatch},
       .cause = "The certificate carries {names}, not {expected-name}: the smart host answers to another "
                "name, or another server answers.",
       .fix = "Use a name that the certificate carries as smart host, or have a certificate with "
              "{expected-name} installed.",
       .command = "Set-SendConnector {connector} -SmartHosts \"<host name in the certificate>\""},
      {.id = "cert-expired",
       .classes = {cert_expired},
       .cause = "The server's certificate, or one above it, is past its end date. Where the dates look "
                "right, this machine's clock is wrong.",
       .fix = "Have the smart host's owner renew it and enable the new one for SMTP.",
       .command = "Get-ExchangeCertificate -Server \"<Exchange server>\" | Format-Table "
                  "Thumbprint,NotAfter,Services"},
      {.id = "cert-not-yet-valid",
       .classes = {cert_not_yet_valid},
       .cause = "The certificate starts in the future: this machine's clock is slow, or the certificate was "
                "installed too early.",
       .fix = "Set the clock right; if it is right, have the old certificate put back until then.",
       .command = "w32tm /resync"},
      {.id = "cert-self-signed",
       .classes = {cert_self_signed},
       .cause = "The server shows a certificate that it signed itself, as every Exchange server does until "
                "another one is enabled for SMTP.",
       .fix = "Have a certificate of a public or company authority enabled for SMTP. If it is yours, and you "
              "compared its fingerprint, make it trusted on this server.",
       .command =
           "Import-Certificate -FilePath \"<certificate.cer>\" -CertStoreLocation Cert:\\LocalMachine\\Root"},
      {.id = "cert-untrusted-intermediate",
       .classes = {cert_untrusted},
       .when = lone_certificate,
       .evidence = "a chain of one certificate that another one issued",
       .cause = "The server sends its own certificate alone, without the one that issued it, so no chain can "
                "be built.",
       .fix = "Have the intermediate certificate installed on the server, so that it is sent along. A "
              "private authority must be made trusted here instead.",
       .command =
           "Import-Certificate -FilePath \"<intermediate.cer>\" -CertStoreLocation Cert:\\LocalMachine\\CA",
       .confidence = "possible"},
      {.id = "cert-untrusted",
       .classes = {cert_untrusted},
       .cause = "The chain ends in an authority that is not trusted on this machine: a private one, or a "
                "firewall that opens TLS and signs anew.",
       .fix = "If the authority is your own, make its root certificate trusted (here: --ca-file); else find "
              "out who signs.",
       .command = "Import-Certificate -FilePath \"<root.cer>\" -CertStoreLocation Cert:\\LocalMachine\\Root"},
      {.id = "cert-purpose",
       .classes = {cert_purpose},
       .cause = "The certificate names the uses it is made for, and being a TLS server is not among them.",
       .fix = "Have a certificate with the use Server Authentication (1.3.6.1.5.5.7.3.1) enabled for SMTP.",
       .command = "Get-ExchangeCertificate -Server \"<Exchange server>\" | Format-Table "
                  "Thumbprint,Subject,Services"},
      {.id = "cert-weak",
       .classes = {cert_weak},
       .cause = "A key or a signature in the chain is too weak today (RSA below 2048 bits, SHA-1 or older).",
       .fix = "Have the certificate issued anew with RSA 2048 or ECDSA P-256 and SHA-256.",
       .command = "New-ExchangeCertificate -GenerateRequest -KeySize 2048 -DomainName {host}"},
      {.id = "cert-revoked",
       .classes = {cert_revoked},
       .cause = "The issuer took the certificate back; its key may be in other hands.",
       .fix = "Send nothing there until the owner has installed a new one.",
       .command = "Get-ExchangeCertificate -Server \"<Exchange server>\" | Format-Table "
                  "Thumbprint,NotAfter,Services"},
  };
  return rows;
}

}  // namespace authwalk::diagnosis
