// One walk on the page: how it ended, what was said, what to do, the conversation, and the evidence.
#pragma once

#include <authwalk/report.hpp>
#include <string>
#include <string_view>

namespace authwalk {

/// "walk-3": where the walk stands on the page.
std::string html_walk_anchor(std::size_t number);

/// A walk that passed as it should is folded.
std::string html_walk(const ReportedWalk& walk, std::size_t number, std::string_view now);

}  // namespace authwalk
