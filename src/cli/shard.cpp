#include "shard.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "command_error.hpp"

namespace authwalk::cli {
namespace {

// FNV-1a: short, without a seed, and the same in every build.
std::uint64_t stable_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    hash = (hash ^ static_cast<unsigned char>(lower)) * 0x100000001b3U;
  }
  return hash;
}

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return value;
}

}  // namespace

bool Shard::holds(const Connector& connector) const {
  return stable_hash(connector.target()) % count == index;
}

Shard parse_shard(std::string_view typed) {
  const auto slash = typed.find('/');
  const auto index = number(typed.substr(0, slash));
  const auto count = slash == std::string_view::npos ? std::nullopt : number(typed.substr(slash + 1));
  if (!index || !count || *count == 0) {
    throw CommandError{exit_usage, fmt::format("--shard {} is not I/N", shown(typed)), "--shard 0/4"};
  }
  if (*index >= *count) {
    throw CommandError{exit_usage, fmt::format("--shard {}: the parts are 0 to {}", shown(typed), *count - 1),
                       fmt::format("--shard {}/{}", *count - 1, *count)};
  }
  return {*index, *count};
}

}  // namespace authwalk::cli
