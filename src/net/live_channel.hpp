// The one file that knows sockets, TLS and timers together: a Channel over TCP on a fiber.
#pragma once

#include <authwalk/channel.hpp>
#include <authwalk/probe.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "net/completion.hpp"
#include "net/lookup.hpp"
#include "net/tls_context.hpp"
#include "net/tls_session.hpp"
#include "probe/accounts.hpp"

namespace authwalk {

/// One name that is being looked up or has been.
struct Lookup {
  Completion begun;  // a thread has taken it up
  Completion answered;
  LookupAnswer answer;
};

/// What the walks of one run share on their loop.
struct LiveRun {
  std::shared_ptr<boost::asio::io_context> loop;
  const NetworkSettings& network;
  std::chrono::milliseconds account_patience;
  std::map<std::string, std::shared_ptr<Lookup>> lookups;  ///< each name is looked up once in a run
};

class LiveChannel final : public Channel {
 public:
  /// All of them outlive the channel. The walk's clocks start now.
  LiveChannel(LiveRun& run, const WalkPlan& plan, TlsContext& context, AccountPlace& place,
              boost::asio::yield_context yield);
  ~LiveChannel() override;
  LiveChannel(const LiveChannel&) = delete;
  LiveChannel& operator=(const LiveChannel&) = delete;

  std::vector<Address> resolve(const std::string& smart_host) override;
  std::string left_out() const override { return left_out_; }
  Endpoints connect(const Address& address, std::uint16_t port) override;
  std::optional<PathFacts> path() override;
  TlsFacts secure(const TlsDemand& demand) override;
  void send(std::string_view bytes) override;
  std::size_t receive(std::span<char> into) override;
  std::size_t receive_waiting(std::span<char> into) override;
  void close() noexcept override;
  void hang_up() noexcept override;
  void start_step(std::chrono::milliseconds limit) override;
  void offload(std::function<void()> blocking) override;
  AccountAnswer take_account(const std::string& account) override;
  void give_account_back(const std::string& account, int attempts) noexcept override;
  double elapsed_ms() const override;

  /// The walk was told to start over: throw its transcript away and walk again, on a new channel.
  bool told_to_start_over() const { return told_to_start_over_; }
  /// Takes the account before anything is sent, for a walk that starts over: it will not wait again. Call it
  /// on the fiber.
  void take_account_first();

  /// Ends the walk as if its deadline had come. Call from the loop's thread.
  void interrupt();

  /// The walk has been trying to reach its server for as long, and has no connection.
  bool waits_for_its_server(std::chrono::milliseconds so_long) const;

 private:
  using Clock = std::chrono::steady_clock;
  using tcp = boost::asio::ip::tcp;

  template <class Operation>
  boost::system::error_code bounded(Operation operation);
  void wait_for(Want want);
  void wait_for(Completion& completion);
  Clock::duration stand_still(Completion& completion, Clock::time_point until);
  Reservation wait_for_account(const std::string& account, Clock::duration patience);
  bool server_lost_patience();
  void demand_time() const;
  [[noreturn]] void out_of_time() const;
  [[noreturn]] static void broke(const boost::system::error_code& error);
  std::size_t receive_plain(std::span<char> into);
  void bind_source(const tcp::endpoint& to);

  LiveRun& run_;
  const WalkPlan& plan_;
  TlsContext& context_;
  AccountPlace& place_;
  boost::asio::yield_context yield_;
  tcp::socket socket_;
  boost::asio::steady_timer timer_;
  std::unique_ptr<TlsSession> tls_;
  Clock::time_point began_ = Clock::now();
  Clock::time_point deadline_;
  Clock::time_point step_began_ = began_;
  Clock::time_point step_end_;
  std::string left_out_;
  bool interrupted_ = false;
  bool ever_connected_ = false;
  bool reset_already_ = false;
  bool starting_over_ = false;
  bool told_to_start_over_ = false;
  boost::asio::steady_timer* waiting_for_completion_ = nullptr;
  std::shared_ptr<unsigned> operation_ =
      std::make_shared<unsigned>(0);  // outlives the channel in late timers
};

}  // namespace authwalk
