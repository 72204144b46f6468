// The renderers behind the table of formats; each is a pure function in the file of its name.
#pragma once

#include <authwalk/report.hpp>
#include <string>

namespace authwalk {

std::string render_text(const Report& report, const RenderOptions& options);
std::string render_json(const Report& report, const RenderOptions& options);
std::string render_ndjson(const Report& report, const RenderOptions& options);
std::string render_walk_ndjson(const ReportedWalk& walk);
std::string render_csv(const Report& report, const RenderOptions& options);
std::string render_junit(const Report& report, const RenderOptions& options);
std::string render_html(const Report& report, const RenderOptions& options);
std::string render_smtpsend(const Report& report, const RenderOptions& options);
std::string render_validate(const Report& report, const RenderOptions& options);
std::string render_nagios(const Report& report, const RenderOptions& options);
std::string render_prometheus(const Report& report, const RenderOptions& options);

}  // namespace authwalk
