// What decides how a walk goes, as one fingerprint: --resume walks again what was done with other settings.
#pragma once

#include <authwalk/probe.hpp>
#include <map>
#include <string>
#include <vector>

#include "assignment.hpp"

namespace authwalk::cli {

class WalkSettings {
 public:
  /// `key` keeps a fingerprint from telling anything about the password in it (state_key()). Without one, a
  /// walk with a credential has none.
  WalkSettings(std::string key, const ProbePlan& run) : key_(std::move(key)), run_(run) {}

  /// 64 hex digits over the connector, the mode, credential and password, Kerberos, TLS, envelope, limits,
  /// look-ups and what is expected; of files, what stands in them now. Empty: nobody can tell whether the
  /// password is the same.
  std::string fingerprint(const Assignment& walk);

 private:
  const std::string& content_digest(const std::string& file);

  std::string key_;
  const ProbePlan& run_;
  std::map<std::string, std::string> contents_;  // by file
};

}  // namespace authwalk::cli
