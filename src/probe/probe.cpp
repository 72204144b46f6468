// Walks side by side on one loop, each on a fiber of its own (docs/decisions/0001-fibers.md).
#include <algorithm>
#include <array>
#include <authwalk/probe.hpp>
#include <boost/asio/post.hpp>
#include <boost/context/protected_fixedsize_stack.hpp>
#include <exception>
#include <set>

#include "model/lookup.hpp"
#include "net/live_channel.hpp"
#include "probe/accounts.hpp"
#include "probe/broken_pipes.hpp"
#include "probe/schedule.hpp"
#include "report/utc.hpp"
#include "sasl/mechanism.hpp"
#include "smtp/clean_transcript.hpp"
#include "walk/session.hpp"

namespace authwalk {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// Room for OpenSSL's deepest chain verification several times over; only touched pages cost memory.
constexpr std::size_t stack_size = 256 * 1024;
// How often an interruption, and hosts that do not take the connection, are looked for.
constexpr auto poll_interval = 100ms;
constexpr auto late_to_connect = 1s;

std::string account_of(const WalkPlan& plan) {
  const bool uses_one = plan.credential && row(plan.mode).auth != AuthUse::none;
  return uses_one ? plan.credential->account() : std::string();
}

// The one attempt that is allowed goes to the strongest mode.
int login_rank(Mode mode) {
  constexpr std::array order{Mode::BasicAuthRequireTLS, Mode::ExchangeServer, Mode::BasicAuth};
  return static_cast<int>(std::ranges::find(order, mode) - order.begin());
}

std::string host_of(const WalkPlan& plan) {
  std::string host = plan.connector.SmartHost;
  for (char& c : host) c = lower(c);
  return host;
}

std::string utc_now() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return utc_text(std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count());
}

class Run {
 public:
  explicit Run(const ProbePlan& plan)
      : plan_(plan),
        loop_(std::make_shared<asio::io_context>(1)),
        live_{loop_, plan_.network, plan_.account_patience, {}},
        accounts_(plan.max_rejected, plan.ledger),
        schedule_({.jobs = plan.jobs, .per_host = plan.per_host, .rate = plan.rate}),
        poll_(*loop_),
        next_start_(*loop_) {
    // Files that cannot be used are told before anything is sent.
    contexts_.of(plan.network.tls);
    for (const WalkPlan& walk : plan.walks) context_of(walk);
    learn_secrets();
  }

  std::vector<Transcript> walk_all() {
    if (plan_.all_addresses) {
      expanded_ = one_per_address();
      walks_ = &expanded_;
    }
    ended_.resize(walks_->size());
    // Of one smart host's walks those that log on begin in the order in which they may.
    for (std::size_t i = 0; i < walks_->size(); ++i) order_.push_back(i);
    for (auto first = order_.begin(); first != order_.end();) {
      const std::string host = host_of((*walks_)[*first]);
      const auto last =
          std::find_if(first, order_.end(), [&](std::size_t n) { return host_of((*walks_)[n]) != host; });
      std::stable_sort(first, last, [&](std::size_t a, std::size_t b) {
        return login_rank((*walks_)[a].mode) < login_rank((*walks_)[b].mode);
      });
      first = last;
    }
    for (const std::size_t number : order_)
      schedule_.add(host_of((*walks_)[number]), account_of((*walks_)[number]));
    asio::post(*loop_, [this] {
      start_what_can_start();
      poll();
    });
    run_loop();
    std::vector<Transcript> transcripts;
    for (std::optional<Transcript>& transcript : ended_) {
      if (transcript) transcripts.push_back(std::move(*transcript));
    }
    return transcripts;
  }

