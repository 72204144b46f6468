#include "exchange/evidence.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "exchange/readers.hpp"

namespace authwalk::test {

std::vector<std::string> Evidence::told() const {
  std::vector<std::string> rows;
  for (const RecordedFailure& record : failures) {
    const Transcript& t = record.transcript;
    rows.push_back(fmt::format("{} | {} | {} | {} | {}",
                               record.receiving ? record.receive_connector : t.connector.Name,
                               record.receiving ? t.local : t.remote, id(t.failure->step), id(t.failure->cls),
                               id(t.failure->origin)));
  }
  return rows;
}

EvidenceSink sink_into(Evidence& evidence) {
  return {[&](RecordedFailure failure) { evidence.failures.push_back(std::move(failure)); },
          [&](std::size_t count) { evidence.sessions += count; },
          [&](ReadProblem problem) { evidence.problems.push_back(std::move(problem)); }};
}

std::unique_ptr<EvidenceReader> make_reader(const EvidenceSink& sink) {
  return make_protocol_log_reader("test.log", sink);
}

Evidence read_protocol_log(std::string_view bytes, std::size_t piece) {
  Evidence evidence;
  const EvidenceSink sink = sink_into(evidence);
  const auto reader = make_reader(sink);
  for (std::size_t at = 0; at < bytes.size(); at += piece) reader->feed(bytes.substr(at, piece));
  reader->finish();
  return evidence;
}

Evidence read_protocol_logs(const std::vector<std::string>& files) {
  Evidence evidence;
  const EvidenceSink sink = sink_into(evidence);
  const auto reader = make_protocol_log_reader("1.log", sink);
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (i > 0) reader->go_on_with(fmt::format("{}.log", i + 1));
    reader->feed(files[i]);
  }
  reader->finish();
  return evidence;
}

std::string sample_log(const std::string& name) {
  std::ifstream file(std::string(AUTHWALK_SOURCE_DIR) + "/tests/logs/" + name, std::ios::binary);
  if (!file) throw std::runtime_error("no sample log " + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace authwalk::test
