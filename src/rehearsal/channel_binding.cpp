#include "rehearsal/channel_binding.hpp"

#include "net/certificate.hpp"

namespace authwalk::rehearsal {

bool satisfies(ExtendedProtection policy, Binding binding) {
  switch (policy) {
    case ExtendedProtection::none:
      return true;
    case ExtendedProtection::allow:
      return binding != Binding::wrong;
    case ExtendedProtection::require:
      return binding == Binding::right;
  }
  return false;
}

std::string end_point_of(const X509* certificate) {
  const std::string digest = server_end_point(certificate);
  return digest.empty() ? digest : "tls-server-end-point:" + digest;
}

}  // namespace authwalk::rehearsal
