// What walks found without failing by it, one remark each with the modes that share it.
#pragma once

#include "report/judged_host.hpp"
#include "report/sentences.hpp"

namespace authwalk::document {

/// Addresses that did not answer, TLS that broke, notes of steps, tickets, thresholds, messages, and what was
/// not proved.
List notes(const JudgedHost& host, Told& told);

}  // namespace authwalk::document
