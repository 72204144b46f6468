// --tls-certificate: which PEM files stand for the certificate that a connector's TlsCertificateName names.
// Exchange has it in the Windows store, where its key may not be exported from.
#pragma once

#include <authwalk/definition.hpp>
#include <authwalk/tls.hpp>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace authwalk::cli {

class TlsCertificateMap {
 public:
  /// Throws CommandError.
  TlsCertificateMap(const std::vector<std::string>& typed, const TlsSettings& run_tls);

  /// What the connector brings to TLS; null: what the run does. Notes a certificate that nothing stands for.
  std::shared_ptr<const TlsSettings> settings_for(const ConnectorDefinition& connector,
                                                  std::vector<std::string>& notes);
  /// Entries that no connector asked for.
  void tell_unused(std::vector<std::string>& notes) const;

 private:
  struct Entry {
    std::string name;
    std::shared_ptr<const TlsSettings> settings;
    bool used = false;
  };
  std::vector<Entry> entries_;
  bool run_has_certificate_ = false;
  std::set<std::string> missing_;  // told already
};

}  // namespace authwalk::cli
