// Lines that other mail servers log about a delivery or a login, each read by itself.
#pragma once

#include <authwalk/explain.hpp>
#include <optional>
#include <span>
#include <string_view>

namespace authwalk {

struct MailLogKind {
  std::string_view mark;                                          ///< stands in every line of the kind
  std::optional<RecordedFailure> (*read)(std::string_view line);  ///< empty: the line tells no failure
  bool outcome_only = false;  ///< what became of a message; why may stand in a line before
};

/// The first one whose mark stands in a line and that finds a failure reads it.
std::span<const MailLogKind> mail_log_kinds();

/// "mx.contoso.example[192.0.2.7]:25" (Postfix) and "mx.contoso.example [192.0.2.7]" (Exim, Sendmail) as the
/// server that was talked to.
void note_peer(Transcript& transcript, std::string_view text);

}  // namespace authwalk
