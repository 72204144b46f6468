#include <fmt/format.h>

#include <authwalk/names.hpp>

#include "config/blocks.hpp"
#include "config/keys.hpp"

namespace authwalk {
namespace {

std::string mailbox(const Value& value) {
  if (const char* fault = mailbox_fault(value.text())) {
    refuse(value.place(),
           fmt::format("{} {} is not an address: {}", value.key(), quoted(value.text()), fault),
           fmt::format("{}: probe@contoso.example", value.key()));
  }
  return value.text();
}

// "" and <> are the null sender.
std::string sender(const Value& value) {
  return value.text().empty() || value.text() == "<>" ? std::string() : mailbox(value);
}

std::string recipient(const Value& value) {
  return is_postmaster(value.text()) ? value.text() : mailbox(value);
}

constexpr Key<ConfigModule> rows[] = {
    {"from",
     [](const Value& v, ConfigModule& m) {
       m.envelope.from.clear();
       for (const Value& each : v.list()) m.envelope.from.push_back(sender(each));
     }},
    {"to",
     [](const Value& v, ConfigModule& m) {
       for (const Value& each : v.list()) m.envelope.to.push_back(recipient(each));
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
