// The first screen of one smart host: what is the matter, what to do, one line a mode, the conversation.
#pragma once

#include <string>
#include <vector>

#include "report/document.hpp"
#include "report/judged_host.hpp"
#include "report/sentences.hpp"

namespace authwalk::document {

/// "mx.contoso.example:25 refused the credential of alice": one sentence without its full stop.
std::string matter_of(const JudgedHost& host, const Recommendation& advice, Told& told);

/// The server's words that ended the leading walk, a line each; empty where it said none.
std::vector<std::string> words_of_server(const JudgedHost& host);

/// What to do, one line a mode, what is known of the server, the conversation of the step that decided.
Blocks answer(const JudgedHost& host, const Recommendation& advice, Told& told);

/// The likely ones first; what is only possible stands behind them.
std::vector<Advice> likely_first(std::vector<Advice> advice);

/// "Postfix at 192.0.2.7 · TLSv1.3 · certificate verified, 10 days left · Exchange logs event 2003"
Words server_facts(const JudgedHost& host);

}  // namespace authwalk::document
