// The renderers behind the table of formats; each is a pure function in the file of its name.
#pragma once

#include <authwalk/explain.hpp>
#include <string>

namespace authwalk {

std::string render_explanation_text(const Explanation& explanation, const RenderOptions& options);
std::string render_explanation_json(const Explanation& explanation, const RenderOptions& options);
std::string render_explanation_ndjson(const Explanation& explanation, const RenderOptions& options);

}  // namespace authwalk
