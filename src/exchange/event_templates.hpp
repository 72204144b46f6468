// Exchange's event messages, one row each, read in both directions: filled in for a walk, and matched back
// against the text of a recorded event.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

struct EventTemplate {
  int id = 0;
  std::string_view symbol;    ///< empty where it is not known
  std::string_view category;  ///< "SmtpSend", "SmtpReceive", "TransportService"
  std::string_view level;     ///< "Error", "Warning", "Information"
  std::string_view text;      ///< the template, with its parameters as %1 to %9
  bool whole = true;          ///< false: the text goes on, in words that are not known
};

/// Sorted by id. An id may have several rows, for older wordings; the first is the one that is filled in.
std::span<const EventTemplate> event_templates();

/// The first row of this id; null when there is none.
const EventTemplate* find_event_template(int id);

/// `values`: %1 first. A parameter that has no value is left out.
std::string fill_event_text(const EventTemplate& row, std::span<const std::string> values);

/// The parameters that were filled into the text, %1 first; blanks and line ends count as equal, and what
/// follows the message does not matter. Empty when the text does not have this form.
std::optional<std::vector<std::string>> read_event_text(const EventTemplate& row, std::string_view text);

struct ReadEvent {
  const EventTemplate* row = nullptr;
  std::vector<std::string> values;
};

/// The template that the text was made from. `id` 0: any.
std::optional<ReadEvent> recognise_event_text(int id, std::string_view text);

}  // namespace authwalk
