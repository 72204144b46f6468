#include "rehearsal/misbehaviour.hpp"

#include <fmt/format.h>
#include <openssl/rand.h>

#include "rehearsal/session.hpp"
#include "sasl/base64.hpp"

namespace authwalk::rehearsal {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t flood_bytes = 64 * 1024 * 1024;
constexpr std::chrono::seconds flood_time = 10s;
constexpr std::size_t flood_block = 64 * 1024;
// Longer than any client waits; a bound all the same.
constexpr int most_drips = 1200;

void send_slowly(Wire& wire, std::string_view bytes, std::chrono::milliseconds between) {
  for (char byte : bytes) {
    wire.send({&byte, 1});
    wire.pause(between);
  }
}

}  // namespace

Act says(std::string words) {
  return [words = std::move(words)](Session& session) { session.reply(words); };
}

Act says_and_closes(std::string words) {
  return [words = std::move(words)](Session& session) {
    session.reply(words);
    session.hang_up("closed by the fault");
  };
}

Act says_after(std::chrono::milliseconds delay, std::string words) {
  return [delay, words = std::move(words)](Session& session) {
    session.wire().pause(delay);
    session.reply(words);
  };
}

Act says_slowly(std::chrono::milliseconds between_bytes, std::string words) {
  return [between_bytes, words = std::move(words)](Session& session) {
    send_slowly(session.wire(), session.fill(words) + "\r\n", between_bytes);
  };
}

Act stays_silent() {
  return [](Session& session) { session.wire().wait_for_peer_to_go(); };
}

Act closes() {
  return [](Session& session) { session.hang_up("closed by the fault"); };
}

Act cuts_tls_off() {
  return [](Session& session) { session.wire().cut(); };
}

Act resets() {
  return [](Session& session) {
    // RST at once could overtake what came before it, even the opening of the connection.
    session.wire().pause(50ms);
    session.wire().reset();
  };
}

Act drips_for_ever(std::string_view first) {
  return [first](Session& session) {
    session.wire().send(first);
    for (int sent = 0; sent < most_drips; ++sent) send_slowly(session.wire(), "x", 500ms);
    session.hang_up("dripped long enough");
  };
}

Act floods(std::string_view first, std::string_view again) {
  return [first, again](Session& session) {
    Wire& wire = session.wire();
    wire.set_patience(flood_time);
    wire.send(first);
    std::string block;
    while (block.size() < flood_block) block += again;
    const auto end = Clock::now() + flood_time;
    for (std::size_t sent = 0; sent < flood_bytes && Clock::now() < end; sent += block.size()) {
      wire.send(block);
      wire.pause(0ms);  // the other sessions want their turn
    }
    session.hang_up("flooded long enough");
  };
}

Act sends_noise() {
  return [](Session& session) {
    std::string noise(4096, '\0');
    RAND_bytes(reinterpret_cast<unsigned char*>(noise.data()), static_cast<int>(noise.size()));
    // A line that chance made well-formed would be no noise.
    noise[0] = '\x07';
    noise.back() = '\n';
    session.wire().send(noise);
    session.wire().wait_for_peer_to_go();
  };
}

Act injects(std::string_view bytes) {
  return [bytes](Session& session) {
    session.wire().send(session.fill(session.words().tls_ready) + "\r\n" + std::string(bytes));
    session.secure();
  };
}

Act injects_late(std::string_view bytes) {
  return [bytes](Session& session) {
    session.reply(session.words().tls_ready);
    session.wire().read_some(1);
    session.wire().send(bytes);
    session.hang_up("spoke in clear where TLS belongs");
  };
}

Act resets_before_tls() {
  return [](Session& session) {
    session.reply(session.words().tls_ready);
    session.wire().read_some(1);  // RST is to break the handshake, not the command
    session.wire().reset();
  };
}

Act answers_hello_with(std::string_view bytes) {
  return [bytes](Session& session) {
    session.wire().read_some(1);
    session.wire().send(bytes);
    session.hang_up("no TLS on purpose");
  };
}

Act answers_hello_with_alert(unsigned char alert) {
  return [alert](Session& session) {
    session.wire().read_some(1);
    const char record[] = {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, static_cast<char>(alert)};
    session.wire().send({record, sizeof record});
    session.hang_up("alert on purpose");
  };
}

Act echoes_password() {
  return [](Session& session) {
    const std::string& password = session.password();
    std::string hex, percent, utf16;
    for (char c : password) {
      hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
      percent += fmt::format("%{:02X}", static_cast<unsigned char>(c));
      utf16 += c;
      utf16 += '\0';
    }
    // Two more letters before it shift the base64 form to its other two alignments.
    std::string text = "535-5.7.3 Authentication unsuccessful for " + password;
    for (const std::string& form :
         {std::string(base64_encode(password).view()), std::string(base64_encode("a" + password).view()),
          std::string(base64_encode("ab" + password).view()), hex, percent, utf16}) {
      text += "\r\n535-5.7.3 " + form;
    }
    session.say(text + "\r\n535 5.7.3 Authentication unsuccessful");
  };
}

Act asks_for_ever(std::string challenge) {
  return [challenge = std::move(challenge)](Session& session) {
    while (true) {
      session.say("334 " + challenge);
      if (session.hear() == "*") return session.reply(session.words().auth_aborted);
    }
  };
}

}  // namespace authwalk::rehearsal
