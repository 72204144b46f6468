// Servers that misbehave before the first command: rows C and B of the hostile-server matrix.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "live/hostile_server.hpp"
#include "live/walk_run.hpp"

using namespace authwalk::test;
using namespace std::chrono_literals;

namespace {

/// A port whose queue of waiting connections is full: further SYNs are dropped, as by a firewall.
class BlackHole {
 public:
  BlackHole() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address_), sizeof address_);
    ::listen(listener_, 0);
    socklen_t size = sizeof address_;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address_), &size);
    for (int& fd : fillers_) {
      fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      ::connect(fd, reinterpret_cast<sockaddr*>(&address_), sizeof address_);
    }
  }
  ~BlackHole() {
    for (int fd : fillers_) ::close(fd);
    ::close(listener_);
  }
  std::uint16_t port() const { return ntohs(address_.sin_port); }

 private:
  int listener_ = -1;
  int fillers_[8] = {};
  sockaddr_in address_{};
};

/// Walks mode None against a server with this banner.
Walked walk_banner(Action banner) {
  const HostileServer server(Manners{.at = {{"banner", std::move(banner)}}});
  return walk_mode(server.port(), "None");
}

}  // namespace

TEST_SUITE("hostile: connect and banner") {
  TEST_CASE("C02 a SYN that is never answered ends at the step's limit") {
    const BlackHole nowhere;
    const auto [run, walk] = walk_mode(nowhere.port(), "None");
    INFO(run.describe());
    CHECK(ending(walk) == "fail connect timeout");
    CHECK(run.status == 2);
    CHECK(run.seconds >= step_limit);
    CHECK(run.seconds < step_limit + slack);
    CHECK(text_at(walk, "origin") == "network");
    CHECK(run.out.find("127.0.0.1") != std::string::npos);
  }

  TEST_CASE("a closed port is refused at connect") {
    std::uint16_t port = 0;
    { port = HostileServer(Manners{}).port(); }
    const auto [run, walk] = walk_mode(port, "None");
    INFO(run.describe());
    CHECK(ending(walk) == "fail connect refused");
    CHECK(text_at(walk, "origin") == "network");
    CHECK(status_of(walk, "banner") == "not-reached");
    CHECK(text_at(walk, "reply") == "null");
  }

  TEST_CASE("C05 accepts, then RST") {
    const auto [run, walk] = walk_banner([](Peer& peer) {
      peer.wait(100ms);
      peer.reset();
    });
    INFO(run.describe());
    CHECK(ending(walk) == "fail banner reset");
    CHECK(run.status == 2);
    // Without the pause the connection may be gone before the program has seen that it was there.
    const auto at_once = walk_banner(reset_connection());
    INFO(at_once.run.describe());
    CHECK(text_at(at_once.walk, "class") == "reset");
  }

  TEST_CASE("accepts, then hangs up without a byte") {
    const auto [run, walk] = walk_banner(hang_up());
    INFO(run.describe());
    CHECK(ending(walk) == "fail banner closed");
  }

  TEST_CASE("C06 accepts and never sends a byte") {
    const auto [run, walk] = walk_banner(hang());
    INFO(run.describe());
    CHECK(ending(walk) == "fail banner timeout");
    CHECK(run.seconds >= step_limit);
    CHECK(run.seconds < step_limit + slack);
  }

  TEST_CASE("B01 554 instead of a greeting: rejected, and nothing is sent") {
    HostileServer server(Manners{.at = {{"banner", say("554 5.7.1 no service here\r\n")}}});
    const auto [run, walk] = walk_mode(server.port(), "BasicAuth", login());
    INFO(run.describe());
    CHECK(ending(walk) == "fail banner rejected");
    CHECK(reply_code(walk) == 554);
    CHECK(reply_text(walk) == "5.7.1 no service here");
    CHECK(text_at(walk, "reply.enhanced") == "5.7.1");
    CHECK(text_at(walk, "transient") == "false");
    CHECK(text_at(walk, "origin") == "server");
    CHECK(server.all_received().find("EHLO") == std::string::npos);
  }

  TEST_CASE("B02 421 too busy: temporary") {
    const auto [run, walk] = walk_banner(say("421 4.3.2 too busy, come back\r\n"));
    INFO(run.describe());
    CHECK(ending(walk) == "fail banner rejected-temporarily");
    CHECK(reply_code(walk) == 421);
    CHECK(text_at(walk, "transient") == "true");
  }

  TEST_CASE("B03 221, 250 and 354 are no greeting") {
    for (const auto* code : {"221", "250", "354"}) {
      const auto [run, walk] = walk_banner(say(std::string(code) + " mx.contoso.example\r\n"));
      INFO(run.describe());
      CHECK(ending(walk) == "fail banner protocol-violation");
      CHECK(run.out.find(code) != std::string::npos);
    }
  }

  TEST_CASE("B05 a banner of three lines, byte by byte, complete in time, is fine") {
    const auto [run, walk] =
        walk_banner(say_slowly("220-mx.contoso.example\r\n220-one more\r\n220 go\r\n", 20ms));
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(status_of(walk, "banner") == "pass");
    CHECK(text_at(walk, "server.banner").find("one more") != std::string::npos);
  }

  TEST_CASE("B06 a banner dripped for ever ends at the step's limit") {
    const auto [run, walk] = walk_banner(say_slowly("220-" + std::string(100, 'x'), 300ms));
    INFO(run.describe());
    CHECK(ending(walk) == "fail banner timeout");
    CHECK(run.seconds >= step_limit);
    CHECK(run.seconds < step_limit + slack);
    CHECK(text_at(walk, "failure_detail").find("220-x") != std::string::npos);
  }

  TEST_CASE("B07 endless greeting lines hit a limit") {
    const auto [run, walk] = walk_banner(say_for_ever("220-more\r\n"));
    INFO(run.describe());
    CHECK(ending(walk) == "fail banner limit-exceeded");
    CHECK(run.seconds < step_limit + slack);
    CHECK(text_at(walk, "failure_detail").find("128") != std::string::npos);
  }

  TEST_CASE("B08 one endless line hits a limit") {
    const auto [run, walk] = walk_banner(say_for_ever("220 aaaaaaaaaaaaaaaa"));
    INFO(run.describe());
    CHECK(ending(walk) == "fail banner limit-exceeded");
    CHECK(run.seconds < step_limit + slack);
    CHECK(text_at(walk, "failure_detail").find("2048") != std::string::npos);
    CHECK(text_at(walk, "failure_detail").find("220 aaaa") != std::string::npos);
  }

  TEST_CASE("B09 a line of 1500 bytes goes on with a note") {
    const auto [run, walk] = walk_banner(say("220 mx " + std::string(1500, 'y') + "\r\n"));
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(status_of(walk, "banner") == "note");
    CHECK(note_of(walk, "banner").find("512") != std::string::npos);
  }

  TEST_CASE("B10 a NUL in the banner neither cuts nor spoils the report") {
    const auto [run, walk] = walk_banner(say(std::string("220 before\0after\r\n", 18)));
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    CHECK(status_of(walk, "banner") == "note");
    CHECK(text_at(walk, "server.banner") == "220 before\\x00after");
  }

  TEST_CASE("B18 invalid UTF-8, escape sequences and bidirectional characters are escaped") {
    const std::string wild =
        "220 \xff\xc0\xaf\xed\xa0\x80 \x1b[31m\x9b\x07 \xe2\x80\xaegnihton \xc2\x85\x7f\xef\xbb\xbf\r\n";
    HostileServer server(Manners{.at = {{"banner", say(wild)}}});
    const auto [run, walk] = walk_mode(server.port(), "None");
    INFO(run.describe());
    CHECK(ending(walk) == "pass");
    const auto banner = text_at(walk, "server.banner");
    CHECK(banner.find("\\xFF\\xC0\\xAF") != std::string::npos);
    CHECK(banner.find("\\x1B[31m") != std::string::npos);
    CHECK(walk_in_text(server.port(), "None").status == 0);  // and is clean, as every output
  }

  TEST_CASE("B19 what answers is no SMTP server") {
    std::string noise;
    for (int i = 0; i < 4096; ++i) noise += static_cast<char>(i * 7919 >> 3);
    const std::string others[] = {"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
                                  "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
                                  std::string("\x16\x03\x03\x00\x05\x02\x00\x00\x01\x00\n", 11),
                                  "* OK IMAP4rev1 ready\r\n", noise + "\n"};
    for (const auto& other : others) {
      const auto [run, walk] = walk_banner(say(other));
      INFO(run.describe());
      const auto ended = ending(walk);
      CHECK((ended == "fail banner protocol-violation" ||
             (&other == &others[4] && ended == "fail banner limit-exceeded")));
    }
  }

  TEST_CASE("B21 a reply that comes before the command is not taken for its answer") {
    const auto [run, walk] =
        walk_banner(say("220 mx.contoso.example\r\n250-mx.contoso.example\r\n250 AUTH LOGIN\r\n"));
    INFO(run.describe());
    CHECK(ending(walk) == "fail ehlo protocol-violation");
    CHECK(list_at(walk, "offers.plain").find("AUTH") == std::string::npos);
    CHECK(run.out.find("250-mx.contoso.example") != std::string::npos);
  }
}
