#include "exchange/reading.hpp"

#include <algorithm>
#include <stdexcept>

namespace authwalk::test {
namespace {

std::string text_of(const Reply& reply) {
  return reply.text() + "\n";
}

}  // namespace

std::string format_of(std::string_view text) {
  for (const EvidenceFormat& format : evidence_formats()) {
    if (format.recognises(text.substr(0, std::size_t{64} * 1024))) return std::string(format.name);
  }
  return {};
}

Evidence read_evidence(std::string_view text, std::size_t piece) {
  return read_as(format_of(text), text, piece);
}

Evidence read_as(std::string_view name, std::string_view text, std::size_t piece) {
  const auto formats = evidence_formats();
  const auto format = std::ranges::find(formats, name, &EvidenceFormat::name);
  if (format == formats.end()) throw std::runtime_error("no format named '" + std::string(name) + "'");
  Evidence evidence;
  const EvidenceSink sink = sink_into(evidence);
  const auto reader = format->make("test", sink);
  for (std::size_t at = 0; at < text.size(); at += piece) reader->feed(text.substr(at, piece));
  reader->finish();
  return evidence;
}

std::string shown(const RecordedFailure& failure) {
  const Transcript& t = failure.transcript;
  std::string all = t.banner + "\n" + t.connector.Name + "\n" + t.connector.SmartHost + "\n" +
                    t.connector.Fqdn + "\n" + t.failure->detail + "\n" + t.auth.mechanism + "\n";
  if (t.failure->reply) all += text_of(*t.failure->reply);
  for (const Line& line : t.lines) all += line.text + "\n";
  for (const StepRecord& step : t.steps) {
    all += step.note + "\n";
    if (step.reply) all += text_of(*step.reply);
  }
  for (const std::string& keyword : t.offers.plain) all += keyword + "\n";
  for (const TransactionResult& transaction : t.transactions) {
    all += transaction.from + "\n" + text_of(transaction.reply);
    for (const RecipientResult& recipient : transaction.recipients)
      all += recipient.to + "\n" + text_of(recipient.reply);
    if (transaction.data) all += text_of(*transaction.data);
  }
  return all;
}

}  // namespace authwalk::test
