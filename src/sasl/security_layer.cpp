#include "sasl/security_layer.hpp"

#include <fmt/format.h>

#include <string>

#include "sasl/mechanism.hpp"

namespace authwalk {
namespace {

constexpr unsigned no_layer = 1, integrity = 2, confidentiality = 4;

std::string layers_text(unsigned layers) {
  std::string text;
  if ((layers & integrity) != 0) text += "integrity";
  if ((layers & confidentiality) != 0) text += text.empty() ? "confidentiality" : " and confidentiality";
  return text.empty() ? "nothing" : text;
}

}  // namespace

std::array<char, 4> decline_security_layer(std::string_view offer) {
  constexpr std::size_t offer_size = 4;
  if (offer.size() != offer_size) {
    throw SaslError{Class::bad_challenge,
                    fmt::format("the offer of security layers has {} bytes and not 4", offer.size())};
  }
  const auto octet = [&](std::size_t i) {
    return static_cast<unsigned>(static_cast<unsigned char>(offer[i]));
  };
  const unsigned layers = octet(0);
  if ((layers & no_layer) == 0) {
    throw SaslError{
        Class::security_layer,
        fmt::format("the server offers {} (0x{:02x}, messages of up to {} bytes), and not to do without",
                    layers_text(layers), layers, octet(1) << 16 | octet(2) << 8 | octet(3))};
  }
  // The size of messages belongs to the layers that are declined; nothing is ever made that large.
  return {no_layer, 0, 0, 0};
}

}  // namespace authwalk
