// The kinds of record that can be read, the specific before the general.
#include <array>

#include "exchange/readers.hpp"

namespace authwalk {
namespace {

constexpr std::array rows{
    EvidenceFormat{"protocol-log", "SmtpSend and SmtpReceive protocol logs", looks_like_protocol_log,
                   make_protocol_log_reader, true},
    EvidenceFormat{"connectivity-log", "transport connectivity logs", looks_like_connectivity_log,
                   make_connectivity_log_reader, true},
    EvidenceFormat{"message-tracking", "message tracking logs and traces, as CSV",
                   looks_like_message_tracking, make_message_tracking_reader, true},
    EvidenceFormat{"report", "reports of authwalk itself, as JSON", looks_like_own_report,
                   make_own_report_reader, true},
    EvidenceFormat{"events-xml", "Windows events as XML (wevtutil, Get-WinEvent)", looks_like_events_xml,
                   make_events_xml_reader, true},
    EvidenceFormat{"events-csv", "Windows events as CSV", looks_like_events_csv, make_events_csv_reader,
                   true},
    EvidenceFormat{"events-text", "Windows events as text", looks_like_events_text, make_events_text_reader},
    EvidenceFormat{"ndr", "non-delivery reports", looks_like_ndr, make_ndr_reader},
    EvidenceFormat{"session", "SMTP sessions pasted from telnet, swaks and the like, and SMTP logs of IIS",
                   looks_like_session, make_session_reader},
    EvidenceFormat{"mail-log", "log lines of other mail servers", looks_like_mail_log, make_mail_log_reader},
    EvidenceFormat{"queue-error", "LastError of a queue, and any text with a refusal in it",
                   looks_like_queue_error, make_queue_error_reader},
};

}  // namespace

std::span<const EvidenceFormat> evidence_formats() {
  return rows;
}

}  // namespace authwalk
