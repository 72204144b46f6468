// All readers of recorded evidence but that of the protocol logs. What must hold: the same failures, problems
// and sessions however the bytes are cut, every failure complete, and no more failures than there are lines
// to tell them.
#include <algorithm>
#include <authwalk/explain.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/readers.hpp"

namespace {

using namespace authwalk;

struct Told {
  std::vector<std::string> failures, problems;
  std::size_t sessions = 0;
  bool operator==(const Told&) const = default;
};

void add(Told& told, const RecordedFailure& record) {
  const Transcript& t = record.transcript;
  if (!t.failure || t.outcome != Outcome::fail || record.line == 0 || record.source != "fuzz") std::abort();
  if (t.at(t.failure->step).status != StepStatus::fail) std::abort();
  if (t.failure->reply && (t.failure->reply->code < 200 || t.failure->reply->code > 599)) std::abort();
  std::string text(id(t.failure->step));
  text += '/';
  text += id(t.failure->cls);
  text += '/' + t.failure->detail + '/' + t.connector.SmartHost + '/' + t.remote + '/' + record.when;
  for (const Line& line : t.lines) text += '\n' + line.text;
  told.failures.push_back(std::move(text));
}

Told read(const EvidenceFormat& format, std::string_view bytes, std::size_t piece) {
  Told told;
  const EvidenceSink sink{[&](const RecordedFailure& record) { add(told, record); },
                          [&](std::size_t count) { told.sessions += count; },
                          [&](const ReadProblem& problem) {
                            told.problems.push_back(std::to_string(problem.line) + problem.what);
                          }};
  const auto reader = format.make("fuzz", sink);
  for (std::size_t at = 0; at < bytes.size(); at += piece) reader->feed(bytes.substr(at, piece));
  reader->finish();
  return told;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const EvidenceFormat& format : evidence_formats()) {
    format.recognises(bytes);
    if (format.name == "protocol-log") continue;  // fuzz_protocol_log
    const Told whole = read(format, bytes, std::max<std::size_t>(size, 1));
    if (whole != read(format, bytes, 1) || whole != read(format, bytes, 13)) std::abort();
    if (whole.failures.size() > size || whole.problems.size() > size + 1) std::abort();
  }
  return 0;
}
