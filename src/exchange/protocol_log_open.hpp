// The sessions of a protocol log that have begun and not ended, found by their ids. Their number and what
// they may hold together is bounded, so that a log of any length is read in constant memory.
#pragma once

#include <authwalk/failure.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "exchange/protocol_log_kept.hpp"
#include "exchange/protocol_log_session.hpp"

namespace authwalk {

struct OpenSession {
  std::string id;
  LoggedSession record;
  KeptRows rows;
  std::string source;  ///< where it began
  std::size_t line = 0;

  // What decides, without reading the rows again, whether anything in the session may be a failure.
  bool suspicious = false;
  bool mail = false;   ///< MAIL FROM was said
  bool login = false;  ///< AUTH or X-EXPS was said
  char last = 0;       ///< of the conversation: first digit of a reply, 'Q' for QUIT, 'c' for another command
  std::size_t head = 0;  ///< size of `rows` before the first MAIL FROM
  std::size_t mark = 0;  ///< size of `rows` before this MAIL FROM
  bool mark_suspicious = false;

  /// Told already, when the session was too long to be kept whole.
  std::vector<std::pair<Step, Class>> told;

  OpenSession* older = nullptr;
  OpenSession* newer = nullptr;
};

class OpenSessions {
 public:
  /// The session of this id, as the newest; null when there is none.
  OpenSession* find(std::string_view id);
  /// A new one, as the newest.
  OpenSession& open(std::string_view id);
  void close(OpenSession& session);
  /// The one that has been silent for longest; null when none is open.
  OpenSession* oldest() { return oldest_; }

  std::size_t count() const { return table_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>()(id); }
  };
  using Table = std::unordered_map<std::string, OpenSession, Hash, std::equal_to<>>;

  void link_newest(OpenSession& session);
  void unlink(OpenSession& session);

  Table table_;
  std::vector<Table::node_type> spare_;  // ended ones, with the room they had
  OpenSession* oldest_ = nullptr;
  OpenSession* newest_ = nullptr;
};

}  // namespace authwalk
