#include "report/rungs.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "report/auth_evidence.hpp"

namespace authwalk {
namespace {

// AUTH LOGIN's prompts are base64 on the wire; these are the ones that every server sends.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> prompts{
    {{"VXNlcm5hbWU6", "Username:"},
     {"UGFzc3dvcmQ6", "Password:"},
     {"VXNlcm5hbWU=", "Username"},
     {"UGFzc3dvcmQ=", "Password"},
     {"VXNlciBOYW1lAA==", "User Name"},
     {"UGFzc3dvcmQA", "Password"}}};

std::string with_prompt(const std::string& reply) {
  for (const auto& [encoded, prompt] : prompts) {
    if (reply == "334 " + std::string(encoded)) return reply + "  (" + std::string(prompt) + ")";
  }
  return reply;
}

class Ladder {
 public:
  Ladder(const Transcript& transcript, bool word_for_word) : t_(transcript), word_for_word_(word_for_word) {}

  std::vector<Rung> build() {
    const std::size_t split = t_.retry ? second_attempt() : 0;
    if (t_.retry) {
      const std::size_t announcement = split > 0 && announces_retry(t_.lines[split - 1]) ? split - 1 : split;
      add_lines(0, announcement, t_.retry->tls);
      add_notes(t_.retry->steps, 0);
      add_ending(t_.retry->why, StepStatus::fail, 0);
      const std::string title = announcement < split ? t_.lines[announcement].text
                                                     : "second attempt: in clear, on a new connection";
      rungs_.push_back({Step::connect, {}, '-', false, title, Tone::note, {}});
    }
    const std::size_t begin = rungs_.size();
    add_lines(split, t_.lines.size(), t_.tls);
    add_tokens(begin);
    add_notes(t_.steps, begin);
    if (t_.failure) add_ending(*t_.failure, ending_status(), begin);
    return std::move(rungs_);
  }

 private:
  StepStatus ending_status() const {
    if (t_.outcome == Outcome::fail) return StepStatus::fail;
    return t_.outcome == Outcome::inconclusive ? StepStatus::note : StepStatus::skipped;
  }

  // The first connection after TLS was spoken of.
  std::size_t second_attempt() const {
    const auto starttls = std::find_if(t_.lines.begin(), t_.lines.end(),
                                       [](const Line& line) { return line.step >= Step::starttls; });
    const auto again =
        std::find_if(starttls, t_.lines.end(), [](const Line& line) { return line.step <= Step::banner; });
    return static_cast<std::size_t>(again - t_.lines.begin());
  }

  // A remark between the two attempts that is not the end of the first.
  bool announces_retry(const Line& line) const {
    return line.who == '*' && !line.inside_tls && !tells(line.text, t_.retry->why.detail);
  }

  static bool tells(std::string_view text, std::string_view detail) {
    return !detail.empty() && (text.find(detail) != text.npos || detail.find(text) != detail.npos);
  }

  void add_lines(std::size_t begin, std::size_t end, const std::optional<TlsFacts>& tls) {
    for (std::size_t i = begin; i < end; ++i) {
      const Line& line = t_.lines[i];
      Rung rung{line.step, line.ms, line.who, line.inside_tls, line.text, Tone::plain, {}};
      if (line.who == '<' && shares_its_line(line) && i > begin && shares_its_line(t_.lines[i - 1])) {
        rung.text = "250 ";
        for (std::size_t first = i; i < end && t_.lines[i].who == '<'; ++i) {
          rung.text += (i == first ? "" : ", ") + keyword(t_.lines[i]);
        }
        --i;
      } else if (line.who == '<') {
        rung.text = with_prompt(line.text);
      } else if (line.who == '*') {
        rung.tone = Tone::dim;
        if (line.step == Step::tls_handshake && tls && tls->established) {
          add_tls(std::move(rung), *tls);
          continue;
        }
      }
      rungs_.push_back(std::move(rung));
    }
  }

  // A keyword of an EHLO reply; the first line of the reply is none, but has the server's name.
  bool shares_its_line(const Line& line) const {
    const bool ehlo = line.step == Step::ehlo || line.step == Step::ehlo_tls;
    return !word_for_word_ && ehlo && line.who == '<' && line.text.starts_with("250");
  }

