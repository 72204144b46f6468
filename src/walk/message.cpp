// The message of --deliver: small, marked, and recognisable to whoever finds it (RFC 5322, RFC 3834).
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <authwalk/version.hpp>
#include <ctime>

#include "walk/session.hpp"

namespace authwalk {
namespace {

std::string date_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", utc);
}

}  // namespace

std::string test_message(const WalkPlan& plan, const std::string& from, const std::string& message_id) {
  // Exchange compares the From header with the Send-As right; a null sender has none to compare.
  const std::string author = from.empty() ? "postmaster@" + plan.connector.Fqdn : from;
  return fmt::format(
      "Date: {}\r\n"
      "From: <{}>\r\n"
      "To: {}\r\n"
      "Subject: authwalk test message {}\r\n"
      "Message-ID: <{}>\r\n"
      "X-Authwalk: {} walk={} mode={}\r\n"
      "Auto-Submitted: auto-generated\r\n"
      "MIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=us-ascii\r\n"
      "\r\n"
      "This message was sent by authwalk to test whether the smart host accepts mail.\r\n"
      "It can be deleted.\r\n",
      date_now(), author,
      plan.envelope.to.empty()
          ? "undisclosed-recipients:;"
          // An address a line: a line has 998 characters at most (RFC 5322 section 2.1.1).
          : fmt::format("<{}>", fmt::join(plan.envelope.to, ">,\r\n <")),
      plan.walk_id, message_id, version(), plan.walk_id, id(plan.mode));
}

}  // namespace authwalk
