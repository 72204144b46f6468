#include "report/target_group.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

namespace authwalk {
namespace {

using Key = std::function<std::string(const ReportedWalk&)>;

std::vector<TargetGroup> divide(const std::vector<const ReportedWalk*>& walks, const Key& key) {
  std::map<std::string, std::size_t> places;
  std::vector<TargetGroup> all;
  for (const ReportedWalk* walk : walks) {
    const auto [place, fresh] = places.emplace(key(*walk), all.size());
    if (fresh) all.emplace_back();
    all[place->second].walks.push_back(walk);
  }
  return all;
}

bool a_mode_stands_twice(const TargetGroup& group) {
  std::set<Mode> seen;
  return std::any_of(group.walks.begin(), group.walks.end(),
                     [&](const ReportedWalk* walk) { return !seen.insert(walk->transcript.mode).second; });
}

std::vector<TargetGroup> divide_where_needed(std::vector<TargetGroup> groups, const Key& key) {
  std::vector<TargetGroup> all;
  for (TargetGroup& group : groups) {
    if (a_mode_stands_twice(group)) {
      for (TargetGroup& part : divide(group.walks, key)) all.push_back(std::move(part));
    } else {
      all.push_back(std::move(group));
    }
  }
  return all;
}

}  // namespace

std::string TargetGroup::address() const {
  for (const ReportedWalk* walk : walks) {
    if (const std::string address = tried_address(walk->transcript); !address.empty()) return address;
  }
  return {};
}

std::vector<TargetGroup> group_by_target(const Report& report) {
  std::vector<const ReportedWalk*> walks;
  std::map<std::string, std::string> first_address;
  for (const ReportedWalk& walk : report.walks) {
    walks.push_back(&walk);
    const std::string address = tried_address(walk.transcript);
    if (!address.empty()) first_address.emplace(walk.transcript.connector.SmartHost, address);
  }
  // A walk that does not tell its address, because several were tried in vain or none was known, belongs with
  // its siblings that do.
  auto groups = divide(walks, [&](const ReportedWalk& walk) {
    const std::string& host = walk.transcript.connector.SmartHost;
    const std::string address = tried_address(walk.transcript);
    return host + "\n" + (address.empty() ? first_address[host] : address);
  });
  groups = divide_where_needed(std::move(groups), [](const ReportedWalk& walk) {
    return std::to_string(walk.transcript.connector.Port);
  });
  return divide_where_needed(std::move(groups),
                             [](const ReportedWalk& walk) { return walk.transcript.connector.Name; });
}

std::string tried_address(const Transcript& t) {
  if (!t.remote.empty()) return address_of(t.remote);
  return t.addresses.size() == 1 ? t.addresses.front().address : std::string();
}

WalkedAddresses::WalkedAddresses(const Report& report) {
  for (const ReportedWalk& walk : report.walks) {
    const std::string address = tried_address(walk.transcript);
    if (!address.empty()) of_target_[walk.transcript.connector.target()].insert(address);
  }
}

bool WalkedAddresses::to_be_told(const Transcript& t) const {
  const auto known = of_target_.find(t.connector.target());
  return known != of_target_.end() && known->second.size() > 1 && !tried_address(t).empty();
}

std::string address_of(const std::string& endpoint) {
  const auto colon = endpoint.rfind(':');
  if (colon == std::string::npos) return endpoint;
  const std::string host = endpoint.substr(0, colon);
  const bool bracketed = host.size() > 1 && host.front() == '[' && host.back() == ']';
  return bracketed ? host.substr(1, host.size() - 2) : host;
}

}  // namespace authwalk
