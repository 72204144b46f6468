// MAIL, RCPT and DATA of a rehearsal session, and the rights that they need.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "model/lookup.hpp"
#include "rehearsal/session.hpp"

namespace authwalk::rehearsal {
namespace {

constexpr std::size_t largest_message = 37748736;  // as SIZE says in the table of profiles
constexpr std::size_t longest_text_line = 65536;
constexpr std::size_t most_recipients = 1000;

std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Rights Session::rights() const {
  return {arrangement_.connector, house_.plan.accepted_domains, account_};
}

bool Session::check_hello() {
  if (!name_.empty()) return true;
  reply(profile_.hello_first);
  return false;
}

void Session::forget_transaction() {
  sender_.reset();
  recipients_.clear();
  chunks_.reset();
}

void Session::mail(std::string_view arguments) {
  if (!check_hello()) return;
  if (sender_) return reply(profile_.sender_again);
  if (struck(Point::mail)) return;
  if (profile_.anonymous_refused_at == Point::mail && !rights().may_submit()) {
    return reply(profile_.sender_anonymous);
  }
  const std::optional<Path> path = read_path(arguments, "FROM");
  if (!path) return reply(profile_.sender_syntax);
  if (!check_parameters(*path)) return;
  sender_ = path->address;
  reply(profile_.sender_accepted);
}

// Only what EHLO has offered; a refusal has been sent when this is false.
bool Session::check_parameters(const Path& path) {
  static constexpr std::array known{"SIZE", "BODY", "RET", "ENVID", "AUTH"};
  for (const std::string& parameter : path.parameters) {
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    const std::string_view name = std::string_view(parameter).substr(0, equals);
    if (std::ranges::none_of(known, [&](const char* one) { return same_name(one, name); })) {
      reply(profile_.parameter_unknown, parameter);
      return false;
    }
    if (!same_name(name, "SIZE") || equals == parameter.size()) continue;
    const auto size = number(std::string_view(parameter).substr(equals + 1));
    if (!size || *size <= largest_message) continue;
    reply(profile_.too_large);
    return false;
  }
  return true;
}

void Session::rcpt(std::string_view arguments) {
  if (!sender_) return reply(profile_.need_sender);
  if (struck(Point::rcpt)) return;
  const std::optional<Path> path = read_path(arguments, "TO");
  if (!path || path->address.empty() || recipients_.size() >= most_recipients) {
    return reply(profile_.recipient_syntax);
  }
  recipients_.push_back(path->address);  // before the checks: the refusals name it
  std::string_view refusal;
  if (profile_.anonymous_refused_at == Point::rcpt && !rights().may_submit()) {
    refusal = profile_.sender_anonymous;
  } else if (profile_.send_as_refused_at == Point::rcpt && !rights().may_send_as(*sender_, {})) {
    refusal = profile_.send_as_denied;
  } else if (!rights().may_send_to(path->address)) {
    refusal = profile_.relay_denied;
  }
  reply(refusal.empty() ? profile_.recipient_accepted : refusal);
  if (!refusal.empty()) recipients_.pop_back();
}

void Session::data(std::string_view) {
  if (!sender_) return reply(profile_.need_sender);
  if (recipients_.empty()) return reply(profile_.need_recipient);
  if (struck(Point::data)) return;
  reply(profile_.data_go_ahead);
  MessageReader message;
  for (std::string line = wire_.read_line(longest_text_line); line != ".";
       line = wire_.read_line(longest_text_line)) {
    message.take(line + "\n");
  }
  end_of_data(message);
}

// RFC 3030: the message in counted chunks.
void Session::bdat(std::string_view arguments) {
  const std::size_t blank = std::min(arguments.find(' '), arguments.size());
  const std::optional<std::size_t> size = number(arguments.substr(0, blank));
  const bool last = same_name(arguments.substr(std::min(blank + 1, arguments.size())), "LAST");
  if (!size || (!last && blank < arguments.size())) {
    // Where the chunk ends cannot be known, so nothing after it can be understood.
    reply(profile_.chunk_syntax);
    hang_up("BDAT without a size");
  }
  if (!chunks_) chunks_.emplace();
  for (std::size_t left = *size; left > 0;) {
    const std::string bytes = wire_.read_some(left);
    chunks_->take(bytes);
    left -= bytes.size();
  }
  if (!sender_ || recipients_.empty()) {
    chunks_.reset();
    return reply(sender_ ? profile_.need_recipient : profile_.need_sender);
  }
  if (!last) return reply(profile_.chunk_accepted, std::to_string(*size));
  const MessageReader message = *std::exchange(chunks_, std::nullopt);
  end_of_data(message);
}

void Session::end_of_data(const MessageReader& message) {
  ++house_.messages;
  if (!struck(Point::end_of_data)) {
    if (message.size() > largest_message) {
      reply(profile_.too_large);
    } else if (profile_.send_as_refused_at == Point::end_of_data &&
               !rights().may_send_as(*sender_, message.header_from())) {
      reply(profile_.send_as_denied);
    } else {
      reply(profile_.message_accepted);
    }
  }
  forget_transaction();
}

}  // namespace authwalk::rehearsal
