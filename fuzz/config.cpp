// Configurations. What must hold: a refusal has a place inside of the file and words that are safe to print;
// what is accepted is sound.
#include <algorithm>
#include <authwalk/config.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace authwalk;

void check(const InputError& error, std::string_view bytes) {
  const auto lines = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n')) + 1;
  if (error.place.file != "fuzz.yml" || error.place.line > lines) std::abort();
  if (error.problem.empty() || error.hint.empty()) std::abort();
  // What is printable stays so but for the backslashes of its own escapes.
  for (const std::string_view text : {std::string_view(error.problem), std::string_view(error.hint)}) {
    if (std::count(text.begin(), text.end(), '\\') == 0 && printable(text) != text) std::abort();
    if (std::any_of(text.begin(), text.end(), [](char c) { return c >= 0 && c < ' '; })) std::abort();
  }
}

void check(const Config& config) {
  if (config.targets.empty()) std::abort();
  for (const ConfigTarget& target : config.targets) {
    const ConfigModule& module = config.modules.at(target.module);
    if (target.host.empty() || target.port == 0 || module.modes.empty()) std::abort();
    if (!definition_error(module.connector).empty()) std::abort();
    if (module.credential.empty()) continue;
    if (!config.credentials.at(module.credential).may_be_sent_to(target.host)) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    check(read_config(bytes, "fuzz.yml"));
  } catch (const InputError& error) {
    check(error, bytes);
  }
  return 0;
}
