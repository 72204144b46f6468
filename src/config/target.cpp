// A smart host to walk: "relay.contoso.example:587", or a mapping with that under `target`.
#include "config/blocks.hpp"
#include "config/keys.hpp"

namespace authwalk {
namespace {

void take_target(const Value& value, ConfigTarget& target) {
  value.word();  // not empty
  const auto found = value.as(setting::target);
  target.host = found.host;
  target.port = found.port.value_or(0);
}

constexpr Key<ConfigTarget> rows[] = {
    {"target", take_target},
    {"module", [](const Value& v, ConfigTarget& t) { t.module = v.word(); }},
    {"name", [](const Value& v, ConfigTarget& t) { t.name = v.as(setting::connector_name); }},
};

}  // namespace

std::span<const Key<ConfigTarget>> target_keys() {
  return rows;
}

ConfigTarget read_target(const Value& value) {
  ConfigTarget target;
  target.port = 0;
  target.place = value.place();
  if (!value.is_map()) {
    take_target(value, target);
    return target;
  }
  read_keys(value, target_keys(), target);
  if (target.host.empty()) {
    refuse(value.place(), "this entry has no target", "target: relay.contoso.example");
  }
  return target;
}

}  // namespace authwalk
