// The tables of the page: the matrix of one smart host, and what many walks amount to.
#pragma once

#include <authwalk/report.hpp>
#include <functional>
#include <string>
#include <vector>

#include "report/target_group.hpp"

namespace authwalk {

/// Puts a link to the walk's section around HTML, where the walk has one.
using HtmlLink = std::function<std::string(const ReportedWalk&, const std::string&)>;

/// Rows of HTML under these headings, in a box of their own that scrolls when it is too wide.
std::string html_table(std::string_view caption, const std::vector<std::string_view>& headings,
                       const std::string& rows, std::string_view css = {});

/// Modes by steps.
std::string html_matrix(const TargetGroup& group, const HtmlLink& linked);

/// How many walks ended how, and where.
std::string html_summary(const Report& report, std::size_t smart_hosts, const HtmlLink& linked);

/// One row a walk.
std::string html_index(const Report& report, const std::vector<TargetGroup>& groups, const HtmlLink& linked);

}  // namespace authwalk
