// The mechanism NTLM over the real gss-ntlmssp; what it answers is checked against MS-NLMP 3.3.2, computed
// here a second time.
#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#endif

#include <algorithm>
#include <array>
#include <cstdlib>
#include <numeric>

#include "sasl/gss_library.hpp"
#include "sasl/mechanism.hpp"
#include "sasl/ntlm_messages.hpp"

namespace authwalk {
namespace {

using namespace authwalk::test;

// MD4 of "Canary-7Zq!pass" in UTF-16LE; OpenSSL 3 has MD4 only where its legacy provider is installed.
constexpr std::string_view password_hash{"\xfd\x20\x7e\xe5\x13\x97\xff\x3a\x0b\x50\x5f\xa7\xbf\xf7\x4b\x9c"};
constexpr std::string_view end_point{"\x9c\xfa\0\x31 a digest of a certificate", 30};

bool without_ntlm() {
  if (gss_has_ntlm()) return false;
  MESSAGE("skipped: gss-ntlmssp is not installed");
  return true;
}

SharedCredential credential(std::string user, std::string domain = "") {
  auto credential = std::make_shared<Credential>();
  credential->user = std::move(user);
  credential->domain = std::move(domain);
  credential->password = Secret::copy_of("Canary-7Zq!pass");
  return credential;
}

SaslTarget target(bool bound = true) {
  SaslTarget target;
  target.host = "mx01.contoso.example";
  if (bound) target.end_point = end_point;
  return target;
}

std::string hmac_md5(std::string_view key, std::string_view data) {
  std::array<unsigned char, 16> digest{};
  HMAC(EVP_md5(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(data.data()), data.size(), digest.data(), nullptr);
  return {digest.begin(), digest.end()};
}

std::string md5(std::string_view data) {
  std::array<unsigned char, 16> digest{};
  EVP_Digest(data.data(), data.size(), digest.data(), nullptr, EVP_md5(), nullptr);
  return {digest.begin(), digest.end()};
}

std::string rc4(std::string_view key, std::string_view data) {
  std::array<unsigned char, 256> state{};
  std::iota(state.begin(), state.end(), static_cast<unsigned char>(0));
  for (unsigned i = 0, j = 0; i < 256; ++i) {
    j = (j + state[i] + static_cast<unsigned char>(key[i % key.size()])) % 256;
    std::swap(state[i], state[j]);
  }
  std::string out;
  unsigned i = 0, j = 0;
  for (const char c : data) {
    i = (i + 1) % 256;
    j = (j + state[i]) % 256;
    std::swap(state[i], state[j]);
    out += static_cast<char>(static_cast<unsigned char>(c) ^ state[(state[i] + state[j]) % 256U]);
  }
  return out;
}

// One handshake: our two messages, and what the answer should hold.
struct Played {
  std::string negotiate, challenge, answer;
  Type3 parts;
  AuthFacts facts;
};

Played played(const SharedCredential& credential, const SaslTarget& against, const Type2& challenge = {}) {
  const auto ntlm = make_ntlm(credential, against);
  Played played;
  const auto first = ntlm->start();
  REQUIRE(first);
  CHECK(first->shown == "[NTLM type 1, 40 bytes]");
  CHECK_FALSE(first->carries_secret);
  CHECK_FALSE(ntlm->may_succeed());
  CHECK(ntlm->may_be_challenged());
  played.negotiate = first->bytes.view();
  played.challenge = challenge.bytes();
  const SaslResponse second = ntlm->next(played.challenge);
  played.answer = second.bytes.view();
  CHECK(second.shown == "[NTLM type 3, " + std::to_string(played.answer.size()) + " bytes]");
  CHECK(second.carries_secret);
  CHECK(ntlm->complete());
  CHECK_FALSE(ntlm->may_be_challenged());
  ntlm->report(played.facts);
  played.parts = take_apart(played.answer);
  return played;
}

// NTOWFv2 of MS-NLMP 3.3.2; `user` in upper case.
std::string key_of(std::string_view user, std::string_view domain) {
  return hmac_md5(password_hash, utf16(user) + utf16(domain));
}

bool proves_password(const Played& played, std::string_view key) {
  const Type3& parts = played.parts;
  return hmac_md5(key, Type2{}.challenge + parts.nt.substr(16)) == parts.nt.substr(0, 16);
}

SaslError failure_of(Mechanism& ntlm, std::string_view challenge) {
  try {
    ntlm.next(challenge);
  } catch (const SaslError& error) {
    return error;
  }
  return {Class::internal, "it was answered"};
}

SaslError failure_to_start() {
  try {
    make_ntlm(credential("svc"), target())->start();
  } catch (const SaslError& error) {
    return error;
  }
  return {Class::internal, "it started"};
}

constexpr int named = 42;  // exit status of the child that saw what it should

struct UserRow {
  const char *user, *domain;
  const char *sent_user, *sent_domain;
  const char* hashed_user;
};

}  // namespace

TEST_SUITE("ntlm") {
  TEST_CASE("the answer is NTLMv2: it proves the password and nothing older stands beside it") {
    if (without_ntlm()) return;
    const Played session = played(credential("svc", "CONTOSO"), target());
    CHECK(session.parts.lm == std::string(session.parts.lm.size(), '\0'));
    CHECK(session.parts.nt.size() > 24);
    CHECK(session.parts.user == utf16("svc"));
    CHECK(session.parts.domain == utf16("CONTOSO"));
    CHECK(proves_password(session, key_of("SVC", "CONTOSO")));
    CHECK_FALSE(proves_password(session, key_of("SVC", "FABRIKAM")));
    CHECK(session.answer.find("Canary") == std::string::npos);
    CHECK(session.answer.find(utf16("Canary")) == std::string::npos);
  }

  TEST_CASE("the answer is made for this service, this TLS channel and these three messages") {
    if (without_ntlm()) return;
    const Played session = played(credential("svc", "CONTOSO"), target());
    const std::map<int, std::string>& pairs = session.parts.pairs;
    CHECK(pairs.at(9) == utf16("SMTPSVC/mx01.contoso.example"));
    CHECK(pairs.at(1) == utf16("MX01"));
    // RFC 2744 3.11 and MS-NLMP 2.2.2.1: no addresses, then the data of RFC 5929.
    const std::string data = "tls-server-end-point:" + std::string(end_point);
    CHECK(pairs.at(10) == md5(std::string(16, '\0') + little_endian(data.size(), 4) + data));
    CHECK(session.facts.channel_binding == "tls-server-end-point");

    CHECK((static_cast<unsigned char>(pairs.at(6)[0]) & 2U) != 0);
    const std::string session_base_key = hmac_md5(key_of("SVC", "CONTOSO"), session.parts.nt.substr(0, 16));
    const std::string exported_key = rc4(session_base_key, session.parts.session_key);
    std::string unsigned_answer = session.answer;
    unsigned_answer.replace(72, 16, 16, '\0');
    CHECK(session.parts.integrity_code ==
          hmac_md5(exported_key, session.negotiate + session.challenge + unsigned_answer));
  }

  TEST_CASE("without TLS nothing is bound, and the report says so") {
    if (without_ntlm()) return;
    const Played session = played(credential("svc", "CONTOSO"), target(false));
    CHECK_FALSE(session.parts.pairs.contains(10));
    CHECK(session.facts.channel_binding.empty());
    CHECK(proves_password(session, key_of("SVC", "CONTOSO")));
  }

  TEST_CASE("names go out as Windows sends them") {
    if (without_ntlm()) return;
    const UserRow rows[] = {
        {"svc", "", "svc", "", "SVC"},
        {"svc", "CONTOSO", "svc", "CONTOSO", "SVC"},
        {"CONTOSO\\svc", "", "svc", "CONTOSO", "SVC"},
        {"contoso.example\\Svc", "", "Svc", "contoso.example", "SVC"},
        {"svc@contoso.example", "", "svc@contoso.example", "", "SVC@CONTOSO.EXAMPLE"},
        {"svc@contoso.example", "CONTOSO", "svc@contoso.example", "CONTOSO", "SVC@CONTOSO.EXAMPLE"},
    };
    for (const UserRow& row : rows) {
      CAPTURE(row.user);
      CAPTURE(row.domain);
      const Played session = played(credential(row.user, row.domain), target());
      CHECK(session.parts.user == utf16(row.sent_user));
      CHECK(session.parts.domain == utf16(row.sent_domain));
      CHECK(proves_password(session, key_of(row.hashed_user, row.sent_domain)));
    }
  }

  TEST_CASE("what the challenge says of the server is reported, answered or not") {
    if (without_ntlm()) return;
    CHECK(played(credential("svc"), target()).facts.ntlm->dns_computer == "mx01.contoso.example");

    const auto ntlm = make_ntlm(credential("svc"), target());
    ntlm->start();
    AuthFacts facts;
    ntlm->report(facts);
    CHECK_FALSE(facts.ntlm);
    Type2 old;
    old.flags &= ~0x200U;
    CHECK(failure_of(*ntlm, old.bytes()).cls == Class::ntlm_downgrade);
    ntlm->report(facts);
    REQUIRE(facts.ntlm);
    CHECK(facts.ntlm->netbios_computer == "MX01");
    CHECK(facts.channel_binding.empty());
    CHECK_FALSE(ntlm->complete());
    CHECK(ntlm->premature_success().cls == Class::unexpected_success);
  }

  TEST_CASE("nothing is answered to a downgrade, to garbage, or where the library cannot follow") {
    if (without_ntlm()) return;
    Type2 no_info, zero, both_alphabets, nameless, unsigned_session, long_ago;
    no_info.flags &= ~0x800000U;
    zero.flags = 0;
    both_alphabets.flags |= 2U;
    nameless.info = av_pair(2, utf16("CONTOSO")) + av_pair(0, "");
    unsigned_session.flags &= ~0x10U;
    long_ago.info = modern_pairs(filetime_now() - 40ULL * 24 * 3600 * 10'000'000) + av_pair(0, "");
    const std::pair<std::string, Class> rows[] = {
        {zero.bytes(), Class::ntlm_downgrade},
        {no_info.bytes(), Class::ntlm_downgrade},
        {Type2{}.bytes().substr(0, 200), Class::bad_challenge},
        {"", Class::bad_challenge},
        {"\x60\x28 a GSS token", Class::bad_challenge},
        {both_alphabets.bytes(), Class::bad_challenge},
        {nameless.bytes(), Class::bad_challenge},
        {unsigned_session.bytes(), Class::bad_challenge},
        {long_ago.bytes(), Class::bad_challenge},
    };
    for (const auto& [challenge, expected] : rows) {
      const auto ntlm = make_ntlm(credential("svc"), target());
      ntlm->start();
      const SaslError error = failure_of(*ntlm, challenge);
      CAPTURE(error.detail);
      CHECK(error.cls == expected);
      CHECK_FALSE(error.detail.empty());
      CHECK_FALSE(ntlm->complete());
    }
  }

  TEST_CASE("the environment cannot weaken the answer") {
    if (without_ntlm()) return;
    for (const char* level : {"0", "1", "2", "6", "no number"}) {
      CAPTURE(level);
      ::setenv("LM_COMPAT_LEVEL", level, 1);
      const SaslError error = failure_to_start();
      CHECK(error.cls == Class::ntlm_downgrade);
      CHECK(error.detail.find("LM_COMPAT_LEVEL=") != std::string::npos);
    }
    ::setenv("LM_COMPAT_LEVEL", "5", 1);
    CHECK(proves_password(played(credential("svc"), target()), key_of("SVC", "")));
    ::unsetenv("LM_COMPAT_LEVEL");
  }

  TEST_CASE("an answer that is not NTLMv2 all the same is not sent") {
    if (without_ntlm()) return;
#if defined(__SANITIZE_ADDRESS__)
    const __lsan::ScopedDisabler the_library_leaks_when_it_computes_ntlm_v1;
#endif
    SaslTarget meddled = target(false);
    meddled.offload = [](std::function<void()> job) {
      ::setenv("LM_COMPAT_LEVEL", "1", 1);  // after it has been looked at
      job();
      ::unsetenv("LM_COMPAT_LEVEL");
    };
    const auto ntlm = make_ntlm(credential("svc"), meddled);
    ntlm->start();
    const SaslError error = failure_of(*ntlm, Type2{}.bytes());
    CHECK(error.cls == Class::ntlm_downgrade);
    CHECK(error.detail == "gss-ntlmssp made an answer that is not NTLMv2");
    CHECK_FALSE(ntlm->complete());
    AuthFacts facts;
    ntlm->report(facts);
    CHECK(facts.ntlm);
  }

  TEST_CASE("calls into the library run where they are sent, and own what they touch") {
    if (without_ntlm()) return;
    std::vector<std::function<void()>> abandoned;
    {
      SaslTarget patient = target();
      patient.offload = [&](std::function<void()> job) {
        abandoned.push_back(std::move(job));
        throw ChannelError{Class::timeout, "nobody waits", std::nullopt};
      };
      const auto ntlm = make_ntlm(credential("svc"), patient);
      CHECK_THROWS_AS(ntlm->start(), ChannelError);
      AuthFacts facts;
      ntlm->report(facts);
      CHECK_FALSE(ntlm->complete());
    }
    REQUIRE(abandoned.size() == 1);
    abandoned.front()();
  }

  // Run by the case below, in an environment of its own.
  TEST_CASE("child: gss-ntlmssp is missing" * doctest::skip()) {
    const SaslError error = failure_to_start();
    REQUIRE(error.cls == Class::library_missing);
    REQUIRE(error.detail == "gss-ntlmssp is not installed: package gss-ntlmssp");
    ::_exit(named);
  }

  TEST_CASE("where gss-ntlmssp is missing the package is named") {
    // libgssapi reads its list of mechanisms once a process, so this takes another one.
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      ::setenv("GSS_MECH_CONFIG", "/dev/null", 1);
      ::execl("/proc/self/exe", "tests", "--no-skip", "--test-case=child: gss-ntlmssp is missing",
              static_cast<char*>(nullptr));
      ::_exit(127);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == named);
  }
}

}  // namespace authwalk
