// RehearsalHost: listens, accepts, and plays every session in a fiber of its own on one thread.
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <authwalk/rehearsal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/spawn.hpp>
#include <boost/context/protected_fixedsize_stack.hpp>
#include <memory>
#include <set>
#include <span>
#include <stdexcept>
#include <thread>

#include "rehearsal/faults.hpp"
#include "rehearsal/session.hpp"

namespace authwalk {

using boost::asio::ip::tcp;
using boost::system::error_code;
using namespace rehearsal;

namespace {

constexpr std::size_t most_sessions = 10000;
// Sixteen KiB are enough for OpenSSL's handshake and for Kerberos. Only pages that are touched cost memory.
constexpr std::size_t fiber_stack = 128 * 1024;

void check_mechanisms(std::string_view list, std::span<const std::string> served, bool keytab) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(' '), list.size());
    const std::string name(list.substr(0, end));
    if (name == "GSSAPI" && !keytab) throw std::invalid_argument("GSSAPI needs a keytab");
    if (!name.empty() && std::ranges::count(served, name) == 0) {
      throw std::invalid_argument(fmt::format("mechanism '{}' cannot be served here", name));
    }
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

Arrangement arrange(const ReceiveConnector& connector, bool keytab) {
  Arrangement arrangement;
  arrangement.connector = connector;
  if (!connector.fault.empty()) {
    const Fault* fault = find_fault(connector.fault);
    if (fault == nullptr) throw std::invalid_argument(fmt::format("there is no fault '{}'", connector.fault));
    fault->arrange(arrangement);
  }
  const std::vector<std::string> tokens{"GSSAPI", "NTLM"};
  std::vector<std::string> served = sasl_mechanisms();
  served.insert(served.end(), tokens.begin(), tokens.end());
  check_mechanisms(arrangement.connector.mechanisms, served, keytab);
  check_mechanisms(arrangement.connector.x_exps, tokens, keytab);
  return arrangement;
}

const Profile& profile_of(const ReceiveConnector& connector) {
  const Profile* profile = find_profile(connector.profile);
  if (profile == nullptr) {
    throw std::invalid_argument(fmt::format("there is no profile '{}'", connector.profile));
  }
  return *profile;
}

tcp::acceptor listen(boost::asio::io_context& context, const ReceiveConnector& connector) {
  error_code ec;
  const auto address = boost::asio::ip::make_address(connector.address, ec);
  // This server gives its rights away on purpose; it must not be reached from anywhere else.
  if (ec || !address.is_loopback()) {
    throw std::invalid_argument(
        fmt::format("'{}' is no loopback address, and nothing else may be listened on", connector.address));
  }
  tcp::acceptor acceptor(context);
  acceptor.open(address.is_v6() ? tcp::v6() : tcp::v4(), ec);
  if (!ec) acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
  if (!ec) acceptor.bind({address, connector.port}, ec);
  if (!ec) acceptor.listen(4096, ec);
  if (ec) {
    throw std::runtime_error(
        fmt::format("cannot listen on {} port {}: {}", connector.address, connector.port, ec.message()));
  }
  return acceptor;
}

// One Receive connector with its port.
struct Listener {
  Listener(boost::asio::io_context& context, const ReceiveConnector& connector, const Authority& authority,
           bool keytab)
      : arrangement(arrange(connector, keytab)),
        profile(profile_of(connector)),
        tls(authority, arrangement.tls),
        acceptor(listen(context, connector)),
        port(acceptor.local_endpoint().port()) {}

  Arrangement arrangement;
  const Profile& profile;
  ServerTls tls;
  tcp::acceptor acceptor;
  std::uint16_t port;
};

template <class Function>
void start_fiber(boost::asio::io_context& context, Function function) {
  boost::asio::spawn(context, std::allocator_arg, boost::context::protected_fixedsize_stack(fiber_stack),
                     std::move(function), boost::asio::detached);
}

}  // namespace

struct RehearsalHost::State {
  explicit State(RehearsalPlan given) : plan(std::move(given)), authority(plan.host_name) {
    // Before the thread starts: Cyrus loads its plug-ins without any lock.
    prepare_sasl();
    const bool keytab = !plan.keytab.empty();
    if (keytab) house.kerberos = std::make_unique<const GssAcceptor>(plan.keytab);
    for (const ReceiveConnector& connector : plan.connectors) {
      listeners.push_back(std::make_unique<Listener>(context, connector, authority, keytab));
    }
    for (const auto& listener : listeners) {
      start_fiber(context,
                  [this, &one = *listener](boost::asio::yield_context yield) { accept(one, yield); });
    }
    thread = std::thread([this] { run(); });
  }

  ~State() {
    // Every wait ends at once, so that every fiber leaves by itself and run() runs out of work.
    boost::asio::post(context, [this] {
      stopping = true;
      error_code ignored;
      for (const auto& listener : listeners) listener->acceptor.close(ignored);
      for (Wire* wire : wires) wire->abort();
    });
    thread.join();
  }

  void run() {
    // OpenSSL writes without MSG_NOSIGNAL; a client that has gone must not end the process.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    context.run();
  }

  void accept(Listener& listener, boost::asio::yield_context yield) {
    boost::asio::steady_timer breather(context);
    while (!stopping) {
      error_code ec;
      tcp::socket socket(context);
      listener.acceptor.async_accept(socket, yield[ec]);
      if (stopping) return;
      if (ec) {
        // Out of descriptors, most likely; the connection waits in the queue.
        breather.expires_after(std::chrono::milliseconds(50));
        breather.async_wait(yield[ec]);
      } else if (wires.size() >= most_sessions) {
        turn_away(socket, listener.profile);
      } else {
        start_fiber(context,
                    [this, &listener, moved = std::move(socket)](boost::asio::yield_context own) mutable {
                      serve(listener, std::move(moved), own);
                    });
      }
    }
  }

  void serve(Listener& listener, tcp::socket socket, boost::asio::yield_context yield) {
    if (stopping) return;
    const auto wire = std::make_shared<Wire>(std::move(socket), yield);
    wires.insert(wire.get());
    try {
      Session(*wire, listener.arrangement, listener.profile, listener.tls, house).run();
    } catch (const Gone&) {
      // The session has logged why.
    } catch (const std::exception& error) {
      if (plan.log) plan.log(fmt::format("{}: {}", listener.arrangement.connector.name, error.what()));
    }
    wires.erase(wire.get());
  }

  void turn_away(tcp::socket& socket, const Profile& profile) {
    error_code ec;
    const auto peer = socket.remote_endpoint(ec);
    const std::string words =
        fmt::format(fmt::runtime(profile.too_many_connections), fmt::arg("host", plan.host_name),
                    fmt::arg("client", peer.address().to_string()));
    socket.non_blocking(true, ec);
    socket.write_some(boost::asio::buffer(words + "\r\n"), ec);
  }

  const RehearsalPlan plan;
  const Authority authority;
  House house{plan};
  boost::asio::io_context context{1};
  std::vector<std::unique_ptr<Listener>> listeners;
  std::set<Wire*> wires;
  bool stopping = false;
  std::thread thread;
};

RehearsalHost::RehearsalHost(RehearsalPlan plan) : state_(std::make_unique<State>(std::move(plan))) {}

RehearsalHost::~RehearsalHost() = default;

std::uint16_t RehearsalHost::port(std::size_t connector) const {
  return state_->listeners.at(connector)->port;
}

const std::string& RehearsalHost::ca_pem() const {
  return state_->authority.ca_pem();
}

int RehearsalHost::rejected_attempts() const {
  return state_->house.rejected_attempts;
}

}  // namespace authwalk
