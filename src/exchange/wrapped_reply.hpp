// What stands inside the texts that Exchange wraps around a reply in LastError, in events and in non-delivery
// reports.
#pragma once

#include <string>
#include <string_view>

namespace authwalk {

struct UnwrappedReply {
  std::string text;      ///< the innermost text; the whole one when nothing was wrapped around it
  bool wrapped = false;  ///< at least one wrapper was taken off
  bool proxied = false;  ///< a Front End server made the connection
  std::string host;      ///< the remote host's name, when the wrapper tells it
  std::string endpoint;  ///< its address, "192.0.2.7" or "192.0.2.7:25"
};

UnwrappedReply unwrap_reply(std::string_view text);

}  // namespace authwalk
