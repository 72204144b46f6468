#include "connectors/estate_samples.hpp"

#include <vector>

#include "connectors/sources.hpp"

namespace authwalk::test {
namespace {

// The exports begin with the name, so that a second connector is told from the first.
std::string certificate(const std::string& subject = "CN=mail.contoso.example, O=Contoso") {
  return "\nName : mail\nThumbprint : 00112233\nSubject : " + subject +
         "\nIssuer : CN=Contoso CA\nCertificateDomains : {mail.contoso.example, "
         "autodiscover.contoso.example}\n"
         "HasPrivateKey : True\nNotAfter : 2099-01-31T12:00:00Z\n\n";
}

std::string receive(const std::string& more) {
  return "\nName : Default Frontend EX01\nIdentity : EX01\\Default Frontend EX01\nFqdn : ex01.contoso.local\n"
         "Bindings : {[::]:25, 0.0.0.0:25}\n" +
         more + "\n";
}

std::string inbound(const std::string& more) {
  return "\nName : Inbound from servers\nEnabled : True\nConnectorType : OnPremises\n" + more + "\n";
}

const Properties named{{"TlsCertificateName", "<I>CN=Contoso CA<S>CN=mail.contoso.example, O=Contoso"}};

std::string to_cloud() {
  Properties properties = named;
  for (const auto& each : Properties{{"SmartHosts", "{}"},
                                     {"DNSRoutingEnabled", "True"},
                                     {"Port", "25"},
                                     {"SmartHostAuthMechanism", "None"},
                                     {"AuthenticationCredential", ""},
                                     {"AddressSpaces", "{smtp:contoso.mail.onmicrosoft.com;1}"},
                                     {"TlsDomain", "mail.protection.outlook.com"},
                                     {"CloudServicesMailEnabled", "True"}})
    properties.push_back(each);
  return format_list_of(properties);
}

std::string inside(const std::string& port, const std::string& mode) {
  return format_list_of({{"SmartHosts", "{ex01.contoso.local}"},
                         {"TlsDomain", "ex01.contoso.local"},
                         {"Port", port},
                         {"SmartHostAuthMechanism", mode}});
}

}  // namespace

std::span<const EstateSample> estate_samples() {
  static const std::vector<EstateSample> samples{
      {"estate-certificate-missing", format_list_of(named) + certificate(), "Issuer : CN=Other CA",
       "Issuer : CN=Contoso CA", "fits none of the 1 certificates", "-TlsCertificateName"},
      {"estate-certificate-several",
       format_list_of(named) + certificate() + certificate("CN=other.contoso.example,O=Contoso"),
       "Subject : CN=mail.contoso.example,O=Contoso", "Subject : CN=other.contoso.example,O=Contoso",
       "fits 2 certificates", ""},
      {"estate-certificate-ends", format_list_of(named) + certificate(), "NotAfter : 2001-01-31T12:00:00Z",
       "NotAfter : 2099-01-31T12:00:00Z", "ended on 2001-01-31", "-TlsCertificateName"},
      {"estate-certificate-without-key", format_list_of(named) + certificate(), "HasPrivateKey : False",
       "HasPrivateKey : True", "has no private key", ""},
      {"estate-inbound-unknown",
       to_cloud() + certificate() + inbound("TlsSenderCertificateName : *.contoso.example\n"),
       "TlsSenderCertificateName : *.fabrikam.example", "TlsSenderCertificateName : *.contoso.example",
       "mail.contoso.example", "Set-InboundConnector \"<inbound connector>\" -TlsSenderCertificateName"},
      {"estate-outbound-tls-domain",
       online_format_list_of({{"TlsDomain", "mail.contoso.example"}}) + certificate() +
           receive("TlsCertificateName : <I>CN=Contoso CA<S>CN=mail.contoso.example, O=Contoso\n"),
       "TlsDomain : owa.contoso.example", "TlsDomain : mail.contoso.example",
       "Default Frontend EX01 shows mail.contoso.example", ""},
      {"estate-cloud-mail-not-accepted",
       online_format_list_of({{"CloudServicesMailEnabled", "True"}}) +
           receive("TlsDomainCapabilities : {mail.protection.outlook.com:AcceptCloudServicesMail}\n"),
       "TlsDomainCapabilities : {}",
       "TlsDomainCapabilities : {mail.protection.outlook.com:AcceptCloudServicesMail}",
       "no Receive connector accepts", "AcceptCloudServicesMail"},
      {"estate-authoritative-space",
       format_list_of() + "\nName : Fabrikam\nDomainName : fabrikam.example\nDomainType : InternalRelay\n\n",
       "DomainType : Authoritative", "DomainType : InternalRelay", "fabrikam.example is an authoritative",
       "Set-AcceptedDomain fabrikam.example -DomainType InternalRelay"},
      {"estate-port-without-binding",
       inside("25", "BasicAuthRequireTLS") + receive("AuthMechanism : Tls, BasicAuth\n"),
       "{[::]:587, 0.0.0.0:587}", "{[::]:25, 0.0.0.0:25}",
       "No Receive connector of ex01.contoso.local listens on port 25", ""},
      {"estate-mechanism-missing",
       inside("25", "BasicAuthRequireTLS") + receive("AuthMechanism : Tls, BasicAuth\n"),
       "AuthMechanism : Tls, ExchangeServer", "AuthMechanism : Tls, BasicAuth",
       "Default Frontend EX01 has no BasicAuth", ""},
      {"receive-open-relay",
       receive("AuthMechanism : ExternalAuthoritative\nPermissionGroups : ExchangeServers\nRemoteIPRanges : "
               "{192.0.2.7}\n"),
       "{0.0.0.0-255.255.255.255}", "{192.0.2.7}", "an open relay",
       "Set-ReceiveConnector \"EX01\\Default Frontend EX01\" -RemoteIPRanges"},
      {"receive-external-permission",
       receive("AuthMechanism : Tls, ExternalAuthoritative\nPermissionGroups : AnonymousUsers, "
               "ExchangeServers\n"),
       "PermissionGroups : AnonymousUsers\n", "PermissionGroups : AnonymousUsers, ExchangeServers\n",
       "has no ExchangeServers", ""},
      {"receive-certificate-missing",
       receive("TlsCertificateName : <I>CN=Contoso CA<S>CN=mail.contoso.example, O=Contoso\n") +
           certificate(),
       "Subject : CN=old.contoso.example", "Subject : CN=mail.contoso.example", "fits none of the 1",
       "Set-ReceiveConnector \"EX01\\Default Frontend EX01\" -TlsCertificateName"},
      {"inbound-name-not-accepted",
       inbound("TlsSenderCertificateName : mail.contoso.example\n") +
           "\nName : Contoso\nDomainName : contoso.example\nDomainType : Authoritative\n\n",
       "TlsSenderCertificateName : mail.fabrikam.example", "TlsSenderCertificateName : mail.contoso.example",
       "mail.fabrikam.example, which belongs to no accepted domain", ""},
      {"inbound-without-proof",
       inbound("TlsSenderCertificateName : mail.contoso.example\nSenderIPAddresses : {}\n"),
       "TlsSenderCertificateName :\n", "TlsSenderCertificateName : mail.contoso.example\n",
       "whose mail the connector takes", "Set-InboundConnector \"Inbound from servers\""},
  };
  return samples;
}

}  // namespace authwalk::test
