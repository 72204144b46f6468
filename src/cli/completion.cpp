#include "completion.hpp"

#include <algorithm>

#include "overview.hpp"

namespace authwalk::cli {
namespace {

void offer(Completion& completion, std::string_view typed, std::string word, std::string_view what) {
  if (!word.starts_with(typed)) return;
  // A line of help is too long beside a word; its first clause says enough.
  completion.candidates.push_back({std::move(word), std::string(what.substr(0, what.find(';')))});
}

/// `-m` or `--mode`; null when no flag has the name.
const Flag* flag_named(const Syntax& syntax, std::string_view name) {
  for (const auto& flag : syntax.flags) {
    const bool has_short_name = flag.names.size() == 2 || flag.names.find(',') == 2;
    if (name == long_name(flag) || (has_short_name && name == flag.names.substr(0, 2))) return &flag;
  }
  return nullptr;
}

/// What a flag that is given once is not offered for again.
bool may_be_given_again(const Flag& flag) {
  return std::holds_alternative<std::vector<std::string>*>(flag.into) ||
         std::holds_alternative<int*>(flag.into);
}

/// `typed` is the value so far, `before` what stands in front of it in the same word.
Completion complete_value(const Flag& flag, std::string_view typed, std::string_view before = {}) {
  const auto comma = typed.rfind(',');
  const auto last = comma == std::string_view::npos ? typed : typed.substr(comma + 1);
  const auto choice = value_choice(flag.value, last);
  Completion completion;
  completion.files = choice.files;
  const auto item = choice.list ? last : typed;
  const auto listed = typed.substr(0, typed.size() - item.size());
  for (const auto& candidate : choice.candidates) {
    if (!candidate.word.starts_with(item)) continue;
    completion.candidates.push_back(
        {std::string(before) + std::string(listed) + candidate.word, candidate.what});
  }
  return completion;
}

Completion complete_flag(const Syntax& syntax, const std::vector<const Flag*>& given,
                         std::string_view typed) {
  Completion completion;
  for (const auto& flag : syntax.flags) {
    const bool there = std::find(given.begin(), given.end(), &flag) != given.end();
    if (!there || may_be_given_again(flag)) offer(completion, typed, std::string(long_name(flag)), flag.what);
  }
  offer(completion, typed, "--help", "what the command does, and its flags");
  return completion;
}

Completion complete_operand(const Syntax& syntax) {
  Completion completion;
  completion.files = syntax.operand.starts_with("FILE");
  return completion;
}

Completion complete_command(std::string_view typed, bool after_help) {
  Completion completion;
  for (const auto& command : commands()) offer(completion, typed, std::string(command.name), command.what);
  if (after_help) return completion;
  offer(completion, typed, "help", "what a command does, and its flags");
  if (typed.starts_with('-')) {
    offer(completion, typed, "--help", "the commands");
    offer(completion, typed, "--version", "the version");
  }
  return completion;
}

}  // namespace

Completion complete(const Syntax& syntax, const Arguments& words) {
  if (words.empty()) return {};
  std::vector<const Flag*> given;
  const Flag* waits_for_value = nullptr;
  for (auto word = words.begin(); word + 1 != words.end(); ++word) {
    if (waits_for_value) {
      waits_for_value = nullptr;
    } else if (*word == "--") {
      return complete_operand(syntax);
    } else if (const auto* flag = flag_named(syntax, word->substr(0, word->find('=')))) {
      given.push_back(flag);
      if (!flag->value.empty() && word->find('=') == std::string::npos) waits_for_value = flag;
    }
  }
  const std::string_view typed = words.back();
  if (waits_for_value) return complete_value(*waits_for_value, typed);
  const auto equals = typed.find('=');
  if (typed.starts_with("--") && equals != std::string_view::npos) {
    const auto* flag = flag_named(syntax, typed.substr(0, equals));
    if (!flag || flag->value.empty()) return {};
    return complete_value(*flag, typed.substr(equals + 1), typed.substr(0, equals + 1));
  }
  if (typed.starts_with('-') || !syntax.operands) return complete_flag(syntax, given, typed);
  return complete_operand(syntax);
}

Completion complete(const Arguments& words) {
  if (words.size() < 2) return {};
  const std::string_view program = std::string_view(words[0]).substr(words[0].rfind('/') + 1);
  for (const auto& row : other_programs()) {
    if (row.name == program) return complete(row.syntax(), {words.begin() + 1, words.end()});
  }
  if (words.size() == 2) return complete_command(words[1], false);
  if (words[1] == "help") return words.size() == 3 ? complete_command(words[2], true) : Completion{};
  for (const auto& command : commands()) {
    if (command.name == words[1]) return complete(command.syntax(), {words.begin() + 2, words.end()});
  }
  return {};
}

}  // namespace authwalk::cli
