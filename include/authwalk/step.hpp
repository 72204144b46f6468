// The 18 steps of a smart-host handshake, in order. Their ids are stable: reports, exit texts and
// metrics name them.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace authwalk {

enum class Step {
  local,
  resolve,
  connect,
  banner,
  ehlo,
  starttls,
  tls_handshake,
  tls_verify,
  ehlo_tls,
  auth_offer,
  auth_token,
  auth_start,
  auth_challenge,
  auth_result,
  mail_from,
  rcpt_to,
  data,
  quit,
};

/// How a step ended.
enum class StepStatus {
  pass,
  fail,
  skipped,      ///< not part of this walk
  not_reached,  ///< the walk ended before
  note,         ///< went on, with a finding
};

struct StepRow {
  Step step;
  std::string_view id;      ///< stable, for example "auth-result"
  std::string_view column;  ///< heading of at most 5 characters for the matrix
  std::string_view what;    ///< what happens in the step, for people
  std::string_view doing;   ///< completes "timed out while ..."
};

/// All steps in order.
std::span<const StepRow> steps();

/// The row of one step.
const StepRow& row(Step step);

/// The stable id of a step, for example "tls-verify".
std::string_view id(Step step);

/// The stable id of a status, for example "not-reached".
std::string_view id(StepStatus status);

/// Finds a step by its id, in any case. Empty when there is none.
std::optional<Step> find_step(std::string_view id);

}  // namespace authwalk
