// authwalk's own JSON reports: what a walk found is evidence as well.
#include <algorithm>
#include <utility>

#include "exchange/readers.hpp"
#include "exchange/text_search.hpp"

namespace authwalk {
namespace {

// A report is read as a whole. One of ten thousand walks has less.
constexpr std::size_t longest_report = std::size_t{256} * 1024 * 1024;

class OwnReport : public EvidenceReader {
 public:
  OwnReport(std::string source, const EvidenceSink& sink) : source_(std::move(source)), sink_(sink) {}

  void feed(std::string_view bytes) override {
    text_.append(bytes.substr(0, longest_report - std::min(longest_report, text_.size())));
  }

  void finish() override {
    try {
      for (ReportedWalk& walk : read_report(text_).walks) tell(std::move(walk));
    } catch (const ReportError& error) {
      sink_.problem({source_, error.line, error.problem, true});
    }
  }

 private:
  void tell(ReportedWalk walk) {
    sink_.sessions(1);
    if (walk.transcript.outcome != Outcome::fail || !walk.transcript.failure) return;
    RecordedFailure record;
    record.transcript = std::move(walk.transcript);
    record.mode_known = true;
    record.source = source_;
    record.line = 1;
    sink_.failure(std::move(record));
  }

  std::string source_;
  const EvidenceSink& sink_;
  std::string text_;
};

}  // namespace

bool looks_like_own_report(std::string_view beginning) {
  const std::string_view text = trimmed(beginning.substr(0, 4096));
  return text.starts_with('{') && text.find("\"authwalk.report/1\"") != std::string_view::npos;
}

std::unique_ptr<EvidenceReader> make_own_report_reader(std::string source, const EvidenceSink& sink) {
  return std::make_unique<OwnReport>(std::move(source), sink);
}

}  // namespace authwalk