  static std::string keyword(const Line& line) {
    return line.text.substr(std::min<std::size_t>(4, line.text.size()));
  }

  void add_tls(Rung bar, const TlsFacts& tls) {
    bar.who = '=';
    bar.tone = Tone::plain;
    bar.text = tls.version + "  " + tls.cipher;
    rungs_.push_back(std::move(bar));
    if (tls.chain.empty()) return;
    const std::string text = tls.chain.front().subject + (tls.verified ? ", verified" : ", not verified");
    rungs_.push_back({Step::tls_verify, {}, ' ', true, text, Tone::plain, {}});
  }

  // Tokens are bytes to the reader: what our first one was made of, and what the server's challenge says.
  void add_tokens(std::size_t begin) {
    const auto tell = [&](Step step, const std::string& text) {
      if (!text.empty()) insert_remark({step, {}, ' ', inside_tls(step, begin), text, Tone::dim, {}}, begin);
    };
    tell(Step::auth_token, ticket_in_short(t_));
    const std::string challenge = challenge_in_short(t_.auth);
    tell(Step::auth_challenge, challenge.empty() ? challenge : "the challenge is of " + challenge);
  }

  // The findings of steps that went on stand behind the last line of their step.
  void add_notes(const std::array<StepRecord, 18>& steps, std::size_t begin) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const StepRecord& record = steps[i];
      if (record.status != StepStatus::note || record.note.empty()) continue;
      const auto step = static_cast<Step>(i);
      // The TLS that broke is told in the attempt in which it broke, and the end of a walk by add_ending().
      if (begin > 0 && t_.retry && step == t_.retry->why.step) continue;
      if (t_.failure && t_.failure->step == step && t_.failure->detail == record.note) continue;
      if (step == Step::connect && t_.addresses.size() > 1) continue;  // each address has its own line
      insert_remark({step, {}, ' ', inside_tls(step, begin), record.note, Tone::note, StepStatus::note},
                    begin);
    }
  }

  // Marks the line that ended the walk, or adds one where the end left no line, as silence does.
  void add_ending(const Failure& why, StepStatus status, std::size_t begin) {
    if (Rung* rung = deciding_rung(why, begin)) {
      rung->mark = status;
      rung->tone = tone(status);
      return;
    }
    const std::string text = why.detail.empty() ? std::string(row(why.cls).meaning) : why.detail;
    insert_remark({why.step, {}, ' ', inside_tls(why.step, begin), text, tone(status), status}, begin);
  }

  Rung* deciding_rung(const Failure& why, std::size_t begin) {
    const auto last = [&](auto holds) -> Rung* {
      for (std::size_t i = rungs_.size(); i > begin; --i) {
        Rung& rung = rungs_[i - 1];
        if (rung.step == why.step && holds(rung)) return &rung;
      }
      return nullptr;
    };
    if (!why.reply)
      return last([&](const Rung& rung) { return rung.who == '*' && tells(rung.text, why.detail); });
    // The server may have gone on talking, for example after a "*" of ours.
    const std::string end =
        std::to_string(why.reply->code) + " " + (why.reply->lines.empty() ? "" : why.reply->lines.back());
    Rung* exact = last([&](const Rung& rung) { return rung.who == '<' && rung.text.starts_with(end); });
    return exact != nullptr ? exact : last([](const Rung& rung) { return rung.who == '<'; });
  }

  void insert_remark(Rung remark, std::size_t begin) {
    const auto later = std::find_if(rungs_.begin() + static_cast<std::ptrdiff_t>(begin), rungs_.end(),
                                    [&](const Rung& rung) { return rung.step > remark.step; });
    rungs_.insert(later, std::move(remark));
  }

  // A remark is drawn on the same wire as the line before it.
  bool inside_tls(Step step, std::size_t begin) const {
    bool inside = false;
    for (std::size_t i = begin; i < rungs_.size() && rungs_[i].step <= step; ++i) {
      inside = rungs_[i].inside_tls || rungs_[i].who == '=';
    }
    return inside;
  }

  const Transcript& t_;
  bool word_for_word_;
  std::vector<Rung> rungs_;
};

}  // namespace

std::vector<Rung> rungs_of(const Transcript& transcript, bool word_for_word) {
  return Ladder(transcript, word_for_word).build();
}

}  // namespace authwalk
