// One Windows event, however it was exported, to the failure that it reports.
#pragma once

#include <authwalk/explain.hpp>
#include <optional>
#include <string>
#include <vector>

namespace authwalk {

struct EventRecord {
  int id = 0;                       ///< 0: the record does not tell it
  std::string provider;             ///< "MSExchangeTransport"; empty when the record does not tell it
  std::string when;                 ///< UTC as in RecordedFailure; empty when only a local time is known
  std::string message;              ///< the text, wrapped as it was
  std::vector<std::string> values;  ///< the parameters themselves, %1 first, where the export has them
  std::size_t line = 0;
};

struct EventReading {
  std::optional<RecordedFailure> failure;
  std::string problem;  ///< an event of Exchange that could not be read, in words; empty when all is well
};

/// No failure and no problem: the event is not about mail transport, or reports none.
EventReading read_event(const EventRecord& event);

/// The events that are understood, by id alone.
bool is_known_event(int id);

}  // namespace authwalk
