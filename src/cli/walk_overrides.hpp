// What the flags of `walk` say of a walk, put in the place of what it has: a default, what a connector's
// definition says, or what a configuration says. Pure. All throw CommandError for what is wrong or
// contradicts itself.
#pragma once

#include <authwalk/probe.hpp>
#include <string>
#include <vector>

#include "credential_sources.hpp"
#include "walk_arguments.hpp"

namespace authwalk::cli {

/// Who logs on, and where the password comes from; its user is empty where the flags name nobody.
CredentialRequest credential_request(const WalkArguments& given);

/// The settings of the Send connector; not its SmartHost, and not its Port.
void override_connector(const WalkArguments& given, Connector& connector);

/// Envelope, limits, mechanism, tickets and what else a walk is told; `walked` are the modes of the run.
void override_walk(const WalkArguments& given, const std::vector<Mode>& walked, WalkPlan& plan);

/// What this side brings to TLS, and whom it trusts.
void override_tls(const WalkArguments& given, TlsSettings& tls);

/// Network, limits and order of the run.
void override_run(const WalkArguments& given, ProbePlan& run);

/// An address that the run cannot use: -4 with an IPv6 address, a source of another family than its target.
void refuse_wrong_family(std::string_view what, const std::string& address, const NetworkSettings& network);
void refuse_unlike_families(const std::string& source, const std::string& target);

}  // namespace authwalk::cli
