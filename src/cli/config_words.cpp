#include "config_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace authwalk::cli {
namespace {

struct Word {
  std::string_view flag, key;
  std::string_view path;  // of a module, where it stands in one
};

constexpr Word words[] = {
    {"--password-file", "password_file", ""},
    {"--password-command", "password_command", ""},
    {"--netrc-file", "netrc_file", ""},
    {"--ca-file", "ca_file", "tls.ca_file"},
    {"--client-cert", "client_certificate", "tls.client_certificate"},
    {"--client-key", "client_key", "tls.client_key"},
    {"--keytab", "keytab", "kerberos.keytab"},
};

}  // namespace

CommandError in_words_of_config(CommandError error, const std::string& where) {
  const auto word = std::ranges::find(words, error.about, &Word::flag);
  if (word != std::end(words)) {
    error.problem.replace(0, word->flag.size(), word->key);
    if (error.hint.starts_with(word->flag)) error.hint.replace(0, word->flag.size(), word->key);
  }
  if (error.hint.starts_with("--")) error.hint.clear();
  error.problem = fmt::format("{}: {}", where, error.problem);
  return error;
}

std::string_view key_of_config(const CommandError& error) {
  const auto word = std::ranges::find(words, error.about, &Word::flag);
  return word == std::end(words) ? std::string_view() : word->path;
}

}  // namespace authwalk::cli
