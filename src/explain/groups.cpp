#include <algorithm>
#include <authwalk/explain.hpp>
#include <utility>

#include "report/target_group.hpp"

namespace authwalk {
namespace {

// A server on the internet sees more strangers than can be kept apart in bounded memory.
constexpr std::size_t most_groups = 2000;

std::string connector_of(const RecordedFailure& failure) {
  return failure.receiving && !failure.receive_connector.empty() ? failure.receive_connector
                                                                 : failure.transcript.connector.Name;
}

// A client's port is another one in every session.
std::string remote_of(const RecordedFailure& failure) {
  const Transcript& t = failure.transcript;
  if (failure.receiving) return address_of(t.local);
  return t.remote.empty() ? t.connector.SmartHost : t.remote;
}

std::string key_of(const std::string& connector, const std::string& remote, const Failure& failure) {
  const std::string step(id(failure.step)), cls(id(failure.cls));
  return connector + '\0' + remote + '\0' + step + '\0' + cls;
}

// What diagnose() names is a Send connector's event; a receiving server logs another one.
Finding diagnosis_of(const RecordedFailure& example) {
  Transcript transcript = example.transcript;
  // A gap for the reader to fill, as in every command where something is not known.
  if (transcript.connector.SmartHost.empty()) transcript.connector.SmartHost = "<smart host>";
  Finding finding = diagnose(transcript);
  if (example.event || example.receiving) finding.event = example.event;
  if (example.receiving) finding.partner_events.clear();  // the record is that partner
  return finding;
}

}  // namespace

void FailureGroups::add(RecordedFailure failure) {
  if (!failure.transcript.failure) return;
  std::string connector = connector_of(failure);
  std::string remote = remote_of(failure);
  std::string key = key_of(connector, remote, *failure.transcript.failure);
  auto place = places_.find(key);
  const bool others = place == places_.end() && groups_.size() >= most_groups;
  if (others) {
    remote.clear();
    // "\n" is in no name: what has no remote host keeps a group of its own.
    key = key_of(connector, "\n", *failure.transcript.failure);
    place = places_.find(key);
  }
  if (place == places_.end()) {
    place = places_.emplace(std::move(key), groups_.size()).first;
    FailureGroup& group = groups_.emplace_back();
    group.connector = std::move(connector);
    group.remote = std::move(remote);
    group.others = others;
    group.first = group.last = failure.when;
    group.example = std::move(failure);
    group.count = 1;
    return;
  }
  FailureGroup& group = groups_[place->second];
  ++group.count;
  if (failure.when.empty()) return;
  if (group.first.empty() || failure.when < group.first) group.first = failure.when;
  if (failure.when > group.last) group.last = failure.when;
}

std::vector<FailureGroup> FailureGroups::take() {
  for (FailureGroup& group : groups_) group.finding = diagnosis_of(group.example);
  std::ranges::stable_sort(groups_, std::greater<>(), &FailureGroup::count);
  places_.clear();
  return std::exchange(groups_, {});
}

}  // namespace authwalk
