#include "live/rehearsal_client.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>

namespace authwalk::test {
namespace {

int open_socket(std::uint16_t port, const char* address) {
  sockaddr_storage storage{};
  socklen_t size = 0;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
  if (inet_pton(AF_INET, address, &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    size = sizeof *v4;
  } else if (inet_pton(AF_INET6, address, &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    size = sizeof *v6;
  }
  const int made = socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{5, 0};
  setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (connect(made, reinterpret_cast<const sockaddr*>(&storage), size) != 0) {
    close(made);
    throw std::runtime_error("the rehearsal host does not accept");
  }
  return made;
}

void trust(SSL_CTX* context, const std::string& ca_pem) {
  BIO* memory = BIO_new_mem_buf(ca_pem.data(), static_cast<int>(ca_pem.size()));
  X509* root = PEM_read_bio_X509(memory, nullptr, nullptr, nullptr);
  BIO_free(memory);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context), root);
  X509_free(root);
}

}  // namespace

RehearsalClient::RehearsalClient(std::uint16_t port, const char* address)
    : socket_(open_socket(port, address)) {
  std::signal(SIGPIPE, SIG_IGN);
}

RehearsalClient::~RehearsalClient() {
  SSL_free(ssl_);
  SSL_CTX_free(context_);
  close(socket_);
}

void RehearsalClient::send(std::string_view bytes) {
  if (ssl_ != nullptr) {
    SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()));
    return;
  }
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string RehearsalClient::read_some() {
  std::array<char, 16384> chunk;
  const ssize_t size = ssl_ != nullptr ? SSL_read(ssl_, chunk.data(), static_cast<int>(chunk.size()))
                                       : recv(socket_, chunk.data(), chunk.size(), 0);
  if (size > 0) return {chunk.data(), static_cast<std::size_t>(size)};
  silent_ = size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  reset_ = size < 0 && errno == ECONNRESET;
  return {};
}

std::string RehearsalClient::reply() {
  std::string lines;
  while (true) {
    const std::size_t end = unread_.find("\r\n");
    if (end == std::string::npos) {
      const std::string more = read_some();
      if (more.empty()) return lines + unread_ + (reset_ ? "(reset)" : silent_ ? "(silence)" : "(closed)");
      unread_ += more;
      continue;
    }
    const std::string line = unread_.substr(0, end);
    unread_.erase(0, end + 2);
    lines += line;
    if (line.size() < 4 || line[3] != '-') return lines;
    lines += '\n';
  }
}

std::string RehearsalClient::ask(std::string_view line) {
  send(std::string(line) + "\r\n");
  return reply();
}

std::string RehearsalClient::start_tls(std::string_view verb, const std::string& ca_pem,
                                       const std::string& name) {
  const std::string answer = ask(verb);
  if (!answer.starts_with("220")) return answer;
  context_ = SSL_CTX_new(TLS_client_method());
  if (!ca_pem.empty()) trust(context_, ca_pem);
  ssl_ = SSL_new(context_);
  SSL_set_fd(ssl_, socket_);
  if (!name.empty()) SSL_set1_host(ssl_, name.c_str());
  if (SSL_connect(ssl_) != 1) {
    const char* reason = ERR_reason_error_string(ERR_get_error());
    SSL_free(ssl_);
    ssl_ = nullptr;
    return reason == nullptr ? "broken" : reason;
  }
  const long verdict = SSL_get_verify_result(ssl_);
  return name.empty() || verdict == X509_V_OK ? "ok" : X509_verify_cert_error_string(verdict);
}

std::string RehearsalClient::certificate_digest() const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  X509* certificate = SSL_get1_peer_certificate(ssl_);
  X509_digest(certificate, EVP_sha256(), digest.data(), &size);
  X509_free(certificate);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

std::size_t RehearsalClient::read_to_the_end() {
  std::size_t total = unread_.size();
  for (std::string bytes = read_some(); !bytes.empty(); bytes = read_some()) total += bytes.size();
  return total;
}

}  // namespace authwalk::test
