#include "knowledge/refusal.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "exchange/text_search.hpp"
#include "knowledge/reply_lookup.hpp"

namespace authwalk {
namespace {

using enum Step;
using knowledge::PartFit;
using knowledge::ReplyMatch;
using knowledge::ReplyRow;

struct CommandRow {
  std::string_view words;
  Step step;
};

// The longer before the shorter that it begins with.
constexpr std::array commands{
    CommandRow{"end of data", data},
    CommandRow{"end-of-message", data},
    CommandRow{"message body", data},
    CommandRow{"message content", data},
    CommandRow{"DATA", data},
    CommandRow{"BDAT", data},
    CommandRow{"MAIL", mail_from},
    CommandRow{"SAML", mail_from},
    CommandRow{"sender", mail_from},
    CommandRow{"RCPT", rcpt_to},
    CommandRow{"recipient", rcpt_to},
    CommandRow{"STARTTLS", starttls},
    CommandRow{"X-ANONYMOUSTLS", starttls},
    CommandRow{"TLS", tls_handshake},
    CommandRow{"AUTH", auth_result},
    CommandRow{"SASL", auth_result},
    CommandRow{"X-EXPS", auth_result},
    CommandRow{"EHLO", ehlo},
    CommandRow{"HELO", ehlo},
    CommandRow{"initial server greeting", banner},
    CommandRow{"initial connection", banner},
    CommandRow{"CONNECT", banner},
    CommandRow{"QUIT", quit},
};

// A log of a busy server refuses with the same few replies again and again.
class Memory {
 public:
  const ReplyRow* operator()(std::optional<Step> step, const Reply& reply) {
    Key key{step ? static_cast<int>(*step) : -1, reply.text()};
    if (const auto known = rows_.find(key); known != rows_.end()) return known->second;
    if (rows_.size() >= most) rows_.clear();
    return rows_.emplace(std::move(key), best(step, reply)).first->second;
  }

 private:
  using Key = std::pair<int, std::string>;
  static constexpr std::size_t most = 256;

  static const ReplyRow* best(std::optional<Step> step, const Reply& reply) {
    for (const ReplyMatch& match : knowledge::look_up_reply(knowledge::unknown_server, step, reply)) {
      // What a system or the sending side says of itself is no server's refusal, though the words be the
      // same.
      const bool of_a_server = match.row->origin == Origin::server || !match.row->code.empty();
      if (match.row->cls && of_a_server && match.step != PartFit::differs) return match.row;
    }
    return nullptr;
  }

  std::map<Key, const ReplyRow*> rows_;
};

const ReplyRow* row_for(std::optional<Step> step, const Reply& reply) {
  thread_local Memory memory;
  return memory(step, reply);
}

Class class_by(const ReplyRow* row, const Reply& reply) {
  if (row != nullptr) return class_of_row(*row, reply);
  return reply.temporary() ? Class::rejected_temporarily : Class::rejected;
}

}  // namespace

// 4yz is temporary whatever it says (RFC 5321 section 4.2.1), unless the row was made for a 4yz, or is about
// a text that no server has said.
Class class_of_row(const ReplyRow& row, const Reply& reply) {
  if (reply.temporary() && row.origin == Origin::server) {
    const bool made_for_it = row.code.find('4') != std::string_view::npos;
    // A right that is refused for now is not refused for good.
    const bool for_now = row.cls == Class::rejected || authwalk::row(*row.cls).group == "rights";
    return made_for_it && !for_now ? *row.cls : Class::rejected_temporarily;
  }
  return reply.permanent() && row.cls == Class::rejected_temporarily ? Class::rejected : *row.cls;
}

Class class_of_refusal(Step step, const Reply& reply) {
  if (!reply.temporary() && !reply.permanent()) return Class::protocol_violation;
  return class_by(row_for(step, reply), reply);
}

Class class_of_placeless_refusal(const Reply& reply) {
  return class_by(row_for(std::nullopt, reply), reply);
}

Step step_of_refusal(const Reply& reply) {
  const ReplyRow* row = row_for(std::nullopt, reply);
  // What nobody knows is mostly about the recipient or about the address that we come from, and servers hold
  // those back until RCPT TO.
  return row == nullptr || row->steps.empty() ? rcpt_to : row->steps.front();
}

Step step_of_refused_login(const Reply& reply) {
  if (const ReplyRow* row = row_for(std::nullopt, reply)) {
    const auto of_a_login = [](Step step) { return step >= auth_start && step <= auth_result; };
    const auto found = std::ranges::find_if(row->steps, of_a_login);
    if (found != row->steps.end()) return *found;
  }
  // RFC 4954 section 4: these refuse the command, before a credential was looked at.
  const bool command = reply.code == 500 || reply.code == 502 || reply.code == 503 || reply.code == 504 ||
                       reply.code == 530 || reply.code == 538;
  return command ? auth_start : auth_result;
}

std::optional<Step> step_of_command(std::string_view words) {
  words = trimmed(words);
  for (const CommandRow& row : commands) {
    if (starts_in_any_case(words, row.words)) return row.step;
  }
  return std::nullopt;
}

}  // namespace authwalk
