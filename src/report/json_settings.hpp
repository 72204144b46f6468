// What a walk was asked to do and measured by, as JSON: the connector's settings and the thresholds.
#pragma once

#include <authwalk/report.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <memory>

namespace authwalk {

/// Under Exchange's own property names; null where the connector leaves a thing open.
boost::json::object settings_json(const Connector& connector);

/// Null where there are none.
boost::json::value thresholds_json(const std::shared_ptr<const Thresholds>& thresholds);
boost::json::object alert_json(const Alert& alert);

}  // namespace authwalk
