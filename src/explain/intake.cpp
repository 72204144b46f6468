#include <algorithm>
#include <authwalk/explain.hpp>
#include <utility>

#include "exchange/text_decoding.hpp"

namespace authwalk {
namespace {

// What a format is recognised by.
constexpr std::size_t enough_to_recognise = std::size_t{64} * 1024;

const EvidenceFormat* recognise(std::string_view beginning) {
  const auto formats = evidence_formats();
  const auto found = std::ranges::find_if(
      formats, [&](const EvidenceFormat& format) { return format.recognises(beginning); });
  return found == formats.end() ? nullptr : &*found;
}

}  // namespace

RecordedFailure::RecordedFailure() = default;
RecordedFailure::~RecordedFailure() = default;
RecordedFailure::RecordedFailure(const RecordedFailure&) = default;
RecordedFailure::RecordedFailure(RecordedFailure&&) noexcept = default;
RecordedFailure& RecordedFailure::operator=(const RecordedFailure&) = default;
RecordedFailure& RecordedFailure::operator=(RecordedFailure&&) noexcept = default;

struct EvidenceIntake::State {
  EvidenceSink sink;
  std::unique_ptr<EvidenceReader> reader;  ///< of the source before, until the next one is recognised
  const EvidenceFormat* format = nullptr;  ///< of that reader
  TextDecoder decoder;
  std::string source;
  std::string beginning;
  bool recognised = false;  ///< the reader reads this source
  bool refused = false;     ///< no format recognises this source

  void take(std::string_view text) {
    if (recognised) return reader->feed(text);
    if (refused) return;
    beginning.append(text);
    if (beginning.size() >= enough_to_recognise) decide();
  }

  void decide() {
    const EvidenceFormat* found = recognise(std::string_view(beginning).substr(0, enough_to_recognise));
    if (found == nullptr) {
      refused = true;
    } else {
      if (found != format || !reader->go_on_with(source)) {
        if (reader) reader->finish();
        reader = found->make(source, sink);
        format = found;
      }
      recognised = true;
      reader->feed(beginning);
    }
    beginning.clear();
  }
};

EvidenceIntake::EvidenceIntake(EvidenceSink sink) : state_(std::make_unique<State>()) {
  state_->sink = std::move(sink);
}

EvidenceIntake::~EvidenceIntake() = default;

void EvidenceIntake::begin(std::string source) {
  state_->decoder = TextDecoder();
  state_->source = std::move(source);
  state_->beginning.clear();
  state_->recognised = state_->refused = false;
}

void EvidenceIntake::feed(std::string_view bytes) {
  state_->take(state_->decoder.decode(bytes));
}

bool EvidenceIntake::end() {
  state_->take(state_->decoder.finish());
  const bool empty = !state_->recognised && !state_->refused && state_->beginning.empty();
  if (!empty && !state_->recognised && !state_->refused) state_->decide();
  if (state_->decoder.torn())
    state_->sink.problem({state_->source, 0, "ends in the middle of a UTF-16 character"});
  return !state_->refused;
}

void EvidenceIntake::finish() {
  if (state_->reader) state_->reader->finish();
  state_->reader = nullptr;
  state_->format = nullptr;
}

}  // namespace authwalk
