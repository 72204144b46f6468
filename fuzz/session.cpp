// A whole walk against a server that says whatever the input says. The first byte picks the mode and the
// settings, the second how the bytes are cut. What must hold: the walk ends, its outcome is backed by what
// was proved, and the password is nowhere in the transcript.
#include <algorithm>
#include <authwalk/walk.hpp>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

using namespace authwalk;

constexpr std::string_view password = "Canary-7Zq!pass";

class Babbler : public Channel {
 public:
  Babbler(std::string_view bytes, std::size_t portion, bool certificate_is_good)
      : bytes_(bytes), portion_(portion), good_(certificate_is_good) {}

  std::vector<Address> resolve(const std::string&) override { return {{"192.0.2.7", ""}}; }
  Endpoints connect(const Address&, std::uint16_t) override { return {"local", "remote"}; }

  TlsFacts secure(const TlsDemand& demand) override {
    TlsFacts facts;
    facts.verb = demand.verb;
    if (!bytes_.empty() && bytes_[0] == '!') throw ChannelError{Class::tls_failed, "broken", facts};
    facts.established = true;
    facts.verified = good_;
    if (!good_) facts.faults.push_back({Class::cert_untrusted, 0, "fuzz"});
    return facts;
  }

  void send(std::string_view) override {
    if (++sent_ > 10000) std::abort();
  }

  std::size_t receive(std::span<char> into) override {
    const std::size_t count = std::min({into.size(), portion_, bytes_.size()});
    if (count == 0) throw ChannelError{Class::closed, "no more input", std::nullopt};
    std::memcpy(into.data(), bytes_.data(), count);
    bytes_.remove_prefix(count);
    return count;
  }

  std::size_t receive_waiting(std::span<char>) override { return 0; }
  void close() noexcept override {}
  void start_step(std::chrono::milliseconds) override {}
  void offload(std::function<void()> blocking) override { blocking(); }
  double elapsed_ms() const override { return 0; }

 private:
  std::string_view bytes_;
  std::size_t portion_;
  bool good_;
  int sent_ = 0;
};

bool proved(const Transcript& transcript, std::string_view what) {
  return std::ranges::find(transcript.proved, what) != transcript.proved.end();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  WalkPlan plan;
  plan.mode = modes()[data[0] % modes().size()].mode;
  plan.allow_cleartext = (data[0] & 0x20U) != 0;
  if ((data[0] & 0x40U) != 0) plan.envelope.to = {"partner@fabrikam.example"};
  plan.envelope.deliver = (data[0] & 0x60U) == 0x60U;
  plan.connector.SmartHost = "mx.contoso.example";
  plan.connector.Fqdn = "mail01.fabrikam.example";
  auto credential = std::make_shared<Credential>();
  credential->user = "svc";
  credential->password = Secret::copy_of(password);
  plan.credential = credential;

  Babbler channel({reinterpret_cast<const char*>(data) + 2, size - 2}, 1U + data[1] % 64U,
                  (data[0] & 0x80U) != 0);
  const Transcript transcript = walk(plan, channel);

  if (transcript.outcome == Outcome::pass) {
    if (transcript.failure) std::abort();
    if (row(plan.mode).auth != AuthUse::none && !proved(transcript, "authentication")) std::abort();
    if (plan.mode == Mode::ExternalAuthoritative && !proved(transcript, "relay")) std::abort();
  }
  if (transcript.outcome == Outcome::fail && !transcript.failure) std::abort();
  for (const Line& line : transcript.lines) {
    if (line.text.find(password) != std::string::npos) std::abort();
  }
  return 0;
}
