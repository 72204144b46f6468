// authwalk __complete WORDS...: what the stubs in docs/integration/completion ask. Each line is a word, a
// blank, and what it means; the line ":files" asks the shell to offer its files.
#include "command_error.hpp"
#include "commands.hpp"
#include "completion.hpp"
#include "output.hpp"

namespace authwalk::cli {

int complete_command(const Arguments& words) {
  const auto completion = complete(words);
  std::string out;
  if (completion.files) out += ":files\n";
  for (const auto& candidate : completion.candidates) out += candidate.word + " " + candidate.what + "\n";
  print_out(out);
  return exit_done;
}

}  // namespace authwalk::cli
