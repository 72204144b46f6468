#include "exchange/protocol_log_open.hpp"

namespace authwalk {

OpenSession* OpenSessions::find(std::string_view id) {
  // Rows that follow each other mostly belong together.
  if (newest_ != nullptr && newest_->id == id) return newest_;
  const auto found = table_.find(id);
  if (found == table_.end()) return nullptr;
  unlink(found->second);
  link_newest(found->second);
  return &found->second;
}

OpenSession& OpenSessions::open(std::string_view id) {
  if (spare_.empty()) {
    OpenSession& session = table_[std::string(id)];
    session.id = id;
    link_newest(session);
    return session;
  }
  Table::node_type node = std::move(spare_.back());
  spare_.pop_back();
  node.key() = id;
  OpenSession& session = table_.insert(std::move(node)).position->second;
  session.id = id;
  link_newest(session);
  return session;
}

void OpenSessions::close(OpenSession& session) {
  constexpr std::size_t most_spare = 1024;
  unlink(session);
  Table::node_type node = table_.extract(table_.find(session.id));
  session.rows.clear();
  session.record.connector.clear();
  session.record.local.clear();
  session.record.remote.clear();
  session.record.closed = false;
  session.told.clear();
  session.suspicious = session.mark_suspicious = session.mail = session.login = false;
  session.last = 0;
  session.head = session.mark = 0;
  if (spare_.size() < most_spare) spare_.push_back(std::move(node));
}

void OpenSessions::link_newest(OpenSession& session) {
  session.older = newest_;
  session.newer = nullptr;
  if (newest_ != nullptr) newest_->newer = &session;
  newest_ = &session;
  if (oldest_ == nullptr) oldest_ = &session;
}

void OpenSessions::unlink(OpenSession& session) {
  (session.older != nullptr ? session.older->newer : oldest_) = session.newer;
  (session.newer != nullptr ? session.newer->older : newest_) = session.older;
  session.older = session.newer = nullptr;
}

}  // namespace authwalk
