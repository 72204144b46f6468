// The files of --ca-file, --client-cert and --client-key, looked at before anything is sent.
#pragma once

#include <authwalk/tls.hpp>

namespace authwalk::cli {

/// Throws CommandError: a file is missing, is not PEM, or holds a private key that everybody can read.
void check_tls_files(const TlsSettings& tls);

}  // namespace authwalk::cli
