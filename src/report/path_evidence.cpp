#include "report/path_evidence.hpp"

#include <fmt/format.h>

namespace authwalk {
namespace {

using Speaks = PathEvidence::Speaks;

std::string mark(Speaks speaks, const Style& style) {
  switch (speaks) {
    case Speaks::for_it:
      return style.paint(Tone::good, style.glyphs().pass);
    case Speaks::against_it:
      return style.paint(Tone::note, "!");  // no step failed: red would say so
    case Speaks::neither:
      break;
  }
  return style.paint(Tone::dim, style.glyphs().skipped);
}

std::string row(const PathEvidence& evidence, const Style& style) {
  const std::string label = fmt::format("{:<9}", id(evidence.speaks));
  return style.hanging("  " + mark(evidence.speaks, style) + " " + style.paint(Tone::dim, label), 13,
                       evidence.what);
}

}  // namespace

std::vector<PathEvidence> path_evidence_of(const Transcript& t) {
  if (!t.path) return {};
  const bool inside_tls = t.tls && t.tls->established;
  return path_evidence(*t.path, inside_tls, inside_tls && t.tls->client_certificate_sent,
                       inside_tls && t.tls->verified);
}

std::string path_evidence(const TargetGroup& group, const Style& style) {
  std::string out;
  for (const ReportedWalk* walk : group.walks) {
    const std::vector<PathEvidence> all = path_evidence_of(walk->transcript);
    if (all.empty()) continue;
    out += "\n" +
           style.paint(Tone::bold, fmt::format("{}: secured by other means?", id(walk->transcript.mode))) +
           "\n";
    for (const PathEvidence& evidence : all) out += row(evidence, style);
    out += style.hanging("  ", 2,
                         "This is evidence, never proof: what happens behind the first hop cannot be seen "
                         "from here.",
                         Tone::dim);
  }
  return out;
}

}  // namespace authwalk
