#include "net/live_channel.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <cassert>
#include <cerrno>
#include <exception>

#include "net/offload.hpp"
#include "net/path.hpp"

namespace authwalk {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

std::string text(const asio::ip::tcp::endpoint& end) {
  const std::string ip = end.address().to_string();
  return end.address().is_v6() ? fmt::format("[{}]:{}", ip, end.port())
                               : fmt::format("{}:{}", ip, end.port());
}

// A server may send its TLS tickets and its next reply as two small writes; the second then waits for our
// acknowledgement, 40 ms by default. The option does not stay set.
void acknowledge_at_once(int socket) {
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
}

// Whatever is thrown on the thread, the walks that wait get an answer.
LookupAnswer look_up_or_say_why(const std::string& smart_host, const NetworkSettings& settings) {
  try {
    return look_up(smart_host, settings);
  } catch (const std::exception& error) {
    return {{}, Class::dns_failed, fmt::format("{}: {}", smart_host, error.what()), {}};
  }
}

}  // namespace

LiveChannel::LiveChannel(LiveRun& run, const WalkPlan& plan, TlsContext& context, AccountPlace& place,
                         asio::yield_context yield)
    : run_(run),
      plan_(plan),
      context_(context),
      place_(place),
      yield_(std::move(yield)),
      socket_(*run.loop),
      timer_(*run.loop),
      deadline_(began_ + plan.limits.deadline),
      step_end_(deadline_) {}

LiveChannel::~LiveChannel() {
  close();
}

std::vector<Address> LiveChannel::resolve(const std::string& smart_host) {
  std::optional<LookupAnswer> answer = known_without_dns(smart_host, run_.network);
  if (!answer) {
    auto [entry, first] = run_.lookups.try_emplace(smart_host);
    if (first) entry->second = std::make_shared<Lookup>();
    const std::shared_ptr<Lookup> lookup = entry->second;
    if (first) {
      // The thread owns what it touches, the loop included: it may come back after the run is over.
      const auto answered = [lookup](LookupAnswer found) {
        lookup->answer = std::move(found);
        lookup->begun.complete();
        lookup->answered.complete();
      };
      try {
        authwalk::offload(
            Blocking::names, [lookup, answered, loop = run_.loop, smart_host, settings = run_.network] {
              asio::post(*loop, [lookup] { lookup->begun.complete(); });
              asio::post(*loop,
                         [answered, found = look_up_or_say_why(smart_host, settings)] { answered(found); });
            });
      } catch (const std::system_error& error) {
        answered({{}, Class::dns_failed, fmt::format("{}: no thread: {}", smart_host, error.what()), {}});
      }
    }
    // Names of others that nobody answers for may hold all threads: that is no time of this walk.
    if (!lookup->begun.done) stand_still(lookup->begun, Clock::now() + longest_look_up);
    wait_for(lookup->answered);
    answer = lookup->answer;
  }
  left_out_ = answer->left_out;
  if (answer->addresses.empty()) throw ChannelError{answer->error, answer->detail, std::nullopt};
  return answer->addresses;
}

Endpoints LiveChannel::connect(const Address& address, std::uint16_t port) {
  close();
  error_code error;
  const auto ip = asio::ip::make_address(address.ip, error);
  if (error)
    throw ChannelError{Class::unreachable, fmt::format("{} is no IP address", address.ip), std::nullopt};
  const tcp::endpoint to(ip, port);
  socket_ = tcp::socket(*run_.loop);
  socket_.open(to.protocol(), error);
  if (error) broke(error);
  socket_.non_blocking(true, error);
  socket_.set_option(tcp::no_delay(true), error);
  bind_source(to);
  error = bounded([&](auto yield) { socket_.async_connect(to, yield); });
  // A closed port refuses; a reset means that the connection stood and was thrown away before we looked,
  // which is for the banner to report.
  reset_already_ = error == asio::error::connection_reset;
  if (error && !reset_already_) broke(error);
  ever_connected_ = true;
  return {text(socket_.local_endpoint(error)), text(to)};
}

