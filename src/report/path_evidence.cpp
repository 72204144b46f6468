#include "report/path_evidence.hpp"

namespace authwalk {

std::vector<PathEvidence> path_evidence_of(const Transcript& t) {
  if (!t.path) return {};
  const bool inside_tls = t.tls && t.tls->established;
  return path_evidence(*t.path, inside_tls, inside_tls && t.tls->client_certificate_sent,
                       inside_tls && t.tls->verified);
}

}  // namespace authwalk
