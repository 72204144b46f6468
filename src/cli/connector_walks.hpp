// From the definitions of Send connectors to what is to be walked: `walk --connector FILE[#NAME]`.
#pragma once

#include <string>
#include <vector>

#include "assignment.hpp"
#include "walk_options.hpp"

namespace authwalk::cli {

/// Every smart host of every enabled connector, in the connector's own mode and with its own settings; the
/// modes of --mode or --expect instead, where `common` has them. A NAME picks one connector, a disabled one
/// too. What a connector leaves open (Fqdn, envelope, limits) is taken from `common`.
/// What the flags say of a connector's settings takes the place of what it says itself.
/// --tls-certificate is "NAME=CERT.pem[,KEY.pem]", where NAME is a TlsCertificateName or the common name of
/// its subject. `run_tls`: those of the run, on which a connector's certificate is put; the files are not
/// looked at here. Appends to `notes` what cannot work and what is not walked. Throws CommandError.
std::vector<Assignment> walks_of_connectors(const WalkArguments& given, const CommonSettings& common,
                                            const TlsSettings& run_tls, std::vector<std::string>& notes);

}  // namespace authwalk::cli
