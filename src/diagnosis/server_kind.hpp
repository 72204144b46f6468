// Which server this is, from its banner, its offers and its wording.
#pragma once

#include <authwalk/transcript.hpp>
#include <string_view>

namespace authwalk::diagnosis {

/// "Exchange", "Exchange Online", "Postfix" ... or "unknown".
std::string_view server_kind(const Transcript& t);

bool is_exchange(const Transcript& t);
bool is_exchange_online(const Transcript& t);

}  // namespace authwalk::diagnosis
