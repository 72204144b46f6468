// Runs a reader over bytes and collects what it delivers.
#pragma once

#include <authwalk/explain.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk::test {

struct Evidence {
  std::vector<RecordedFailure> failures;
  std::vector<ReadProblem> problems;
  std::size_t sessions = 0;

  /// "connector | remote | step | class | origin", in the order in which they were delivered.
  std::vector<std::string> told() const;
};

EvidenceSink sink_into(Evidence& evidence);
/// Of a protocol log named test.log.
std::unique_ptr<EvidenceReader> make_reader(const EvidenceSink& sink);

/// The protocol log reader over the bytes, fed in pieces of this size.
Evidence read_protocol_log(std::string_view bytes, std::size_t piece = 1 << 20);
/// ... over several files in a row.
Evidence read_protocol_logs(const std::vector<std::string>& files);

/// A file of tests/logs.
std::string sample_log(const std::string& name);

}  // namespace authwalk::test
