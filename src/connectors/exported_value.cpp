#include "connectors/exported_value.hpp"

#include "model/lookup.hpp"

namespace authwalk::connectors {

const ExportedValue* ExportedValue::field(std::string_view wanted) const {
  for (const ExportedValue& each : fields) {
    if (each.name == wanted) return &each;
  }
  for (const ExportedValue& each : fields) {
    if (same_name(each.name, wanted)) return &each;
  }
  return nullptr;
}

bool is_list_property(std::string_view name) {
  for (const std::string_view list :
       {"SmartHosts", "AddressSpaces", "RecipientDomains", "SourceTransportServers", "Bindings",
        "RemoteIPRanges", "SenderDomains", "CertificateDomains"}) {
    if (same_name(name, list)) return true;
  }
  return false;
}

}  // namespace authwalk::connectors
