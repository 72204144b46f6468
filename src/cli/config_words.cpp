#include "config_words.hpp"

#include <fmt/format.h>

#include <string_view>

namespace authwalk::cli {
namespace {

struct Word {
  std::string_view flag, key;
};

constexpr Word words[] = {
    {"--password-file", "password_file"},
    {"--password-command", "password_command"},
    {"--netrc-file", "netrc_file"},
    {"--ca-file", "ca_file"},
    {"--client-cert", "client_certificate"},
    {"--client-key", "client_key"},
    {"--keytab", "keytab"},
};

const Word* word_of(std::string_view text) {
  for (const Word& word : words) {
    if (text.starts_with(word.flag)) return &word;
  }
  return nullptr;
}

}  // namespace

CommandError in_words_of_config(CommandError error, const std::string& where) {
  if (const Word* word = word_of(error.problem)) {
    error.problem = std::string(word->key) + error.problem.substr(word->flag.size());
  }
  if (const Word* word = word_of(error.hint)) {
    error.hint = std::string(word->key) + error.hint.substr(word->flag.size());
  } else if (error.hint.starts_with("--")) {
    error.hint.clear();
  }
  error.problem = fmt::format("{}: {}", where, error.problem);
  return error;
}

}  // namespace authwalk::cli
