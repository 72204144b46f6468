// What the walks of a smart host showed. Each subject is a row of a table; walks that showed the same share
// it.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "report/auth_evidence.hpp"
#include "report/details.hpp"
#include "report/path_evidence.hpp"
#include "report/tls_evidence.hpp"

namespace authwalk::document {
namespace {

std::string joined(const std::vector<std::string>& texts) {
  return fmt::format("{}", fmt::join(texts, ", "));
}

void add(Facts& facts, std::string label, const std::string& text) {
  if (!text.empty()) facts.rows.push_back(text_row(std::move(label), text));
}

Blocks block_of(Facts facts) {
  return facts.rows.empty() ? Blocks{} : Blocks{{std::move(facts)}};
}

Blocks broken_tls(const Transcript& t, const JudgedHost& host) {
  return t.retry && t.retry->tls ? tls_blocks(*t.retry->tls, host.now) : Blocks{};
}

Blocks tls(const Transcript& t, const JudgedHost& host) {
  return t.tls ? tls_blocks(*t.tls, host.now) : Blocks{};
}

Blocks login(const Transcript& t, const JudgedHost&) {
  const AuthFacts& auth = t.auth;
  if (row(t.mode).auth == AuthUse::none && auth.mechanism.empty()) return {};
  Facts facts;
  add(facts, "account", auth.user);
  const std::string used = auth.verb + (auth.verb.empty() ? "" : " ") + auth.mechanism;
  add(facts, "mechanism",
      auth.mechanism.empty() ? "none was used"
      : auth.diagnostic      ? used + ", which a Send connector would not use"
                             : used);
  add(facts, "offered", joined(auth.offered));
  if (auth.rounds > 0) add(facts, "rounds", std::to_string(auth.rounds));
  for (Row& row : auth_rows(t)) facts.rows.push_back(std::move(row));
  return block_of(std::move(facts));
}

Blocks offers(const Transcript& t, const JudgedHost&) {
  Facts facts;
  add(facts, "before TLS", joined(t.offers.plain));
  if (t.offers.tls) add(facts, "inside TLS", t.offers.tls->empty() ? "nothing" : joined(*t.offers.tls));
  return block_of(std::move(facts));
}

Blocks addresses(const Transcript& t, const JudgedHost&) {
  // One that was walked stands in the answer.
  if (t.addresses.size() == 1 && t.addresses.front().outcome == "walked" &&
      t.addresses.front().exchange.empty())
    return {};
  Table table{"Addresses of the smart host", {"address", "MX", "outcome", "detail"}, {}};
  for (const AddressAttempt& attempt : t.addresses)
    table.rows.push_back(
        {plain(attempt.address), plain(attempt.exchange), plain(attempt.outcome), plain(attempt.detail)});
  return table.rows.empty() ? Blocks{} : Blocks{{std::move(table)}};
}

Blocks envelope(const Transcript& t, const JudgedHost&) {
  Table table{"Envelope", {"part", "address", "the server's reply"}, {}};
  const auto add_row = [&](const char* what, const std::string& address, const Reply& reply) {
    table.rows.push_back({plain(what), plain(address), plain(reply.code == 0 ? "" : reply.text())});
  };
  for (const TransactionResult& transaction : t.transactions) {
    add_row("from", "<" + transaction.from + ">", transaction.reply);
    for (const RecipientResult& recipient : transaction.recipients)
      add_row("to", "<" + recipient.to + ">", recipient.reply);
    if (transaction.data) add_row("message", t.message_id, *transaction.data);
  }
  return table.rows.empty() ? Blocks{} : Blocks{{std::move(table)}};
}

Blocks path(const Transcript& t, const JudgedHost&) {
  List list;
  for (const PathEvidence& evidence : path_evidence_of(t)) {
    const bool good = evidence.speaks == PathEvidence::Speaks::for_it;
    const bool bad = evidence.speaks == PathEvidence::Speaks::against_it;
    list.items.push_back({marked(good  ? Mark::pass
                                 : bad ? Mark::note
                                       : Mark::skipped,
                                 good  ? Tone::good
                                 : bad ? Tone::note
                                       : Tone::dim,
                                 fmt::format("{}: {}", id(evidence.speaks), evidence.what))});
  }
  if (list.items.empty()) return {};
  list.items.push_back(
      {plain("This is evidence, never proof: what happens behind the first hop cannot be seen from here.",
             Tone::dim)});
  return {{std::move(list)}};
}

std::string exchange_bool(bool value) {
  return value ? "$true" : "$false";
}

Blocks connector(const Transcript& t, const JudgedHost&) {
  const Connector& c = t.connector;
  Facts facts;
  add(facts, "Name", c.Name);
  add(facts, "SmartHosts", c.SmartHost);
  add(facts, "Port", std::to_string(c.Port));
  add(facts, "Fqdn", c.Fqdn);
  add(facts, "RequireTLS", exchange_bool(c.RequireTLS));
  add(facts, "IgnoreSTARTTLS", exchange_bool(c.IgnoreSTARTTLS));
  if (c.TlsAuthLevel) add(facts, "TlsAuthLevel", std::string(id(*c.TlsAuthLevel)));
  add(facts, "TlsDomain", c.TlsDomain);
  add(facts, "SourceIPAddress", c.SourceIPAddress);
  add(facts, "ForceHELO", exchange_bool(c.ForceHELO));
  if (c.MaxMessageSize) add(facts, "MaxMessageSize", fmt::format("{} bytes", *c.MaxMessageSize));
  return block_of(std::move(facts));
}

struct Subject {
  const char* title;
  Blocks (*shown)(const Transcript& t, const JudgedHost& host);
};

constexpr std::array subjects{Subject{"TLS that broke", broken_tls},
                              Subject{"TLS and certificates", tls},
                              Subject{"Login", login},
                              Subject{"What the server offers", offers},
                              Subject{"Addresses", addresses},
                              Subject{"Envelope", envelope},
                              Subject{"Secured by other means?", path},
                              Subject{"Settings of the connector", connector}};

}  // namespace

Blocks evidence(const JudgedHost& host) {
  Blocks sections;
  for (const Subject& subject : subjects) {
    Shared<Blocks> shared;
    for (const JudgedWalk& judged : host.walks) {
      Blocks blocks = subject.shown(judged.walk->transcript, host);
      if (!blocks.empty()) shared.add(std::move(blocks), judged.walk);
    }
    for (auto& [blocks, walks] : shared.all()) {
      const std::string modes = modes_in(walks, host);
      sections.push_back({Section{.title = subject.title + (modes.empty() ? "" : ": " + modes),
                                  .anchor = "",
                                  .blocks = std::move(blocks)}});
    }
  }
  return sections;
}

}  // namespace authwalk::document
