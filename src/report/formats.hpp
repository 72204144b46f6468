// The renderers behind the table of formats; each is a pure function in the file of its name.
#pragma once

#include <authwalk/report.hpp>
#include <string>

namespace authwalk {

std::string render_text(const Report& report, const RenderOptions& options);
std::string render_json(const Report& report, const RenderOptions& options);

}  // namespace authwalk
