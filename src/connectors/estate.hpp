// What belongs together across files: certificates and those who name them, and who listens where.
#pragma once

#include <authwalk/definition.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk::connectors {

using Definitions = std::vector<const ConnectorDefinition*>;

/// Those with the issuer and the subject of "<I>issuer<S>subject"; the one that ends last stands first, as
/// Exchange takes it. Blanks between the parts of a name do not count.
Definitions certificates_named(std::string_view name, const Definitions& certificates);

/// Of Get-ExchangeCertificate: the subject's common name, and CertificateDomains.
std::vector<std::string> names_in(const ConnectorDefinition& certificate);

/// "mail.contoso.example" of "<I>...<S>CN=mail.contoso.example, O=Contoso", or of a subject alone; else
/// empty.
std::string common_name(std::string_view subject);

/// NotAfter, as Export-Clixml and ConvertTo-Json write it. A date as a culture writes it is not guessed.
std::optional<std::chrono::system_clock::time_point> end_of(const ConnectorDefinition& certificate);

/// "*.contoso.example" takes that domain and all below it; a name in a certificate may be a wildcard too.
bool any_name_fits(std::string_view wanted, const std::vector<std::string>& names);

/// Is it in the AuthMechanism of a Receive connector, by its name or as a bit of its number?
bool has_mechanism(const ConnectorDefinition& receive, std::string_view mechanism);

}  // namespace authwalk::connectors
