// The command that walks a walk again. Whether it runs as it stands: tests/live/printed_commands.cpp.
#include <doctest/doctest.h>

#include <authwalk/diagnosis.hpp>
#include <authwalk/walk_command.hpp>

#include "diagnosis/samples.hpp"

namespace authwalk {
namespace {

Transcript walked(Mode mode, WalkFlags flags) {
  samples::Walk walk(mode);
  walk.t.flags = std::make_shared<const WalkFlags>(std::move(flags));
  return walk;
}

}  // namespace

TEST_SUITE_BEGIN("walk_command");

TEST_CASE("the run's own flags stand in it, credentials first") {
  const Transcript t = walked(Mode::BasicAuthRequireTLS, {"--fqdn=mail01.contoso.example", "--user=alice",
                                                          "--password-file=my password", "--ca-file=ca.pem"});
  CHECK(walk_command(t) ==
        "authwalk walk mx.contoso.example -m basic-tls -u alice --password-file 'my password' --fqdn "
        "mail01.contoso.example --ca-file ca.pem");
}

TEST_CASE("what is to be different takes the place of what was given") {
  const Transcript t =
      walked(Mode::None, {"--to=a@example.net", "--to=b@example.net", "--quit-after=mail-from", "--ipv4"});
  CHECK(walk_command(t, {.flags = {"--to=c@example.net", "--verbose"}, .without = {"--quit-after"}}) ==
        "authwalk walk mx.contoso.example -m none --ipv4 --to c@example.net -v");
  CHECK(walk_command(t, {.survey = true, .without = {"--to", "--quit-after"}}) ==
        "authwalk walk mx.contoso.example --ipv4");
}

TEST_CASE("a mode is not given what it has no use for") {
  const Transcript t =
      walked(Mode::ExchangeServer, {"--user=svc", "--password-file=pw", "--spn=smtp/mx.contoso.example",
                                    "--expect=exchange=pass", "--expect=none=fail", "--mechanism=GSSAPI"});
  CHECK(walk_command(t) ==
        "authwalk walk mx.contoso.example -m exchange -u svc --password-file pw --mechanism GSSAPI --spn "
        "smtp/mx.contoso.example --expect exchange=pass");
  CHECK(walk_command(t, {.mode = Mode::None}) ==
        "authwalk walk mx.contoso.example -m none --expect none=fail");
  CHECK(walk_command(t, {.mode = Mode::BasicAuth, .without = {"--mechanism"}}) ==
        "authwalk walk mx.contoso.example -m basic -u svc --password-file pw");
}

TEST_CASE("a file that names the smart host goes on naming it") {
  const Transcript t = walked(Mode::None, {"--timeout=30", "--config=my probes.yml", "--target=mx1"});
  CHECK(walk_command(t) == "authwalk walk --config 'my probes.yml' --target mx1 -m none --timeout 30");
}

TEST_CASE("a level that compares no name goes without one") {
  const Transcript t =
      walked(Mode::None, {"--tls-auth-level=DomainValidation", "--tls-domain=*.contoso.example"});
  CHECK(walk_command(t, {.flags = {"--tls-auth-level=EncryptionOnly"}}) ==
        "authwalk walk mx.contoso.example -m none --tls-auth-level EncryptionOnly");
}

TEST_CASE("where the flags are not known, the transcript tells them") {
  samples::Walk walk(Mode::BasicAuthRequireTLS);
  walk.user("").t.connector.Port = 587;
  walk.t.connector.Name = "Outbound to Contoso";
  CHECK(walk_command(walk) ==
        "authwalk walk mx.contoso.example:587 -m basic-tls -u '<user>' --fqdn mail.fabrikam.example "
        "--connector-name 'Outbound to Contoso'");
}

TEST_CASE("a spared account gets a command for one more try") {
  const auto command = [](WalkFlags flags) {
    samples::Walk walk(Mode::BasicAuth);
    walk.not_tested(Class::lockout_guard).t.flags = std::make_shared<const WalkFlags>(std::move(flags));
    return diagnose(walk).advice.front().command;
  };
  CHECK(command({"--user=svc"}) == "authwalk walk mx.contoso.example -m basic -u svc --lockout-budget 4/30");
  CHECK(command({"--user=svc", "--lockout-budget=4/60"}).ends_with(" --lockout-budget 5/60"));
  CHECK(command({"--user=svc", "--lockout-budget=0"}).ends_with(" --lockout-budget 0"));
}

TEST_CASE("words of a POSIX shell") {
  CHECK(shell_word("mx.contoso.example:25") == "mx.contoso.example:25");
  CHECK(shell_word("") == "''");
  CHECK(shell_word("it's $me") == "'it'\\''s $me'");
  CHECK(shell_word("=ls") == "'=ls'");
  CHECK(shell_word("[2001:db8::7]:587") == "'[2001:db8::7]:587'");
  CHECK(shell_word("CONTOSO\\svc") == "'CONTOSO\\svc'");
  CHECK(shell_word("B\u00fcro") == "'B\u00fcro'");
  // Nothing that printable() would write in another way.
  CHECK(shell_word("a\x1b\\xab'") == "$'a\\033\\134xab\\047'");
}

TEST_SUITE_END();

}  // namespace authwalk