 private:
  // Always called from the loop itself: a fiber that is started from another one runs on top of that one's
  // stack, which then cannot go before it.
  void start_what_can_start() {
    if (interrupted()) schedule_.drop_the_rest();
    while (const std::optional<std::size_t> turn = schedule_.next(Schedule::Clock::now())) start(*turn);
    if (schedule_.over()) {
      poll_.cancel();
      next_start_.cancel();
    } else if (const auto when = schedule_.next_start(Schedule::Clock::now())) {
      next_start_.expires_at(*when);
      next_start_.async_wait([this](const boost::system::error_code& cancelled) {
        if (!cancelled) start_what_can_start();
      });
    }
  }

  void start(std::size_t turn) {
    const std::size_t number = order_[turn];
    turns_[number] = turn;
    on_a_fiber(
        [this, number](asio::yield_context yield) {
          const WalkPlan& plan = (*walks_)[number];
          if (plan_.on_start) plan_.on_start(plan);
          AccountPlace place(accounts_, host_of(plan), login_rank(plan.mode));
          if (const std::string account = account_of(plan); !account.empty()) place.announce(account);
          Transcript transcript;
          bool start_over = walk_once(number, place, false, yield, transcript);
          if (start_over) walk_once(number, place, true, yield, transcript);
          place.leave(0);
          finished(number, std::move(transcript));
        },
        // Nothing that is thrown in a fiber may vanish: the walk has ended, and its report says by what.
        [this, number](const std::exception_ptr& thrown) {
          if (!thrown) return;
          channels_.erase(number);
          if (ended_[number]) {
            thrown_by_caller_ = thrown;  // by on_walk()
          } else {
            finished(number, broken_walk((*walks_)[number], words_of(thrown)));
          }
        });
  }

