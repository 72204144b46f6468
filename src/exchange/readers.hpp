// The readers of recorded evidence, one pair of functions a kind: does it look like one, and read it.
#pragma once

#include <authwalk/explain.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace authwalk {

/// SmtpSend and SmtpReceive protocol logs.
bool looks_like_protocol_log(std::string_view beginning);
std::unique_ptr<EvidenceReader> make_protocol_log_reader(std::string source, const EvidenceSink& sink);

/// Windows events as XML: `wevtutil qe /f:xml`, an exported log, one <Event> or many.
bool looks_like_events_xml(std::string_view beginning);
std::unique_ptr<EvidenceReader> make_events_xml_reader(std::string source, const EvidenceSink& sink);

/// Windows events as CSV: `Export-Csv`, or saved from Event Viewer.
bool looks_like_events_csv(std::string_view beginning);
std::unique_ptr<EvidenceReader> make_events_csv_reader(std::string source, const EvidenceSink& sink);

/// Windows events as text: Event Viewer's copy, `Get-WinEvent | Format-List`, `Get-EventLog`.
bool looks_like_events_text(std::string_view beginning);
std::unique_ptr<EvidenceReader> make_events_text_reader(std::string source, const EvidenceSink& sink);

/// Exchange's transport connectivity log.
bool looks_like_connectivity_log(std::string_view beginning);
std::unique_ptr<EvidenceReader> make_connectivity_log_reader(std::string source, const EvidenceSink& sink);

/// Exchange's message tracking: its log, and Get-MessageTrackingLog as CSV.
bool looks_like_message_tracking(std::string_view beginning);
std::unique_ptr<EvidenceReader> make_message_tracking_reader(std::string source, const EvidenceSink& sink);

/// authwalk's own reports as JSON or NDJSON.
bool looks_like_own_report(std::string_view beginning);
std::unique_ptr<EvidenceReader> make_own_report_reader(std::string source, const EvidenceSink& sink);

/// Non-delivery reports, as text or as a mail file.
bool looks_like_ndr(std::string_view beginning);
std::unique_ptr<EvidenceReader> make_ndr_reader(std::string source, const EvidenceSink& sink);

/// Lines that Postfix, Exim and other mail servers log about a delivery or a login.
bool looks_like_mail_log(std::string_view beginning);
std::unique_ptr<EvidenceReader> make_mail_log_reader(std::string source, const EvidenceSink& sink);

/// An SMTP session as text: telnet, swaks, openssl s_client, curl -v, a server's own session log.
bool looks_like_session(std::string_view beginning);
std::unique_ptr<EvidenceReader> make_session_reader(std::string source, const EvidenceSink& sink);

/// LastError of Get-Queue and Get-Message, and any other text in which a refusal stands.
bool looks_like_queue_error(std::string_view beginning);
std::unique_ptr<EvidenceReader> make_queue_error_reader(std::string source, const EvidenceSink& sink);

}  // namespace authwalk
