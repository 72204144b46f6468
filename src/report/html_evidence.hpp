// What a walk has learned besides its outcome: TLS, certificates, authentication, offers, addresses,
// settings.
#pragma once

#include <authwalk/report.hpp>
#include <string>
#include <string_view>

namespace authwalk {

/// The certificates of a handshake, each with the days that are left at `now` ("2026-11-21T12:00:00.000Z").
std::string html_tls(const TlsFacts& tls, std::string_view now);

/// Days until the first certificate of the chain ends; empty without a chain or where a date cannot be read.
std::optional<int> certificate_days_left(const Transcript& transcript, std::string_view now);

/// All of it, folded; TLS is open where it ended the walk.
std::string html_evidence(const ReportedWalk& walk, std::string_view now);

}  // namespace authwalk
