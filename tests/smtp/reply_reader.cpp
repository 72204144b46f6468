#include "smtp/reply_reader.hpp"

#include <doctest/doctest.h>

#include <string>

namespace authwalk {
namespace {

Reply read(std::string_view bytes) {
  ReplyReader reader;
  reader.feed(bytes);
  return reader.take().value();
}

Class fault_of(std::string_view bytes) {
  ReplyReader reader;
  try {
    reader.feed(bytes);
    reader.take();
  } catch (const ReplyError& error) {
    CHECK_FALSE(error.detail.empty());
    return error.cls;
  }
  return Class::internal;
}

}  // namespace

TEST_SUITE("reply") {
  TEST_CASE("one line") {
    const Reply reply = read("535 5.7.3 Authentication unsuccessful\r\n");
    CHECK(reply.code == 535);
    CHECK(reply.enhanced == "5.7.3");
    CHECK(reply.lines == std::vector<std::string>{"5.7.3 Authentication unsuccessful"});
    CHECK(reply.text() == "535 5.7.3 Authentication unsuccessful");
  }

  TEST_CASE("several lines keep their order and their empty lines") {
    const Reply reply = read("250-mx\r\n250-\r\n250\r\n");
    CHECK(reply.lines == std::vector<std::string>{"mx", "", ""});
  }

  TEST_CASE("the enhanced code needs three numbers and the class of the reply") {
    CHECK(read("550 5.7.60 SMTP; no\r\n").enhanced == "5.7.60");
    CHECK(read("550 5.7.1\r\n").enhanced == "5.7.1");
    CHECK(read("550 4.7.1 x\r\n").enhanced.empty());
    CHECK(read("550 5.7 x\r\n").enhanced.empty());
    CHECK(read("550 5.7.1234 x\r\n").enhanced.empty());
    CHECK(read("220 192.0.2.1 ready\r\n").enhanced.empty());
    CHECK(read("235-hello\r\n235 2.7.0 ok\r\n").enhanced == "2.7.0");
  }

  TEST_CASE("bytes in any portions give the same reply") {
    const std::string bytes = "250-mx.contoso.example\r\n250-SIZE\r\n250 AUTH LOGIN\r\n";
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
      ReplyReader reader;
      reader.feed(std::string_view(bytes).substr(0, cut));
      CHECK_FALSE(reader.take());
      reader.feed(std::string_view(bytes).substr(cut));
      CHECK(reader.take() == read(bytes));
    }
  }

  TEST_CASE("what follows the reply stays unread") {
    ReplyReader reader;
    reader.feed("220 go\r\n250 injected\r\n250 AUTH");
    CHECK(reader.take().value().code == 220);
    CHECK(reader.unread() == "250 injected\r\n250 AUTH");
    CHECK(reader.take().value().code == 250);
    CHECK(reader.unread() == "250 AUTH");
  }

  TEST_CASE("harmless oddities are noted, not failed") {
    ReplyReader reader;
    reader.feed("220 bare line feed\n");
    REQUIRE(reader.take());
    CHECK(reader.oddity().find("LF without CR") != std::string::npos);
    reader.feed("220 " + std::string(600, 'x') + "\r\n");
    REQUIRE(reader.take());
    CHECK(reader.oddity().find("longer than the 512") != std::string::npos);
    reader.feed(std::string_view("220 a\0b\r\n", 9));
    CHECK(reader.take().value().lines[0] == std::string("a\0b", 3));
    CHECK(reader.oddity().find("NUL") != std::string::npos);
    reader.feed("250 fine\r\n");
    REQUIRE(reader.take());
    CHECK(reader.oddity().empty());
  }

  TEST_CASE("what is not SMTP is a protocol violation") {
    CHECK(fault_of("SSH-2.0-OpenSSH_9.2\r\n") == Class::protocol_violation);
    CHECK(fault_of("HTTP/1.1 400 Bad Request\r\n") == Class::protocol_violation);
    CHECK(fault_of("\r\n") == Class::protocol_violation);
    CHECK(fault_of("25\r\n") == Class::protocol_violation);
    CHECK(fault_of("2500 x\r\n") == Class::protocol_violation);
    CHECK(fault_of("650 x\r\n") == Class::protocol_violation);
    CHECK(fault_of("150 x\r\n") == Class::protocol_violation);
    CHECK(fault_of("250_x\r\n") == Class::protocol_violation);
    CHECK(fault_of("235-yes\r\n535 no\r\n") == Class::protocol_violation);
  }

  TEST_CASE("the bounds hold") {
    CHECK(fault_of("220 " + std::string(4000, 'x')) == Class::limit_exceeded);
    CHECK(fault_of("220 " + std::string(4000, 'x') + "\r\n") == Class::limit_exceeded);
    std::string many;
    for (std::size_t i = 0; i <= max_lines; ++i) many += "250-x\r\n";
    CHECK(fault_of(many) == Class::limit_exceeded);
    std::string large;
    for (int i = 0; i < 50; ++i) large += "250-" + std::string(2000, 'x') + "\r\n";
    CHECK(fault_of(large) == Class::limit_exceeded);
  }
}

}  // namespace authwalk
