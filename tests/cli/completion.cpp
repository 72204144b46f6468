// Completion offers what the parser takes: both read the same tables.
#include <doctest/doctest.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <authwalk/step.hpp>
#include <cli/completion.hpp>
#include <cli/overview.hpp>
#include <cli/walk_options.hpp>
#include <set>

#include "live/program.hpp"

using namespace authwalk::cli;
using Words = std::vector<std::string>;

namespace {

Words words_of(const Completion& completion) {
  Words words;
  for (const auto& candidate : completion.candidates) words.push_back(candidate.word);
  return words;
}

Words completed(Arguments typed) {
  typed.insert(typed.begin(), "authwalk");
  return words_of(complete(typed));
}

bool offers(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool offers_files(Arguments typed) {
  typed.insert(typed.begin(), "authwalk");
  const auto completion = complete(typed);
  return completion.files && completion.candidates.empty();
}

std::vector<std::pair<std::string, Syntax>> all_syntaxes() {
  std::vector<std::pair<std::string, Syntax>> all;
  for (const auto& command : commands()) all.emplace_back(command.name, command.syntax());
  for (const auto& program : other_programs()) all.emplace_back(program.name, program.syntax());
  return all;
}

}  // namespace

TEST_SUITE("command line: completion") {
  TEST_CASE("every command is offered, and every flag of each") {
    for (const auto& command : commands()) {
      INFO(command.name);
      CHECK(offers(completed({""}), command.name));
      CHECK(offers(completed({"help", ""}), command.name));
      const auto words = completed({std::string(command.name), "-"});
      for (const auto& flag : command.syntax().flags) CHECK(offers(words, long_name(flag)));
      CHECK(offers(words, "--help"));
    }
    for (const auto& program : other_programs()) {
      INFO(program.name);
      const auto words = words_of(complete({"/usr/lib/nagios/plugins/" + std::string(program.name), "-"}));
      for (const auto& flag : program.syntax().flags) CHECK(offers(words, long_name(flag)));
    }
    CHECK(completed({"wa"}) == Words{"walk"});
    CHECK(completed({"--v"}) == Words{"--version"});
    CHECK(completed({"nonsense", ""}).empty());
    CHECK(completed({"help", "walk", ""}).empty());
    CHECK(complete(Arguments{}).candidates.empty());
  }

  TEST_CASE("a value is completed by what the table calls it, or is the user's own") {
    const std::set<std::string_view> own = {
        "NAME",         "HOST",       "N",      "S",           "ADDR", "CMD",   "TEXT",
        "SERVICE/HOST", "HOST:ADDR",  "DOMAIN", "ADDR[:PORT]", "I/N",  "RANGE", "NAME=CERT[,KEY]",
        "N[/MINUTES]",  "WARN[,CRIT]"};
    for (const auto& [name, syntax] : all_syntaxes()) {
      CHECK((syntax.operands == nullptr) == syntax.operand.empty());
      for (const auto& flag : syntax.flags) {
        INFO(name << " " << flag.names << " " << flag.value);
        const auto choice = value_choice(flag.value, "");
        if (flag.value.empty()) continue;
        CHECK((choice.files || !choice.candidates.empty()) != own.contains(flag.value));
      }
    }
  }

  TEST_CASE("modes, alone and in a list, by either name") {
    CHECK(completed({"walk", "-m", "ba"}) == Words{"basic", "basic-tls"});
    CHECK(completed({"walk", "--mode", "basic,ex"}) == Words{"basic,exchange", "basic,external"});
    CHECK(completed({"walk", "--mode", "Basic"}) == Words{"BasicAuth", "BasicAuthRequireTLS"});
    CHECK(completed({"walk", "--mode=basic,exc"}) == Words{"--mode=basic,exchange"});
    CHECK(completed({"walk", "--mode", ""}).size() == 5);
    CHECK(completed({"walk", "--expect", "none="}) == Words{"none=pass", "none=fail"});
    CHECK(completed({"walk", "--expect=external=f"}) == Words{"--expect=external=fail"});
    CHECK(completed({"check", "--expect", "p"}) == Words{"pass"});
    CHECK(completed({"check", "--expect", "external=p"}) == Words{"external=pass"});
    CHECK(completed({"check", "--warning-step", "tls-h"}) == Words{"tls-handshake="});
  }

  TEST_CASE("the tables of the library are the values of the flags") {
    Words all_formats, all_steps;
    for (const auto& row : authwalk::formats()) all_formats.emplace_back(row.id);
    for (const auto& row : authwalk::steps()) all_steps.emplace_back(row.id);
    CHECK(completed({"walk", "--format", ""}) == all_formats);
    CHECK(completed({"demo", "--format", ""}) == all_formats);
    CHECK(completed({"walk", "--quit-after", ""}) == all_steps);
    CHECK(completed({"explain", "--step", ""}) == all_steps);
    CHECK(offers(completed({"rehearse", "--fault", "auth-"}), "auth-535"));
    CHECK(completed({"rehearse", "--x-exps", "GSSAPI,N"}) == Words{"GSSAPI,NTLM"});
    CHECK(completed({"walk", "--color", "a"}) == Words{"auto", "always"});
  }

  TEST_CASE("files where a file is wanted, and nothing where the value is the user's own") {
    CHECK(offers_files({"walk", "-o", ""}));
    CHECK(offers_files({"walk", "mx1", "--ca-file", "some/pa"}));
    CHECK(offers_files({"walk", "--password-file=pw"}));
    CHECK(offers_files({"walk", "--connector", "conn"}));
    CHECK(offers_files({"explain", ""}));
    CHECK(offers_files({"explain", "-v", "SEND"}));
    for (const Words& own :
         {Words{"walk", ""}, Words{"walk", "-u", ""}, Words{"walk", "--password-command", ""}}) {
      CHECK(completed(own).empty());
      CHECK(!offers_files(own));
    }
  }

  TEST_CASE("after -- there are operands only") {
    CHECK(completed({"walk", "--", "-"}).empty());
    CHECK(completed({"walk", "--", "--mo"}).empty());
    CHECK(offers_files({"explain", "--", "--f"}));
    // Here -- is the value of --user.
    CHECK(completed({"walk", "-u", "--", "--mod"}) == Words{"--mode"});
  }

  TEST_CASE("a flag that is taken once is not offered again; one that repeats is") {
    CHECK(completed({"walk", "--port", "25", "--por"}).empty());
    CHECK(completed({"walk", "--port=25", "--por"}).empty());
    CHECK(completed({"walk", "--deliver", "--deliv"}).empty());
    CHECK(completed({"walk", "-u", "svc", "--us"}).empty());
    CHECK(completed({"walk", "--mode", "none", "--mod"}) == Words{"--mode"});
    CHECK(completed({"walk", "--config", "probes.yml", "--mod"}) == Words{"--mode"});
    CHECK(completed({"walk", "--connector", "c.xml#Outbound", "--tls-mi"}) == Words{"--tls-min"});
  }

  TEST_CASE("what is offered is taken") {
    const auto take = [](std::optional<std::string> WalkArguments::*value, const char* mode,
                         std::string_view of) {
      const auto choice = value_choice(of, "");
      CHECK(!choice.candidates.empty());
      for (const auto& candidate : choice.candidates) {
        INFO(candidate.word);
        WalkArguments given;
        given.targets = {"mx.contoso.example"};
        given.mode = {mode};
        given.user = "svc";
        given.*value = candidate.word;
        if (candidate.word == "DomainValidation") given.tls_domain = "contoso.example";
        CHECK_NOTHROW(walk_request(given, "mail01.contoso.example"));
      }
    };
    take(&WalkArguments::mechanism, "basic", "MECHANISM");
    take(&WalkArguments::tls_auth_level, "basic-tls", "LEVEL");
    take(&WalkArguments::tls_max, "none", "VERSION");
    take(&WalkArguments::gssapi, "exchange", "spnego|kerberos");
    for (const auto& method : value_choice("METHOD", "").candidates) {
      // An address that is not loopback is refused after the methods were read.
      const auto run = authwalk::test::run_authwalk(
          {"rehearse", "--auth-mechanism", method.word, "--address", "192.0.2.1"});
      INFO(run.describe());
      CHECK(run.status == 64);
      CHECK(run.err.find("--auth-mechanism") == std::string::npos);
    }
  }

  TEST_CASE("the stubs ask the program") {
    const auto run = authwalk::test::run_authwalk({"__complete", "~/bin/authwalk", "walk", "--tls-a"});
    INFO(run.describe());
    CHECK(run.status == 0);
    CHECK(run.out == "--tls-auth-level EncryptionOnly, CertificateValidation or DomainValidation\n");
    CHECK(authwalk::test::run_authwalk({"__complete", "authwalk", "walk", "-o", ""}).out == ":files\n");
    CHECK(authwalk::test::run_authwalk({"__complete"}).out.empty());
    CHECK(authwalk::test::run_authwalk({"--help"}).out.find("__") == std::string::npos);
  }
}
