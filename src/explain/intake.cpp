#include <algorithm>
#include <authwalk/explain.hpp>
#include <utility>

#include "exchange/text_decoding.hpp"
#include "exchange/unwrapped_text.hpp"

namespace authwalk {
namespace {

// What a format is recognised by.
constexpr std::size_t enough_to_recognise = std::size_t{64} * 1024;

enum class Only { machine_made, any };

const EvidenceFormat* recognise(std::string_view beginning, Only only) {
  const auto formats = evidence_formats();
  const auto found = std::ranges::find_if(formats, [&](const EvidenceFormat& format) {
    return (only == Only::any || format.machine_made) && format.recognises(beginning);
  });
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
  EvidenceSink sink;                         ///< the readers', which counts for each source
  std::unique_ptr<EvidenceReader> reader;    ///< of the source before, until the next one is recognised
  const EvidenceFormat* format = nullptr;    ///< of that reader
  std::unique_ptr<UnwrappedText> unwrapped;  ///< between source and reader, where people have handed it on
  TextDecoder decoder;
  std::string source;
  std::string beginning;
  bool recognised = false;  ///< the reader reads this source
  bool refused = false;     ///< no format recognises this source
  std::size_t records = 0;  ///< of this source
  std::size_t problems = 0;

  void take(std::string_view text) {
    if (recognised) return read(text);
    if (refused) return;
    beginning.append(text);
    if (beginning.size() >= enough_to_recognise) decide();
  }

  void read(std::string_view text) { unwrapped ? unwrapped->feed(text) : reader->feed(text); }

  void decide() {
    const std::string_view looked_at = std::string_view(beginning).substr(0, enough_to_recognise);
    const EvidenceFormat* found = recognise(looked_at, Only::machine_made);
    unwrapped.reset();
    if (found == nullptr) {
      std::string plain;
      UnwrappedText first(looked_at, [&](std::string_view text) { plain += text; });
      first.feed(looked_at);
      first.finish();
      found = recognise(plain, Only::any);
      if (found != nullptr) {
        unwrapped =
            std::make_unique<UnwrappedText>(looked_at, [this](std::string_view text) { reader->feed(text); });
      }
    }
    if (found == nullptr) {
      refused = true;
    } else {
      if (found != format || !reader->go_on_with(source)) {
        if (reader) reader->finish();
        reader = found->make(source, sink);
        format = found;
      }
      recognised = true;
      read(beginning);
    }
    beginning.clear();
  }

  // What a reader holds back until there is no more belongs to its source, unless sessions go on in the next.
  void end_source() {
    if (unwrapped) unwrapped->finish();
    unwrapped.reset();
    if (reader->goes_on()) return;
    reader->finish();
    reader = nullptr;
    format = nullptr;
  }
};

EvidenceIntake::EvidenceIntake(EvidenceSink sink) : state_(std::make_unique<State>()) {
  State& state = *state_;
  state.sink.failure = [&state, failure = std::move(sink.failure)](RecordedFailure record) {
    ++state.records;
    failure(std::move(record));
  };
  state.sink.sessions = [&state, sessions = std::move(sink.sessions)](std::size_t count) {
    state.records += count;
    sessions(count);
  };
  state.sink.problem = [&state, problem = std::move(sink.problem)](ReadProblem what) {
    ++state.problems;
    problem(std::move(what));
  };
}

EvidenceIntake::~EvidenceIntake() = default;

void EvidenceIntake::begin(std::string source) {
  state_->decoder = TextDecoder();
  state_->source = std::move(source);
  state_->beginning.clear();
  state_->recognised = state_->refused = false;
  state_->records = state_->problems = 0;
}

void EvidenceIntake::feed(std::string_view bytes) {
  state_->take(state_->decoder.decode(bytes));
}

bool EvidenceIntake::end() {
  State& state = *state_;
  state.take(state.decoder.finish());
  const bool empty = !state.recognised && !state.refused && state.beginning.empty();
  if (!empty && !state.recognised && !state.refused) state.decide();
  if (state.decoder.torn()) state.sink.problem({state.source, 0, "ends in the middle of a UTF-16 character"});
  if (empty || state.refused) return empty;
  const bool machine_made = state.format->machine_made;
  state.end_source();
  return state.records > 0 || (machine_made && state.problems == 0);
}

void EvidenceIntake::finish() {
  if (state_->reader) state_->reader->finish();
  state_->reader = nullptr;
  state_->format = nullptr;
}

}  // namespace authwalk
