// Windows events as XML. The file is cut into <Event> elements first and each is parsed by itself, so memory
// is bounded, a damaged one spoils no other, and no document type ever reaches the parser.
#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>

#include "exchange/event_labels.hpp"
#include "exchange/event_to_transcript.hpp"
#include "exchange/readers.hpp"
#include "exchange/text_search.hpp"

namespace authwalk {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t largest_event = std::size_t{256} * 1024;
constexpr std::string_view opening = "<Event";
constexpr std::string_view closing = "</Event>";

// "<Event>" or "<Event xmlns=...>", and not "<Events>" or "<EventData>". npos when there is none; `partly`
// when the text ends before it can be told.
std::size_t find_opening(std::string_view text, bool& partly) {
  partly = false;
  for (std::size_t at = text.find(opening); at != npos; at = text.find(opening, at + 1)) {
    const std::size_t next = at + opening.size();
    if (next >= text.size()) {
      partly = true;
      return at;
    }
    if (is_blank(text[next]) || text[next] == '>' || text[next] == '/') return at;
  }
  return npos;
}

EventRecord record_of(const pugi::xml_node& event) {
  const pugi::xml_node system = event.child("System");
  EventRecord record;
  record.id = system.child("EventID").text().as_int();
  record.provider = system.child("Provider").attribute("Name").as_string();
  record.when = utc_time(system.child("TimeCreated").attribute("SystemTime").as_string());
  record.message = event.child("RenderingInfo").child("Message").text().as_string();
  for (const pugi::xml_node& data : event.child("EventData").children("Data")) {
    record.values.emplace_back(data.text().as_string());
  }
  return record;
}

class EventsXml : public EvidenceReader {
 public:
  EventsXml(std::string source, const EvidenceSink& sink) : source_(std::move(source)), sink_(sink) {}

  void feed(std::string_view bytes) override {
    // A portion at a time, so that the buffer stays small however much is fed at once.
    constexpr std::size_t portion = std::size_t{64} * 1024;
    while (!bytes.empty()) {
      buffer_.erase(0, start_);
      start_ = 0;
      buffer_.append(bytes.substr(0, portion));
      bytes.remove_prefix(std::min(portion, bytes.size()));
      while (take_event()) {
      }
    }
  }

  void finish() override {
    bool partly = false;
    if (find_opening(unread(), partly) != npos && !partly) {
      sink_.problem({source_, line_, "the file ends inside an event"});
    }
    buffer_.clear();
    start_ = 0;
  }

 private:
  // Takes one event and what stands before it. False when more bytes are needed.
  bool take_event() {
    bool partly = false;
    const std::size_t begin = find_opening(unread(), partly);
    if (begin == npos) {
      // The beginning of "<Event" may stand at the end.
      drop(unread().size() - std::min(unread().size(), opening.size() - 1));
      return false;
    }
    drop(begin);
    if (partly) return false;
    const std::size_t end = unread().find(closing, searched_);
    if (end == npos) searched_ = unread().size() - std::min(unread().size(), closing.size() - 1);
    if (end == npos && unread().size() <= largest_event) return false;
    if (end == npos) {
      sink_.problem(
          {source_, line_, fmt::format("an event of more than {} bytes was left out", largest_event)});
      // None of those that begin in here has an end yet; the last one may still get its own.
      if (!leave_torn_events(unread().size())) drop(opening.size());
      return true;
    }
    const std::size_t begun = line_;
    if (leave_torn_events(end)) sink_.problem({source_, begun, "an event without its end"});
    const std::size_t size = unread().find(closing) + closing.size();
    read(unread().substr(0, size));
    drop(size);
    return true;
  }

  // An event that was torn off before its end has the next one inside of it. False when this one has not.
  bool leave_torn_events(std::size_t end) {
    const std::string_view text = unread().substr(0, end);
    std::size_t last = 0;
    bool partly = false;
    while (true) {
      const std::size_t next = find_opening(text.substr(last + 1), partly);
      if (next == npos) break;
      last += next + 1;
    }
    if (last > 0) drop(last);
    return last > 0;
  }

  void read(std::string_view text) {
    pugi::xml_document document;
    const pugi::xml_parse_result result =
        document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
    if (!result) {
      const std::string_view before = text.substr(0, static_cast<std::size_t>(result.offset));
      sink_.problem({source_, line_ + static_cast<std::size_t>(std::ranges::count(before, '\n')),
                     fmt::format("an event that is no XML: {}", result.description())});
      return;
    }
    sink_.sessions(1);
    EventRecord event = record_of(document.child("Event"));
    event.line = line_;
    EventReading reading = read_event(event);
    if (!reading.problem.empty()) sink_.problem({source_, line_, reading.problem, true});
    if (!reading.failure) return;
    reading.failure->source = source_;
    sink_.failure(std::move(*reading.failure));
  }

  std::string_view unread() const { return std::string_view(buffer_).substr(start_); }

  void drop(std::size_t count) {
    line_ += static_cast<std::size_t>(std::ranges::count(unread().substr(0, count), '\n'));
    start_ += count;
    searched_ -= std::min(searched_, count);
  }

  std::string source_;
  const EvidenceSink& sink_;
  std::string buffer_;
  std::size_t start_ = 0;     // first byte that no event has used
  std::size_t searched_ = 0;  // behind start_: no event ends before here
  std::size_t line_ = 1;      // of the byte at start_
};

}  // namespace

bool looks_like_events_xml(std::string_view beginning) {
  // Event Viewer's copy as text ends in XML too: what counts is how it begins, after comments.
  std::string_view rest = trimmed(beginning);
  while (rest.starts_with('#')) rest = trimmed(rest.substr(std::min(rest.size(), rest.find('\n'))));
  bool partly = false;
  return rest.starts_with('<') && find_opening(rest, partly) != npos && contains_in_any_case(rest, "<System");
}

std::unique_ptr<EvidenceReader> make_events_xml_reader(std::string source, const EvidenceSink& sink) {
  return std::make_unique<EventsXml>(std::move(source), sink);
}

}  // namespace authwalk
