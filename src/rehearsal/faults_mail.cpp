// Faults of sender, recipient and message, of the end, and of everything.
#include "rehearsal/changes.hpp"
#include "rehearsal/fault_rows.hpp"
#include "rehearsal/misbehaviour.hpp"

namespace authwalk::rehearsal {

std::vector<Fault> mail_faults() {
  using enum WalkNeeds;
  return {
      // Sender, recipient, message
      {{"mail-530", "mail-from", "auth-required", none, "wants the client to authenticate before MAIL FROM"},
       at(Point::mail,
          says("530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM"))},
      {{"external-530", "mail-from", "auth-required", external,
        "does not know this client as externally secured"},
       at(Point::mail, says("530 5.7.1 Client was not authenticated"))},
      {{"mail-530-starttls", "mail-from", "tls-required", none,
        "wants TLS before MAIL FROM and does not offer it"},
       both(starttls_stripped(), at(Point::mail, says("530 5.7.0 Must issue a STARTTLS command first")))},
      {{"mail-451", "mail-from", "rejected-temporarily", none, "has a temporary fault at MAIL FROM"},
       at(Point::mail, says("451 4.7.0 Temporary server error. Please try again later"))},
      {{"mail-550-sender", "mail-from", "sender-rejected", none, "refuses the sender"},
       at(Point::mail, says("554 5.1.0 Sender Denied"))},
      {{"mail-close", "mail-from", "closed", none, "closes the connection at MAIL FROM"},
       at(Point::mail, closes())},
      {{"rcpt-relay-denied", "rcpt-to", "relay-denied", external, "does not relay", recipient},
       at(Point::rcpt, says("550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"))},
      {{"rcpt-5.1.1", "rcpt-to", "recipient-rejected", basic_tls, "does not know the recipient", recipient},
       at(Point::rcpt, says("550 5.1.1 User unknown"))},
      {{"rcpt-454", "rcpt-to", "rejected-temporarily", basic_tls, "defers what it does not relay", recipient},
       at(Point::rcpt, says("454 4.7.1 Relay access denied"))},
      {{"data-554", "data", "recipient-rejected", basic_tls, "refuses DATA itself", delivery},
       at(Point::data, says("554 5.5.1 Error: no valid recipients"))},
      {{"data-send-as-denied", "data", "send-as-denied", basic_tls,
        "refuses the sender only when the whole message has arrived", delivery},
       at(Point::end_of_data,
          says("550 5.7.60 SMTP; Client does not have permissions to send as this sender"))},
      {{"data-451", "data", "rejected-temporarily", basic_tls,
        "has a temporary fault at the end of the message", delivery},
       at(Point::end_of_data, says("451 4.3.2 System not accepting network messages"))},
      {{"data-552", "data", "rejected", basic_tls, "finds the message too large", delivery},
       at(Point::end_of_data, says("552 5.3.4 Message size exceeds fixed maximum message size"))},
      {{"data-close", "data", "closed", basic_tls, "takes the message and closes", delivery},
       at(Point::end_of_data, closes())},

      // The end
      {{"quit-silent", "quit", "pass", none, "does not answer QUIT"}, at(Point::quit, stays_silent())},
      {{"quit-close", "quit", "pass", none, "closes the connection at QUIT"}, at(Point::quit, closes())},
      {{"quit-421", "quit", "pass", none, "answers QUIT with 421"},
       at(Point::quit, says_and_closes("421 4.3.2 Service not available, closing transmission channel"))},
      {{"quit-garbage", "quit", "pass", none, "answers QUIT with something that is no reply"},
       at(Point::quit, says_and_closes("good bye"))},
      {{"quit-cut", "quit", "pass", basic_tls, "ends without TLS's close_notify at QUIT"},
       at(Point::quit, cuts_tls_off())},

      // Everywhere
      {{"drip-everything", "quit", "pass", basic_tls, "says everything byte by byte, but comes to an end"},
       drip(2)},
  };
}

}  // namespace authwalk::rehearsal
