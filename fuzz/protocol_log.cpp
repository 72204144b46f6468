// The protocol log reader behind the decoder. What must hold: the same failures and problems however the
// bytes are cut, every failure complete, and no more sessions or problems than there are lines.
#include <algorithm>
#include <authwalk/explain.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/readers.hpp"
#include "exchange/text_decoding.hpp"

namespace {

using namespace authwalk;

struct Told {
  std::vector<std::string> failures, problems;
  std::size_t sessions = 0;
  bool operator==(const Told&) const = default;
};

void add(Told& told, const RecordedFailure& record) {
  const Transcript& t = record.transcript;
  if (!t.failure || t.outcome != Outcome::fail || record.line == 0) std::abort();
  if (t.at(t.failure->step).status != StepStatus::fail) std::abort();
  std::string text(id(t.failure->step));
  text += '/';
  text += id(t.failure->cls);
  text += '/' + t.failure->detail + '/' + t.remote + '/' + record.when;
  for (const Line& line : t.lines) text += '\n' + line.text;
  told.failures.push_back(std::move(text));
}

Told read(std::string_view bytes, std::size_t piece) {
  Told told;
  const EvidenceSink sink{[&](const RecordedFailure& record) { add(told, record); },
                          [&](std::size_t count) { told.sessions += count; },
                          [&](const ReadProblem& problem) {
                            told.problems.push_back(std::to_string(problem.line) + problem.what);
                          }};
  TextDecoder decoder;
  const auto reader = make_protocol_log_reader("fuzz", sink);
  for (std::size_t at = 0; at < bytes.size(); at += piece)
    reader->feed(decoder.decode(bytes.substr(at, piece)));
  reader->feed(decoder.finish());
  reader->finish();
  return told;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Told one_by_one = read(bytes, 1);
  if (one_by_one != read(bytes, 13) || one_by_one != read(bytes, std::max<std::size_t>(size, 1)))
    std::abort();
  // NUL bytes divide lines as well.
  const auto lines = static_cast<std::size_t>(
      std::count_if(bytes.begin(), bytes.end(), [](char c) { return c == '\n' || c == '\0'; }));
  if (one_by_one.sessions > lines + 1) std::abort();
  looks_like_protocol_log(bytes);
  return 0;
}
