#include "live/rehearsal_talk.hpp"

#include <doctest/doctest.h>

#include <authwalk/credential.hpp>
#include <memory>

#include "sasl/base64.hpp"
#include "sasl/mechanism.hpp"

namespace authwalk::test {

std::string b64(std::string_view text) {
  return std::string(base64_encode(text).view());
}

RehearsalPlan plan_with(ReceiveConnector connector) {
  RehearsalPlan plan;
  plan.connectors = {std::move(connector)};
  plan.accounts = {
      {.user = "svc", .password = password, .disabled = false, .send_as = {}},
      {.user = "CONTOSO\\old", .password = password, .disabled = true, .send_as = {}},
      {.user = "sales", .password = password, .disabled = false, .send_as = {"sales@contoso.example"}},
  };
  return plan;
}

std::string log_in(RehearsalClient& client, const std::string& user, const std::string& secret) {
  REQUIRE(client.ask("AUTH LOGIN") == "334 VXNlcm5hbWU6");
  REQUIRE(client.ask(b64(user)) == "334 UGFzc3dvcmQ6");
  return client.ask(b64(secret));
}

void greet(RehearsalClient& client) {
  REQUIRE(client.reply().starts_with("220 "));
  REQUIRE(client.ask("EHLO mail01.corp.example").starts_with("250-"));
}

void greet_inside_tls(RehearsalClient& client, std::string_view verb) {
  greet(client);
  REQUIRE(client.start_tls(verb) == "ok");
  REQUIRE(client.ask("EHLO mail01.corp.example").starts_with("250-"));
}

std::string plain(std::string_view user, std::string_view secret) {
  return "AUTH PLAIN " + b64(std::string(1, '\0') + std::string(user) + '\0' + std::string(secret));
}

std::string play(RehearsalClient& client, std::string_view verb, std::string_view name, std::string_view user,
                 std::string_view secret, const std::string& end_point) {
  const MechanismRow* row = find_mechanism(name);
  REQUIRE(row != nullptr);
  auto credential = std::make_shared<Credential>();
  credential->user = user;
  credential->password = Secret::copy_of(secret);
  SaslTarget target;
  target.host = "relay.contoso.example";
  target.inside_tls = true;
  target.x_exps = target.exchange = verb == "X-EXPS";
  target.end_point = end_point;
  const auto mechanism = row->make(credential, target);
  std::string command = std::string(verb) + ' ' + std::string(name);
  if (const auto initial = mechanism->start()) command += ' ' + b64(initial->bytes.view());
  std::string reply = client.ask(command);
  while (reply.starts_with("334 ")) {
    const auto challenge = base64_decode(std::string_view(reply).substr(4));
    REQUIRE(challenge);
    try {
      reply = client.ask(b64(mechanism->next(*challenge).bytes.view()));
    } catch (const SaslError& error) {
      client.ask("*");
      reply = std::string(id(error.cls));
    }
  }
  return reply;
}

}  // namespace authwalk::test
