// From transcripts to a report. Pure.
#pragma once

#include <authwalk/report.hpp>
#include <string>
#include <vector>

#include "expectations.hpp"

namespace authwalk::cli {

/// Judges each walk, and recommends a mode for the connector they belong to.
Report assemble(std::vector<Transcript> walks, const Expectations& expectations, std::string started,
                bool interrupted);

/// The smart hosts of one connector share its mode: only one that passed at all of them is recommended.
Recommendation recommend_for_all(const std::vector<Transcript>& walks);

}  // namespace authwalk::cli
