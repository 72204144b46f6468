#include "exchange/event_templates.hpp"

#include <array>

#include "exchange/text_search.hpp"

namespace authwalk {
namespace {

// Microsoft's own texts.
constexpr std::array rows{
    EventTemplate{
        1003, "", "SmtpReceive", "Error",
        "The configuration of one of the SMTP Receive connectors is invalid. The configuration change will "
        "be ignored. The description of the configuration error is: %1."},
    EventTemplate{1010, "SmtpReceiveMessageRejected", "SmtpReceive", "Error",
                  "Receive connector %1 rejected a message at SMTP end of data with %2."},
    EventTemplate{
        1012, "SmtpReceiveAuthenticationFailedTooManyErrors", "SmtpReceive", "Warning",
        "Receive connector %1: Authentication failures have exceeded the maximum of %2 for the connection "
        "from %3. Disconnecting."},
    EventTemplate{
        1020, "SmtpReceiveAuthorizationRejected", "SmtpReceive", "Warning",
        "The account '%1' provided valid credentials, but is not authorized to use the server; failing "
        "authentication."},
    EventTemplate{
        1021, "", "SmtpReceive", "Warning",
        "The account '%1' provided valid credentials, but it does not have submit permissions on SMTP "
        "Receive connector",
        false},
    EventTemplate{
        1024, "SmtpReceiveSendAsDeniedTempAuthFailure", "SmtpReceive", "Error",
        "SMTP rejected a (%4) mail from '%1' with '%2' connector and user authenticated as '%3'. There was "
        "a transient Active Directory directory service exception thrown with the following information. "
        "%5"},
    EventTemplate{
        1025, "SmtpReceiveSendAsDeniedSenderAddressDataInvalid", "SmtpReceive", "Error",
        "SMTP rejected a (%4) mail from '%1' with '%2' connector and the user authenticated as '%3'. The "
        "Active Directory lookup for the sender address returned validation errors. %5"},
    EventTemplate{
        1028, "", "SmtpReceive", "Error",
        "SMTP rejected a mail from '%1', sender '%4' on '%2' connector, and user authenticated as '%3'. The "
        "Active Directory directory service lookup for the FROM address returned the following error: %5"},
    EventTemplate{
        1035, "SmtpReceiveAuthenticationFailed", "SmtpReceive", "Warning",
        "Inbound authentication failed with error %1 for Receive connector %2. The authentication mechanism "
        "is %3. The source IP address of the client who tried to authenticate to Microsoft Exchange is "
        "[%4]."},
    EventTemplate{
        1035, "SmtpReceiveAuthenticationFailed", "SmtpReceive", "Warning",
        "Inbound authentication failed with error %1 for Receive connector %2. The authentication mechanism "
        "is %3. The source IP address of the client who tried to authenticate to Exchange is [%4]."},
    EventTemplate{
        1039, "SmtpReceiveProhibitSendQuotaDeniedTempAuthFailure", "SmtpReceive", "Error",
        "SMTP rejected a message from '%1' on '%2' connector. The user was authenticated as '%3'. The Active "
        "Directory lookup returned the following error: %4"},
    EventTemplate{
        2003, "SmtpSendAuthenticationFailed", "SmtpSend", "Warning",
        "Send connector %1 has failed to authenticate with %2. The response from the remote site is %3."},
    EventTemplate{
        2004, "", "SmtpSend", "Information",
        "Send connector %1: Message delivery was not successful. The message with message ID %2 was "
        "acknowledged with SMTP response %3"},
    EventTemplate{
        2016, "SmtpSendAuthenticationInitializationFailed", "SmtpSend", "Error",
        "An authentication credential initialization error %1 occurred with Send connector %2. The "
        "authentication mechanism used was %3. The name of the server that we were trying to authenticate "
        "to was %4. This server was using the name %5. Try reentering the credential. If the problem "
        "persists, contact Microsoft Support Services."},
    EventTemplate{
        2017, "SmtpSendOutboundAuthenticationFailed", "SmtpSend", "Error",
        "Outbound authentication failed with error %1 for Send connector %2. The authentication mechanism "
        "is %3. The target is %4."},
    EventTemplate{7004, "", "SMTP Protocol", "Warning",
                  "The remote host \"%1\", responded to the SMTP command \"%2\" with \"%3\".", false},
    EventTemplate{7004, "", "SMTP Protocol", "Warning",
                  "The remote host \"%1\" responded to the SMTP command \"%2\" with \"%3\".", false},
    EventTemplate{
        12014, "", "TransportService", "Error",
        "Microsoft Exchange could not find a certificate that contains the domain name %1 in the personal "
        "store on the local computer. Therefore, it is unable to support the STARTTLS SMTP verb for the "
        "connector %2 with a FQDN parameter of %3. If the connector's FQDN is not specified, the computer's "
        "FQDN is used. Verify the connector configuration and the installed certificates to make sure that "
        "there is a certificate with a domain name for that FQDN. If this certificate exists, run "
        "Enable-ExchangeCertificate -Services SMTP to make sure that the Microsoft Exchange Transport "
        "service has access to the certificate key."},
    EventTemplate{
        12016, "STARTTLSCertificateExpired", "TransportService", "Error",
        "There is no valid SMTP Transport Layer Security (TLS) certificate for the FQDN of %1. The existing "
        "certificate for that FQDN has expired.",
        false},
    EventTemplate{
        12018, "STARTTLSCertificateExpiresSoon", "TransportService", "Error",
        "The STARTTLS certificate will expire soon: subject: %1, thumbprint: %2, hours remaining: %3. Run "
        "the New-ExchangeCertificate cmdlet to create a new certificate."},
    EventTemplate{12019, "RemoteInternalTransportCertificateExpired", "TransportService", "Information",
                  "The remote internal transport certificate expired. Certificate subject: %1."},
    EventTemplate{
        12024, "CannotLoadInternalTransportCertificateFallbackEphemeralCertificate", "TransportService",
        "Warning",
        "Microsoft Exchange could not load the certificate with thumbprint of %1 from the personal store on "
        "the local computer.",
        false},
};

constexpr std::size_t npos = std::string_view::npos;

// "literal %N literal %N ...": what stands before a parameter, and its number; the last piece has none.
struct Piece {
  std::string_view literal;
  std::size_t parameter = 0;  // from 1
};

std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  std::size_t begin = 0;
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    if (text[at] != '%' || !is_digit(text[at + 1])) continue;
    pieces.push_back({text.substr(begin, at - begin), static_cast<std::size_t>(text[at + 1] - '0')});
    begin = at + 2;
  }
  pieces.push_back({text.substr(begin), 0});
  return pieces;
}

