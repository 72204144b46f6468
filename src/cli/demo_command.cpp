// authwalk demo: all five modes against a smart host in this process, with one fault made on purpose.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <authwalk/rehearsal.hpp>
#include <authwalk/report.hpp>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "command_error.hpp"
#include "commands.hpp"
#include "file_descriptor.hpp"
#include "interruption.hpp"
#include "output.hpp"
#include "run.hpp"

namespace authwalk::cli {
namespace {

constexpr const char* smart_host = "relay.contoso.example";
constexpr const char* listening_on = "127.0.0.1";

struct DemoArguments {
  std::optional<std::string> format, color;
  std::vector<std::string> output;
  int verbose = 0;
};

Syntax demo_syntax(DemoArguments& into) {
  Syntax syntax;
  syntax.command = "demo";
  syntax.synopsis = "authwalk demo [flags]";
  syntax.what =
      "Starts a rehearsal smart host in this process and walks all five modes against it, over real TCP, TLS "
      "and SASL on loopback. BasicAuth is broken on purpose; ExchangeServer takes the package gss-ntlmssp, "
      "and is not tested without. Nothing leaves this machine.";
  syntax.flags = {
      {"Output", "--format", "FORMAT", "of standard output, as of walk; default: text", &into.format},
      {"Output", "-o,--output", "FILE", "write a report there too; the ending picks the format; repeatable",
       &into.output},
      {"Output", "-v,--verbose", "", "tell all: steps, causes, evidence and conversations", &into.verbose},
      {"Output", "--color", "auto|always|never", "default: auto, on a terminal", &into.color},
  };
  syntax.closing = "Exit status: 0 when the demonstration showed what it promises, 70 when not.";
  return syntax;
}

// One Receive connector for each way in, as an Exchange server has them.
enum ConnectorIndex : std::size_t { anonymous_relay, legacy_devices, clients, partner };

RehearsalPlan smart_host_plan(const std::string& device_password, const std::string& client_password) {
  RehearsalPlan plan;
  plan.host_name = smart_host;
  plan.connectors.assign(4, ReceiveConnector{});
  for (auto& connector : plan.connectors) {
    connector.address = listening_on;
    connector.basic_auth = connector.basic_auth_require_tls = connector.exchange_server = false;
  }
  plan.connectors[anonymous_relay].name = "Anonymous relay";
  plan.connectors[anonymous_relay].anonymous_relay = true;

  plan.connectors[legacy_devices].name = "Legacy devices";
  plan.connectors[legacy_devices].basic_auth = true;
  plan.connectors[legacy_devices].fault = "auth-535";  // on purpose

  plan.connectors[clients].name = "Clients";
  plan.connectors[clients].basic_auth = true;
  plan.connectors[clients].basic_auth_require_tls = true;
  plan.connectors[clients].exchange_server = true;

  plan.connectors[partner].name = "Partner";
  plan.connectors[partner].external_authoritative = true;

  plan.accounts = {{.user = "scanner@contoso.example", .password = device_password, .send_as = {}},
                   {.user = "app@contoso.example", .password = client_password, .send_as = {}}};
  return plan;
}

std::shared_ptr<const Credential> credential(const std::string& user, const std::string& password) {
  auto credential = std::make_shared<Credential>();
  credential->user = user;
  credential->password = Secret::copy_of(password);
  return credential;
}

/// The authority of the rehearsal host, in a file that goes away with this object.
class AuthorityFile {
 public:
  explicit AuthorityFile(const std::string& pem) {
    const char* folder = std::getenv("TMPDIR");
    path_ = fmt::format("{}/authwalk-demo-XXXXXX", folder && *folder ? folder : "/tmp");
    const FileDescriptor file(mkostemp(path_.data(), O_CLOEXEC));
    const bool open = file.number() >= 0;
    if (!open || write(file.number(), pem.data(), pem.size()) != static_cast<ssize_t>(pem.size())) {
      const int error = errno;
      if (open) unlink(path_.c_str());
      throw CommandError{exit_cannot_create,
                         fmt::format("no temporary file: {}", std::generic_category().message(error)),
                         "TMPDIR names the folder for temporary files"};
    }
  }
  ~AuthorityFile() { unlink(path_.c_str()); }
  AuthorityFile(const AuthorityFile&) = delete;
  AuthorityFile& operator=(const AuthorityFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

ConnectorIndex connector_for(Mode mode) {
  switch (mode) {
    case Mode::None:
      return anonymous_relay;
    case Mode::BasicAuth:
      return legacy_devices;
    case Mode::BasicAuthRequireTLS:
    case Mode::ExchangeServer:
      return clients;
    case Mode::ExternalAuthoritative:
      return partner;
  }
  return anonymous_relay;
}

ProbePlan walk_plan(const RehearsalHost& host, const std::string& ca_file, const RehearsalPlan& rehearsal) {
  // Two accounts, so that the logon that is refused does not close the account of the others.
  const auto device = credential(rehearsal.accounts[0].user, rehearsal.accounts[0].password);
  const auto client = credential(rehearsal.accounts[1].user, rehearsal.accounts[1].password);
  ProbePlan plan;
  plan.network.resolve = {{smart_host, listening_on}};
  plan.network.tls.ca_file = ca_file;
  for (const auto& mode : modes()) {
    WalkPlan walk;
    walk.connector.Name = "Outbound via relay";
    walk.connector.SmartHost = smart_host;
    walk.connector.Port = host.port(connector_for(mode.mode));
    walk.connector.Fqdn = "mail01.contoso.example";
    walk.mode = mode.mode;
    walk.credential = mode.mode == Mode::BasicAuth ? device : client;
    walk.envelope.from = {"app@contoso.example"};
    walk.envelope.to = {"partner@fabrikam.example"};  // outside, so that relaying is proved
    walk.allow_cleartext = true;                      // passwords of this process, to this process
    plan.walks.push_back(std::move(walk));
  }
  return plan;
}

/// X-EXPS NTLM, for which this machine lacks the library.
bool lacks_library(const Transcript& t) {
  return t.outcome == Outcome::not_tested && t.failure && t.failure->cls == Class::library_missing;
}

/// What the demonstration promises and did not show; empty when it kept its word.
std::string broken_promise(const Report& report) {
  // ExchangeServer passes by NTLM, which proves nothing about the server (recommendation.cpp).
  constexpr Mode best = Mode::BasicAuthRequireTLS;
  for (const auto& walk : report.walks) {
    const auto& t = walk.transcript;
    if (t.mode == Mode::ExchangeServer && lacks_library(t)) continue;
    const Outcome promised = t.mode == Mode::BasicAuth ? Outcome::fail : Outcome::pass;
    if (t.outcome != promised)
      return fmt::format("{} is to end with {}, not {}", id(t.mode), id(promised), id(t.outcome));
    if (promised == Outcome::pass) continue;
    const bool refused = t.failure && t.failure->step == Step::auth_result && t.failure->reply &&
                         t.failure->reply->code == 535;
    if (!refused) return fmt::format("{} is to fail with 535 at auth-result", id(t.mode));
  }
  if (report.recommendation.mode != best) return fmt::format("{} is to be recommended", id(best));
  return {};
}

}  // namespace

Syntax demo_syntax() {
  return for_readers<DemoArguments>(demo_syntax);
}

int demo_command(const Arguments& arguments) {
  DemoArguments given;
  const auto syntax = demo_syntax(given);
  if (asks_for_help(arguments)) {
    print_out(help_text(syntax));
    return exit_done;
  }
  parse(syntax, arguments);
  const auto output = output_request(given.format, given.output, given.verbose, given.color);
  const OutputFiles files(output);
  if (output.format->id == "text") {
    print_out(
        fmt::format("A rehearsal smart host, {}, starts in this process; all five modes are walked\n"
                    "against it. BasicAuth is broken on purpose. Nothing leaves this machine.\n\n",
                    smart_host));
  }

  const auto& interrupted = watch_for_interruption();
  const auto rehearsal = smart_host_plan(random_hex(16), random_hex(16));
  const RehearsalHost host(rehearsal);
  const AuthorityFile authority(host.ca_pem());
  auto plan = walk_plan(host, authority.path(), rehearsal);
  plan.interrupted = &interrupted;

  auto done = run(std::move(plan));
  // Its four ports are one smart host.
  const auto recommendation = recommend(done.walks);
  const auto expected = [](const Transcript& walk) {
    return Expected{walk.mode == Mode::BasicAuth ? find_expectation("fail@auth-result") : Outcome::pass,
                    nullptr};
  };
  auto report =
      assemble(judge(std::move(done.walks), expected, done.started), false, done.started, interrupted);
  report.recommendation = recommendation;

  const auto options = render_options(output);
  files.give_out(report, options);
  if (output.format->id == "text") {
    print_out(
        "\nThe smart host of this demonstration has ended with it: the commands above cannot be typed as "
        "they stand.\n"
        "`authwalk rehearse` starts one that stays.\n");
  }
  if (report.interrupted) return exit_interrupted;
  const auto problem = broken_promise(report);
  return problem.empty()
             ? exit_done
             : show({exit_internal, "the demonstration did not show what it promises: " + problem, ""});
}

}  // namespace authwalk::cli
