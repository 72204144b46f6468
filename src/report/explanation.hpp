// Why a walk failed: the words that were said, whose move it is, causes, fixes, events.
#pragma once

#include <authwalk/report.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "report/document.hpp"

namespace authwalk {

/// What the two sides are called.
struct Parties {
  std::string_view ours = "this side";
  std::string_view server = "the smart host";
};

/// What the server has counted against the account, one sentence each.
std::vector<std::string> refused_logons(const AuthFacts& auth);

/// Whose move it is, in words.
std::string whose_move(Blame blame, const Parties& parties = {});

namespace document {

/// What was said, whose move it is, and what TLS and the login showed. Empty for a walk without a failure.
Rows failure_rows(const ReportedWalk& walk, const Parties& parties = {});

/// "likely: The password is wrong.", with what to do about it below.
Item cause_item(const Advice& advice);

/// "MSExchangeTransport 2003 (Warning, SmtpSendAuthenticationFailed)"
std::string event_name(const Event& event);

/// All that is told of a failure below its headline.
Blocks failure_blocks(const ReportedWalk& walk, const Parties& parties = {});

}  // namespace document
}  // namespace authwalk