// Does the literal stand at this place, blanks apart? The place behind it then, else npos.
std::size_t matches_at(std::string_view text, std::size_t at, std::string_view literal) {
  for (char c : literal) {
    if (is_blank(c)) continue;
    while (at < text.size() && is_blank(text[at])) ++at;
    if (at >= text.size() || lower(text[at]) != lower(c)) return npos;
    ++at;
  }
  return at;
}

struct Place {
  std::size_t begin = npos, end = npos;
};

Place find_literal(std::string_view text, std::size_t from, std::string_view literal) {
  const char first = lower(literal.empty() ? ' ' : literal.front());
  for (std::size_t at = from; at < text.size(); ++at) {
    if (lower(text[at]) != first) continue;
    if (const std::size_t end = matches_at(text, at, literal); end != npos) return {at, end};
  }
  return {};
}

// The last piece of a message that ends with a parameter and a full stop: parameters hold full stops
// themselves, so only the one at the end of the paragraph counts.
Place end_of_message(std::string_view text, std::size_t from, std::string_view literal) {
  std::size_t end = text.find("\n\n", from);
  if (end == npos) end = text.size();
  std::string_view message = text.substr(0, end);
  while (message.size() > from && is_blank(message.back())) message.remove_suffix(1);
  const std::string_view mark = trimmed(literal);
  const bool marked = message.size() >= from + mark.size() && message.ends_with(mark);
  return {std::max(from, message.size() - (marked ? mark.size() : 0)), message.size()};
}

}  // namespace

std::span<const EventTemplate> event_templates() {
  return rows;
}

const EventTemplate* find_event_template(int id) {
  for (const EventTemplate& row : rows) {
    if (row.id == id) return &row;
  }
  return nullptr;
}

std::string fill_event_text(const EventTemplate& row, std::span<const std::string> values) {
  std::string text;
  for (const Piece& piece : pieces_of(row.text)) {
    text += piece.literal;
    if (piece.parameter > 0 && piece.parameter <= values.size()) text += values[piece.parameter - 1];
  }
  return text;
}

std::optional<std::vector<std::string>> read_event_text(const EventTemplate& row, std::string_view text) {
  // Most texts are of none of the templates, and most of those lack the beginning.
  Place at = find_literal(text, 0, row.text.substr(0, row.text.find('%')));
  if (at.begin == npos) return std::nullopt;
  const std::vector<Piece> pieces = pieces_of(row.text);
  std::vector<std::string> values;
  for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
    const std::size_t begin = at.end;
    const std::string_view next = trimmed(pieces[i + 1].literal);
    const bool last = i + 2 == pieces.size();
    at = last && next.size() <= 1 ? end_of_message(text, begin, next) : find_literal(text, begin, next);
    if (at.begin == npos) return std::nullopt;
    values.resize(std::max(values.size(), pieces[i].parameter));
    values[pieces[i].parameter - 1] = on_one_line(text.substr(begin, at.begin - begin));
  }
  return values;
}

std::optional<ReadEvent> recognise_event_text(int id, std::string_view text) {
  for (const EventTemplate& row : rows) {
    if (id != 0 && row.id != id) continue;
    if (auto values = read_event_text(row, text)) return ReadEvent{&row, std::move(*values)};
  }
  return std::nullopt;
}

}  // namespace authwalk
