// The readers of recorded evidence behind what recognises them, as `explain` reads a file: decoding, what is
// around a text, and the one reader that the beginning calls for. (Each input through every reader is slow
// and tries what cannot happen.) What must hold: the same failures, problems and sessions however the bytes
// are cut, every failure complete, and no more failures than there are bytes to tell them.
#include <algorithm>
#include <authwalk/explain.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace authwalk;

struct Told {
  std::vector<std::string> failures, problems;
  std::size_t sessions = 0;
  bool read = false;
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

Told read(std::string_view bytes, std::size_t piece) {
  Told told;
  EvidenceIntake intake({[&](const RecordedFailure& record) { add(told, record); },
                         [&](std::size_t count) { told.sessions += count; },
                         [&](const ReadProblem& problem) {
                           told.problems.push_back(std::to_string(problem.line) + problem.what);
                         }});
  intake.begin("fuzz");
  for (std::size_t at = 0; at < bytes.size(); at += piece) intake.feed(bytes.substr(at, piece));
  told.read = intake.end();
  intake.finish();
  return told;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Told whole = read(bytes, std::max<std::size_t>(size, 1));
  if (whole != read(bytes, size % 3 == 0 ? 1 : 13)) std::abort();
  if (whole.failures.size() > size || whole.problems.size() > size + 1) std::abort();
  return 0;
}