std::optional<PathFacts> LiveChannel::path() {
  error_code error;
  const tcp::endpoint local = socket_.local_endpoint(error);
  const tcp::endpoint remote = socket_.remote_endpoint(error);
  if (error) return std::nullopt;
  return look_at_path(local.address().to_string(), remote.address().to_string());
}

TlsFacts LiveChannel::secure(const TlsDemand& demand) {
  TlsDemand wanted = demand;
  if (!context_.sni().empty()) wanted.sni = context_.sni();
  const auto began = Clock::now();
  tls_ = std::make_unique<TlsSession>(demand.any_version ? context_.for_any_version() : context_.for_walk(),
                                      socket_.native_handle(), wanted);
  TlsFacts facts;
  try {
    for (Want want = tls_->handshake(); want != Want::nothing; want = tls_->handshake()) wait_for(want);
    facts = tls_->judged_facts();
    facts.our_versions = context_.our_versions();
  } catch (ChannelError& error) {
    facts = tls_->facts();
    facts.our_versions = context_.our_versions();
    error.tls = facts;
    tls_.reset();
    throw;
  }
  facts.handshake_ms = std::chrono::duration<double, std::milli>(Clock::now() - began).count();
  return facts;
}

void LiveChannel::send(std::string_view bytes) {
  while (!bytes.empty()) {
    demand_time();
    std::size_t count = 0;
    if (tls_) {
      const Want want = tls_->write(bytes, count);
      if (want != Want::nothing) wait_for(want);
    } else {
      const ssize_t sent = ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno != EAGAIN && errno != EINTR) broke({errno, boost::system::system_category()});
      if (sent < 0) wait_for(Want::write);
      count = sent < 0 ? 0 : static_cast<std::size_t>(sent);
    }
    bytes.remove_prefix(count);
  }
}

std::size_t LiveChannel::receive(std::span<char> into) {
  // Records without data (tickets, key updates) are allowed, a flood of them is not.
  constexpr int most_empty_records = 1000;
  while (!tls_ || tls_->records_without_data() < most_empty_records) {
    demand_time();
    if (reset_already_) broke(asio::error::connection_reset);
    acknowledge_at_once(socket_.native_handle());
    std::size_t count = 0;
    if (tls_) {
      const Want want = tls_->read(into, count);
      if (want != Want::nothing) wait_for(want);
    } else {
      count = receive_plain(into);
      if (count == 0) wait_for(Want::read);
    }
    if (count > 0) return count;
  }
  throw ChannelError{Class::limit_exceeded, fmt::format("{} TLS records without data", most_empty_records),
                     std::nullopt};
}

// A connection that has just broken has nothing waiting; the next operation will say how it broke.
std::size_t LiveChannel::receive_waiting(std::span<char> into) {
  if (tls_) return 0;
  const ssize_t count = ::recv(socket_.native_handle(), into.data(), into.size(), 0);
  return count > 0 ? static_cast<std::size_t>(count) : 0;
}

void LiveChannel::close() noexcept {
  if (tls_) tls_->say_goodbye();
  hang_up();
}

void LiveChannel::hang_up() noexcept {
  tls_.reset();
  error_code ignored;
  socket_.close(ignored);
}

void LiveChannel::start_step(std::chrono::milliseconds limit) {
  step_began_ = Clock::now();
  step_end_ = step_began_ + limit;
}

void LiveChannel::offload(std::function<void()> blocking) {
  auto done = std::make_shared<Completion>();
  authwalk::offload(Blocking::tickets, [done, loop = run_.loop, blocking = std::move(blocking)] {
    blocking();
    asio::post(*loop, [done] { done->complete(); });
  });
  wait_for(*done);
}

double LiveChannel::elapsed_ms() const {
  return std::chrono::duration<double, std::milli>(Clock::now() - began_).count();
}

void LiveChannel::interrupt() {
  interrupted_ = true;
  deadline_ = Clock::now();
  error_code ignored;
  socket_.cancel(ignored);
  if (waiting_for_completion_ != nullptr) waiting_for_completion_->cancel();
}

bool LiveChannel::waits_for_its_server(std::chrono::milliseconds so_long) const {
  return !ever_connected_ && Clock::now() - began_ > so_long;
}

