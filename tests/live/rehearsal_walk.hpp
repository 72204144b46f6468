// `authwalk walk` of one mode against a rehearsal smart host that calls itself mx.contoso.example.
#pragma once

#include <authwalk/rehearsal.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "live/walk_run.hpp"

namespace authwalk::test {

/// With the host's authority for --ca-file; checks that the deadline held.
Walked walk_rehearsal(const RehearsalHost& host, std::string_view mode, const Words& more,
                      const std::vector<std::string>& env = {});

}  // namespace authwalk::test
