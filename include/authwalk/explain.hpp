// Recorded evidence: protocol logs, events, queue errors, pasted sessions. A reader turns each recorded
// failure into a Transcript, and from there on it is diagnosed as a walk is.
#pragma once

#include <authwalk/diagnosis.hpp>
#include <authwalk/report.hpp>
#include <authwalk/transcript.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace authwalk {

/// One failure that a record shows. The transcript is always the client's view, whoever kept the record:
/// `local` is the client, `remote` the server, and `connector` the Send connector, as far as it is known.
struct RecordedFailure {
  // Made in one place: fifty files would each compile a copy.
  RecordedFailure();
  ~RecordedFailure();
  RecordedFailure(const RecordedFailure&);
  RecordedFailure(RecordedFailure&&) noexcept;
  RecordedFailure& operator=(const RecordedFailure&);
  RecordedFailure& operator=(RecordedFailure&&) noexcept;

  Transcript transcript;          ///< with its failure; what the record does not tell stays empty
  bool mode_known = false;        ///< transcript.mode is what the record shows; else it is null in reports
  bool receiving = false;         ///< the record is the receiving server's
  std::string receive_connector;  ///< its Receive connector; empty when it is not named, or not receiving
  std::optional<Event> event;  ///< that goes with the record, where it is not the one that diagnose() names
  std::string when;            ///< UTC, "2026-11-21T12:00:00.000Z"; empty when the record tells no time
  std::string source;          ///< file name as it was given; "-" for standard input
  std::size_t line = 0;        ///< first line of the record in its source, from 1
};

/// A place in a source that could not be read; the rest of it still was.
struct ReadProblem {
  std::string source;
  std::size_t line = 0;
  std::string what;   ///< for people; bytes of the source in it are raw
  bool lost = false;  ///< a failure may stand here that is not told
};

/// Where a reader delivers. All three are called from the thread that calls feed() and finish().
struct EvidenceSink {
  std::function<void(RecordedFailure)> failure;
  std::function<void(std::size_t)> sessions;  ///< so many more sessions or records were read, failed or not
  std::function<void(ReadProblem)> problem;
};

/// Reads one source, piece by piece, in constant memory. The bytes are UTF-8 (see decode_text()).
class EvidenceReader {
 public:
  virtual ~EvidenceReader() = default;
  virtual void feed(std::string_view bytes) = 0;
  /// Another source follows that this reader's format recognises. True: the reader goes on with it, and with
  /// the records that the source before left unfinished. False: it wants finish(), and the source a reader of
  /// its own.
  virtual bool go_on_with(const std::string&) { return false; }
  /// Records may go on in the next source, so the reader waits for go_on_with() or finish(). It has told
  /// sessions() what began in this one.
  virtual bool goes_on() { return false; }
  /// The source has ended; what is unfinished is delivered as far as it goes.
  virtual void finish() = 0;
};

/// One row: a kind of record that can be read.
struct EvidenceFormat {
  std::string_view name;  ///< "protocol-log", "events-xml", "queue-error" ...
  std::string_view what;  ///< for people
  /// Does a source that begins like this look like one? `beginning` is UTF-8, at most 64 KiB.
  bool (*recognises)(std::string_view beginning);
  std::unique_ptr<EvidenceReader> (*make)(std::string source, const EvidenceSink& sink);
  bool machine_made = false;  ///< a program wrote it, and nobody has put anything around it
};

/// All formats, in the order in which they are tried: the specific before the general.
std::span<const EvidenceFormat> evidence_formats();

/// The failure that a reply tells, bare or wrapped by Exchange. `step`: where it was given; without it the
/// step follows from code and words. Empty when the text tells no failure.
std::optional<RecordedFailure> failure_of_reply(std::string_view text, std::optional<Step> step);

/// Takes sources one after the other as they are on disk, finds out what each of them is, and has it read.
class EvidenceIntake {
 public:
  explicit EvidenceIntake(EvidenceSink sink);
  EvidenceIntake(EvidenceIntake&&) = delete;
  ~EvidenceIntake();

  void begin(std::string source);
  void feed(std::string_view bytes);
  /// False when the source is of no format that can be read, or nothing in it was understood. (One without a
  /// byte is of every format, and a protocol log may have no rows.)
  bool end();
  /// There are no more sources: delivers what the last one left unfinished.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Failures of one connector with one remote host, at one step, of one class.
struct FailureGroup {
  std::string connector;    ///< empty when no record names it
  std::string remote;       ///< "192.0.2.7:25"; of a client without its port; empty when no record tells it
  bool others = false;      ///< all further remote hosts together: there were too many to keep apart
  RecordedFailure example;  ///< the first one that was read
  Finding finding;          ///< of the example
  std::size_t count = 0;
  std::string first, last;  ///< earliest and latest time; empty when no record tells one
};

struct Explanation {
  std::vector<std::string> sources;
  std::size_t sessions = 0;          ///< sessions and other records, failed or not
  std::vector<FailureGroup> groups;  ///< the most frequent first
  std::vector<std::string> unread;   ///< sources that could not be read: nothing is known of what is in them
  std::size_t lost = 0;  ///< places in sources that were read at which a failure may stand that is not told
};

/// Groups failures as they come, in bounded memory.
class FailureGroups {
 public:
  void add(RecordedFailure failure);
  /// All groups, diagnosed.
  std::vector<FailureGroup> take();

 private:
  std::vector<FailureGroup> groups_;
  std::unordered_map<std::string, std::size_t> places_;
};

/// One output format of an explanation.
struct ExplanationFormat {
  std::string_view id;  ///< "text", "json", "ndjson"
  std::string (*render)(const Explanation&, const RenderOptions&);
};
std::span<const ExplanationFormat> explanation_formats();

}  // namespace authwalk