  static std::string words_of(const std::exception_ptr& thrown) {
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
      return error.what();
    } catch (const ChannelError& error) {
      return "a channel error that nobody expected: " + error.detail;
    } catch (const SaslError& error) {
      return "an error of a mechanism that nobody expected: " + error.detail;
    } catch (...) {  // behind the fiber: no unwinding of one comes this way
      return "something that nobody expected was thrown";
    }
  }

  // True when the walk is to start over, which it does once.
  bool walk_once(std::size_t number, AccountPlace& place, bool again, asio::yield_context yield,
                 Transcript& transcript) {
    const WalkPlan& plan = (*walks_)[number];
    LiveChannel channel(live_, plan, context_of(plan), place, yield);
    channels_[number] = &channel;
    if (interrupted()) channel.interrupt();
    if (again) channel.take_account_first();
    const std::string started = utc_now();
    transcript = walk(plan, channel, secrets_);
    transcript.started = started;
    channels_.erase(number);
    return channel.told_to_start_over() && !interrupted();
  }

  Transcript broken_walk(const WalkPlan& plan, std::string fault) const {
    Transcript transcript;
    transcript.connector = plan.connector;
    transcript.mode = plan.mode;
    transcript.walk_id = plan.walk_id;
    transcript.flags = plan.flags;
    transcript.outcome = Outcome::fail;
    transcript.failure = Failure{Step::local, Class::internal, Origin::local, std::nullopt, std::move(fault)};
    transcript.at(Step::local).status = StepStatus::fail;
    clean(transcript, secrets_, SentTokens());
    return transcript;
  }

  // A server may repeat what another walk of the run has told it.
  void learn_secrets() {
    std::set<const Credential*> known;
    for (const WalkPlan& walk : plan_.walks) {
      if (walk.credential && known.insert(walk.credential.get()).second)
        secrets_.learn(walk.credential->password.view());
    }
  }

  void finished(std::size_t number, Transcript transcript) {
    ended_[number] = std::move(transcript);
    schedule_.ended(turns_.at(number));
    asio::post(*loop_, [this] { start_what_can_start(); });
    if (plan_.on_walk) plan_.on_walk(*ended_[number]);
  }

  // Every name is looked up once; a walk whose name has no address stays, and fails by itself.
  std::vector<WalkPlan> one_per_address() {
    std::map<std::string, std::vector<Address>> known;
    std::vector<const WalkPlan*> first_of_a_name;
    for (const WalkPlan& walk : plan_.walks) {
      if (known.try_emplace(walk.connector.SmartHost).second) first_of_a_name.push_back(&walk);
    }
    std::size_t next = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(first_of_a_name.size(), std::max(1U, plan_.jobs));
         ++i) {
      on_a_fiber(
          [&](asio::yield_context yield) {
            while (next < first_of_a_name.size() && !interrupted()) {
              const WalkPlan& walk = *first_of_a_name[next++];
              known[walk.connector.SmartHost] = addresses_of(walk, yield);
            }
          },
          [this](const std::exception_ptr& thrown) {
            if (thrown) thrown_by_caller_ = thrown;
          });
    }
    run_loop();
    std::vector<WalkPlan> expanded;
    for (const WalkPlan& walk : plan_.walks) {
      const std::vector<Address>& addresses = known[walk.connector.SmartHost];
      if (addresses.empty()) expanded.push_back(walk);
      for (const Address& address : addresses) {
        expanded.push_back(walk);
        expanded.back().only_address = address.ip;
      }
    }
    return expanded;
  }

  std::vector<Address> addresses_of(const WalkPlan& walk, asio::yield_context yield) {
    AccountPlace none(accounts_);
    LiveChannel channel(live_, walk, context_of(walk), none, yield);
    channel.start_step(walk.limits.step);
    try {
      return channel.resolve(walk.connector.SmartHost);
    } catch (const ChannelError&) {
      return {};  // reported by the walk itself
    }
  }

  template <class Function, class Ended>
  void on_a_fiber(Function function, Ended ended) {
    asio::spawn(loop_->get_executor(), std::allocator_arg,
                boost::context::protected_fixedsize_stack(stack_size), std::move(function), std::move(ended));
  }

  void run_loop() {
    loop_->restart();
    loop_->run();
    if (thrown_by_caller_) std::rethrow_exception(thrown_by_caller_);
  }

  void poll() {
    if (schedule_.over()) return;
    if (interrupted() && !told_walks_) {
      told_walks_ = true;
      for (auto& [number, channel] : channels_) channel->interrupt();
      start_what_can_start();
    }
    bool places_are_free = false;
    for (auto& [number, channel] : channels_) {
      if (!channel->waits_for_its_server(late_to_connect)) continue;
      schedule_.waits_for_its_server(turns_.at(number));
      places_are_free = true;
    }
    if (places_are_free) start_what_can_start();
    poll_.expires_after(poll_interval);
    poll_.async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled) poll();
    });
  }

  TlsContext& context_of(const WalkPlan& walk) {
    return contexts_.of(walk.tls ? *walk.tls : plan_.network.tls);
  }

  bool interrupted() const { return plan_.interrupted != nullptr && plan_.interrupted->load(); }

  const ProbePlan& plan_;
  TlsContexts contexts_;
  Redactor secrets_;  // of all walks
  const std::shared_ptr<asio::io_context> loop_;
  LiveRun live_;
  Accounts accounts_;
  Schedule schedule_;
  asio::steady_timer poll_;
  asio::steady_timer next_start_;
  std::vector<WalkPlan> expanded_;  // with all_addresses
  const std::vector<WalkPlan>* walks_ = &plan_.walks;
  std::vector<std::size_t> order_;            // in which the walks begin: numbers of the plan
  std::map<std::size_t, std::size_t> turns_;  // the other way round, of those that have begun
  std::vector<std::optional<Transcript>> ended_;
  std::map<std::size_t, LiveChannel*> channels_;  // of the walks in flight
  bool told_walks_ = false;
  std::exception_ptr thrown_by_caller_;  // once all walks have ended
};

}  // namespace

std::vector<Transcript> probe(const ProbePlan& plan) {
  const NoBrokenPipes quiet;
  return Run(plan).walk_all();
}

}  // namespace authwalk
