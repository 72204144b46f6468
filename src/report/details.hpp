// What the answer about a smart host rests on, a section a subject.
#pragma once

#include "report/document.hpp"
#include "report/judged_host.hpp"
#include "report/sentences.hpp"

namespace authwalk::document {

Blocks details(const JudgedHost& host, const Recommendation& advice, Told& told);

/// What the walks showed: TLS and certificates, login, offers, addresses, envelope, settings. Walks that
/// showed the same share a section.
Blocks evidence(const JudgedHost& host);

/// The modes by steps, with the time of each.
Table step_table(const JudgedHost& host);

/// "BasicAuth and None": what a section is about when it is not about all walks; else empty.
std::string modes_in(const Walks& walks, const JudgedHost& host);

}  // namespace authwalk::document
