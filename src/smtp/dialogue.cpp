#include "smtp/dialogue.hpp"

#include <fmt/format.h>

#include <array>
#include <cstring>

namespace authwalk {
namespace {

void append(std::string& text, std::string_view more) {
  if (more.empty()) return;
  if (!text.empty()) text += "; ";
  text += more;
}

// Which failures are somebody's on the way rather than the server's own doing.
Origin origin_of(Class cls) {
  switch (cls) {
    case Class::protocol_violation:
    case Class::limit_exceeded:
    case Class::plaintext_injection:
    case Class::not_tls:
    case Class::tls_version:
    case Class::tls_cipher:
    case Class::tls_failed:
    case Class::client_certificate:
      return Origin::server;
    case Class::internal:
    case Class::definition_invalid:
    case Class::interrupted:
      return Origin::local;
    default:
      return Origin::network;
  }
}

}  // namespace

Dialogue::Dialogue(Channel& channel, Transcript& transcript, const WalkPlan& plan)
    : channel_(channel), transcript_(transcript), plan_(plan) {}

void Dialogue::enter(Step step) {
  leave();
  step_ = step;
  in_step_ = true;
  entered_ms_ = channel_.elapsed_ms();
  channel_.start_step(plan_.limits.step);
  if (plan_.on_step) plan_.on_step(plan_, step);
}

void Dialogue::leave() {
  if (!in_step_) return;
  in_step_ = false;
  StepRecord& record = transcript_.at(step_);
  record.ms = record.ms.value_or(0) + channel_.elapsed_ms() - entered_ms_;
  if (record.status == StepStatus::not_reached) record.status = StepStatus::pass;
}

void Dialogue::note(std::string_view finding) {
  note_at(step_, finding);
}

void Dialogue::note_at(Step step, std::string_view finding) {
  if (finding.empty()) return;
  StepRecord& record = transcript_.at(step);
  record.status = StepStatus::note;
  append(record.note, finding);
}

void Dialogue::skip(Step step, std::string_view why) {
  StepRecord& record = transcript_.at(step);
  if (record.status != StepStatus::not_reached) return;
  record.status = StepStatus::skipped;
  record.note = why;
}

Reply Dialogue::hear() {
  Reply reply = read_reply();
  const Reply shown = presentable(reply);
  for (std::size_t i = 0; i < shown.lines.size(); ++i) {
    const char separator = i + 1 < shown.lines.size() ? '-' : ' ';
    transcript_.lines.push_back({channel_.elapsed_ms(), '<', step_, inside_tls_,
                                 fmt::format("{}{}{}", shown.code, separator, shown.lines[i])});
  }
  transcript_.at(step_).reply = shown;
  note(reader_.oddity());
  return reply;
}

Reply Dialogue::say(std::string_view command) {
  demand_silence();
  transcript_.lines.push_back({channel_.elapsed_ms(), '>', step_, inside_tls_, std::string(command)});
  write(std::string(command) + "\r\n");
  return hear();
}

Reply Dialogue::say_answer(const Secret& line, std::string_view shown, bool secret) {
  demand_silence();
  if (secret) sent_.learn(line.view().substr(line.view().rfind(' ') + 1));
  transcript_.lines.push_back({channel_.elapsed_ms(), '>', step_, inside_tls_, std::string(shown)});
  Secret bytes(line.size() + 2);
  if (!line.empty()) std::memcpy(bytes.bytes().data(), line.view().data(), line.size());
  std::memcpy(bytes.bytes().data() + line.size(), "\r\n", 2);
  write(bytes.view());
  bytes.wipe();
  return hear();
}

void Dialogue::expect_tokens(std::function<std::optional<std::string>(std::string_view)> shown) {
  reader_.expect_tokens(shown != nullptr);
  shown_challenge_ = std::move(shown);
}

void Dialogue::send_only(std::string_view bytes, std::string_view shown) {
  demand_silence();
  transcript_.lines.push_back({channel_.elapsed_ms(), '>', step_, inside_tls_, std::string(shown)});
  write(bytes);
}

void Dialogue::remark(std::string_view text) {
  transcript_.lines.push_back({channel_.elapsed_ms(), '*', step_, inside_tls_, std::string(text)});
}

void Dialogue::demand_silence_before_tls() {
  std::array<char, 512> waiting{};
  std::string extra(reader_.unread());
  if (extra.empty()) extra.assign(waiting.data(), channel_.receive_waiting(waiting));
  if (extra.empty()) return;
  fail(Class::plaintext_injection, Origin::network,
       fmt::format("{} bytes followed the 220 in clear: {}", extra.size(), extra));
}

void Dialogue::now_inside_tls() {
  inside_tls_ = true;
  reader_ = ReplyReader();
}

void Dialogue::start_over() {
  inside_tls_ = false;
  reader_ = ReplyReader();
}

void Dialogue::fail(Class cls, Origin origin, const std::string& detail, std::optional<Reply> reply) {
  fail_at(step_, cls, origin, detail, std::move(reply));
}

void Dialogue::fail_at(Step step, Class cls, Origin origin, const std::string& detail,
                       std::optional<Reply> reply) {
  if (reply) reply = presentable(std::move(*reply));
  // Whoever interrupts a run learns nothing about the server.
  const Outcome outcome = cls == Class::interrupted ? Outcome::not_tested : Outcome::fail;
  throw WalkEnded{outcome, Failure{step, cls, origin, std::move(reply), detail}};
}

void Dialogue::refused(Class cls, const Reply& reply) {
  fail(cls, Origin::server, {}, reply);
}

void Dialogue::not_tested(Class cls, const std::string& detail) {
  throw WalkEnded{Outcome::not_tested, Failure{step_, cls, Origin::local, std::nullopt, detail}};
}

void Dialogue::inconclusive(Class cls, const std::string& detail) {
  throw WalkEnded{Outcome::inconclusive, Failure{step_, cls, Origin::local, std::nullopt, detail}};
}

Reply Dialogue::presentable(Reply reply) const {
  if (shown_challenge_ && reply.code == 334) {
    for (std::string& line : reply.lines) {
      if (std::optional<std::string> shown = shown_challenge_(line)) line = std::move(*shown);
    }
  }
  return reply;
}

// We never pipeline, so a server that has spoken before it was asked is out of step: its next reply cannot be
// trusted to answer our next command.
void Dialogue::demand_silence() {
  if (reader_.unread().empty()) return;
  fail(Class::protocol_violation, Origin::server,
       fmt::format("the server spoke without being asked: {}", reader_.unread()));
}

void Dialogue::write(std::string_view bytes) {
  try {
    channel_.send(bytes);
  } catch (const ChannelError& error) {
    fail(error.cls, origin_of(error.cls), error.detail);
  }
}

Reply Dialogue::read_reply() {
  try {
    while (true) {
      if (std::optional<Reply> reply = reader_.take()) return std::move(*reply);
      std::array<char, 4096> bytes;
      const std::size_t count = channel_.receive(bytes);
      reader_.feed({bytes.data(), count});
    }
  } catch (const ReplyError& error) {
    fail(error.cls, Origin::server, error.detail);
  } catch (const ChannelError& error) {
    std::string detail = error.detail;
    if (!reader_.unread().empty()) {
      detail += fmt::format("; received so far: {}", reader_.unread());
    }
    fail(error.cls, origin_of(error.cls), detail);
  }
}

}  // namespace authwalk
