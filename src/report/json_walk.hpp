// One walk as a JSON object of the schema authwalk.report/1 (docs/report.schema.json).
#pragma once

#include <authwalk/report.hpp>
#include <boost/json/object.hpp>

namespace authwalk {

boost::json::object walk_json(const ReportedWalk& walk);

}  // namespace authwalk