// Runs one asynchronous operation on the socket within the step's limit and the walk's deadline. A timer
// cancels the socket; a number of the operation keeps a timer that fires late from cancelling the next one.
template <class Operation>
error_code LiveChannel::bounded(Operation operation) {
  assert(!std::current_exception() && "a fiber must not wait inside a handler");
  demand_time();
  const unsigned number = ++*operation_;
  timer_.expires_at(std::min(step_end_, deadline_));
  timer_.async_wait([this, number, current = std::weak_ptr(operation_)](const error_code& cancelled) {
    const auto still = current.lock();
    if (cancelled || !still || *still != number) return;
    error_code ignored;
    socket_.cancel(ignored);
  });
  error_code error;
  operation(yield_[error]);
  ++*operation_;
  timer_.cancel();
  if (error == asio::error::operation_aborted) {
    demand_time();
    out_of_time();
  }
  return error;
}

void LiveChannel::wait_for(Want want) {
  const auto kind = want == Want::read ? tcp::socket::wait_read : tcp::socket::wait_write;
  const error_code error = bounded([&](auto yield) { socket_.async_wait(kind, yield); });
  if (error) broke(error);
}

void LiveChannel::wait_for(Completion& completion) {
  assert(!std::current_exception() && "a fiber must not wait inside a handler");
  asio::steady_timer timer(*run_.loop);
  completion.waiting.insert(&timer);
  waiting_for_completion_ = &timer;
  while (!completion.done && Clock::now() < std::min(step_end_, deadline_)) {
    error_code woken;
    timer.expires_at(std::min(step_end_, deadline_));
    timer.async_wait(yield_[woken]);
  }
  waiting_for_completion_ = nullptr;
  completion.waiting.erase(&timer);
  if (!completion.done) out_of_time();
}

// Called on every turn of every loop, so that a peer that always has one more byte meets the clock too.
void LiveChannel::demand_time() const {
  if (Clock::now() >= std::min(step_end_, deadline_)) out_of_time();
}

void LiveChannel::out_of_time() const {
  const auto seconds = [](Clock::duration d) { return std::chrono::duration<double>(d).count(); };
  if (interrupted_) throw ChannelError{Class::interrupted, "the run was interrupted", std::nullopt};
  if (deadline_ <= step_end_) {
    throw ChannelError{Class::deadline,
                       fmt::format("the walk's deadline of {:.1f} s has passed", seconds(deadline_ - began_)),
                       std::nullopt};
  }
  throw ChannelError{Class::timeout,
                     fmt::format("nothing complete within {:.1f} s", seconds(step_end_ - step_began_)),
                     std::nullopt};
}

void LiveChannel::broke(const error_code& error) {
  Class cls = Class::unreachable;
  if (error == asio::error::connection_refused) cls = Class::refused;
  if (error == asio::error::connection_reset || error == asio::error::broken_pipe) cls = Class::reset;
  // The kernel gave up before our limit did.
  if (error == asio::error::timed_out) cls = Class::timeout;
  throw ChannelError{cls, error.message(), std::nullopt};
}

std::size_t LiveChannel::receive_plain(std::span<char> into) {
  const ssize_t count = ::recv(socket_.native_handle(), into.data(), into.size(), 0);
  if (count > 0) return static_cast<std::size_t>(count);
  if (count == 0) throw ChannelError{Class::closed, "the server closed the connection", std::nullopt};
  if (errno != EAGAIN && errno != EINTR) broke({errno, boost::system::system_category()});
  return 0;
}

void LiveChannel::bind_source(const tcp::endpoint& to) {
  if (plan_.connector.SourceIPAddress.empty()) return;
  error_code error;
  const auto source = asio::ip::make_address(plan_.connector.SourceIPAddress, error);
  if (!error && source.is_v6() != to.address().is_v6()) {
    throw ChannelError{
        Class::unreachable,
        fmt::format("the source address {} is of another family", plan_.connector.SourceIPAddress),
        std::nullopt};
  }
  if (!error) socket_.bind({source, 0}, error);
  if (error) {
    throw ChannelError{
        Class::unreachable,
        fmt::format("cannot connect from {}: {}", plan_.connector.SourceIPAddress, error.message()),
        std::nullopt};
  }
}

}  // namespace authwalk
