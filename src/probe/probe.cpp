// Walks side by side on one loop, each on a fiber of its own (docs/decisions/0001-fibers.md).
#include <algorithm>
#include <authwalk/probe.hpp>
#include <boost/asio/detached.hpp>
#include <boost/context/protected_fixedsize_stack.hpp>
#include <list>
#include <set>

#include "net/live_channel.hpp"
#include "probe/accounts.hpp"
#include "probe/broken_pipes.hpp"

namespace authwalk {
namespace {

namespace asio = boost::asio;

// Room for OpenSSL's deepest chain verification several times over; only touched pages cost memory.
constexpr std::size_t stack_size = 256 * 1024;
constexpr auto interrupt_poll = std::chrono::milliseconds(100);

bool uses_account(const WalkPlan& plan) {
  return plan.credential && row(plan.mode).auth != AuthUse::none;
}

class Run {
 public:
  explicit Run(const ProbePlan& plan)
      : plan_(plan),
        tls_(plan.network),
        live_{std::make_shared<asio::io_context>(1), plan_.network, tls_, {}},
        accounts_(plan.max_rejected) {}

  std::vector<Transcript> walk_all() {
    std::vector<WalkPlan> walks = plan_.all_addresses ? one_per_address(plan_.walks) : plan_.walks;
    std::vector<std::optional<Transcript>> ended(walks.size());
    for (std::size_t i = 0; i < walks.size(); ++i) waiting_.push_back(i);
    walks_ = std::move(walks);
    ended_ = std::move(ended);
    start_what_can_start();
    run_loop();
    std::vector<Transcript> transcripts;
    for (std::optional<Transcript>& transcript : ended_) {
      if (transcript) transcripts.push_back(std::move(*transcript));
    }
    return transcripts;
  }

 private:
  // Walks wait until a place is free and nobody else uses their account.
  void start_what_can_start() {
    for (auto next = waiting_.begin(); next != waiting_.end() && running_ < std::max(1U, plan_.jobs);) {
      WalkPlan& walk = walks_[*next];
      if (uses_account(walk) && !accounts_.take(walk.credential->account())) {
        ++next;
        continue;
      }
      if (uses_account(walk)) walk.account_closed = accounts_.closed(walk.credential->account());
      start(*next);
      next = waiting_.erase(next);
    }
  }

  void start(std::size_t number) {
    ++running_;
    on_a_fiber([this, number](asio::yield_context yield) {
      const WalkPlan& walk_plan = walks_[number];
      LiveChannel channel(live_, walk_plan.connector, walk_plan.limits.deadline, yield);
      channels_.insert(&channel);
      Transcript transcript = guarded_walk(walk_plan, channel);
      channels_.erase(&channel);
      finished(number, std::move(transcript));
    });
  }

  static Transcript guarded_walk(const WalkPlan& plan, Channel& channel) {
    std::string fault;
    try {
      return walk(plan, channel);
    } catch (const std::exception& error) {
      fault = error.what();
    } catch (const ChannelError& error) {
      fault = "a channel error that nobody expected: " + error.detail;
    }
    Transcript transcript;
    transcript.connector = plan.connector;
    transcript.mode = plan.mode;
    transcript.outcome = Outcome::fail;
    transcript.failure = Failure{Step::local, Class::internal, Origin::local, std::nullopt, fault};
    transcript.at(Step::local).status = StepStatus::fail;
    return transcript;
  }

  void finished(std::size_t number, Transcript transcript) {
    --running_;
    const WalkPlan& walk_plan = walks_[number];
    if (uses_account(walk_plan)) {
      // No answer to a password may be a bad logon all the same, so it is counted as one.
      // So is a password that the KDC refused, though nothing of it reached the smart host.
      const AuthFacts& auth = transcript.auth;
      const int used =
          auth.rejected_attempts + (auth.unanswered_attempt ? 1 : 0) + (auth.refused_by_kdc ? 1 : 0);
      accounts_.give_back(walk_plan.credential->account(), used);
    }
    if (plan_.on_walk) plan_.on_walk(transcript);
    ended_[number] = std::move(transcript);
    if (interrupted()) waiting_.clear();
    start_what_can_start();
  }

  // Every name is looked up once; a walk whose name has no address stays, and fails by itself.
  std::vector<WalkPlan> one_per_address(const std::vector<WalkPlan>& walks) {
    std::map<std::string, std::vector<Address>> known;
    for (const WalkPlan& walk : walks) {
      const std::string& host = walk.connector.SmartHost;
      if (!known.try_emplace(host).second) continue;
      on_a_fiber([this, &walk, &addresses = known[host]](asio::yield_context yield) {
        LiveChannel channel(live_, walk.connector, walk.limits.deadline, yield);
        channel.start_step(walk.limits.step);
        try {
          addresses = channel.resolve(walk.connector.SmartHost);
        } catch (const ChannelError&) {
          // Reported by the walk itself.
        }
      });
    }
    run_loop();
    std::vector<WalkPlan> expanded;
    for (const WalkPlan& walk : walks) {
      const std::vector<Address>& addresses = known[walk.connector.SmartHost];
      if (addresses.empty()) expanded.push_back(walk);
      for (const Address& address : addresses) {
        expanded.push_back(walk);
        expanded.back().only_address = address.ip;
      }
    }
    return expanded;
  }

  template <class Function>
  void on_a_fiber(Function function) {
    asio::spawn(live_.loop->get_executor(), std::allocator_arg,
                boost::context::protected_fixedsize_stack(stack_size), std::move(function), asio::detached);
  }

  void run_loop() {
    asio::steady_timer poll(*live_.loop);
    std::function<void()> watch = [&] {
      if (interrupted()) {
        waiting_.clear();
        for (LiveChannel* channel : channels_) channel->interrupt();
        return;
      }
      poll.expires_after(interrupt_poll);
      poll.async_wait([&](const boost::system::error_code& error) {
        if (!error && (running_ > 0 || !waiting_.empty())) watch();
      });
    };
    live_.loop->restart();
    if (plan_.interrupted == nullptr) {
      live_.loop->run();
      return;
    }
    watch();
    while (running_ > 0 && live_.loop->run_one() > 0) {
    }
    poll.cancel();
    live_.loop->run();
  }

  bool interrupted() const { return plan_.interrupted != nullptr && plan_.interrupted->load(); }

  const ProbePlan& plan_;
  TlsContext tls_;
  LiveRun live_;
  Accounts accounts_;
  std::vector<WalkPlan> walks_;
  std::vector<std::optional<Transcript>> ended_;
  std::list<std::size_t> waiting_;
  std::set<LiveChannel*> channels_;
  unsigned running_ = 0;
};

}  // namespace

std::vector<Transcript> probe(const ProbePlan& plan) {
  const NoBrokenPipes quiet;
  return Run(plan).walk_all();
}

}  // namespace authwalk
