#include "config/blocks.hpp"
#include "config/keys.hpp"

namespace authwalk {
namespace {

// "" is the null sender too; on a command line it would be a variable that is not set.
std::string sender(const Value& value) {
  return value.text().empty() ? std::string() : value.as(setting::sender);
}

constexpr Key<ConfigModule> rows[] = {
    {"from",
     [](const Value& v, ConfigModule& m) {
       m.envelope.from.clear();
       for (const Value& each : v.list()) m.envelope.from.push_back(sender(each));
     }},
    {"to",
     [](const Value& v, ConfigModule& m) {
       for (const Value& each : v.list()) m.envelope.to.push_back(each.as(setting::recipient));
     }},
    {"deliver", [](const Value& v, ConfigModule& m) { m.envelope.deliver = v.truth(); }},
};

}  // namespace

std::span<const Key<ConfigModule>> envelope_keys() {
  return rows;
}

void read_envelope(const Value& value, ConfigModule& module) {
  read_keys(value, envelope_keys(), module);
  if (module.envelope.deliver && module.envelope.to.empty()) {
    refuse(value.place_of("deliver"), "deliver needs a recipient", "to: [probe@fabrikam.example]");
  }
}

}  // namespace authwalk
