#include "rehearsal/md4.hpp"

#include <bit>
#include <string>

namespace authwalk::rehearsal {
namespace {

using Word = std::uint32_t;

// One round of RFC 1320 section 3.4: which word of the block each step takes, how far each rotates, and the
// constant that all of them add.
struct Round {
  Word (*mix)(Word x, Word y, Word z);
  Word constant;
  std::array<unsigned, 16> order;
  std::array<int, 4> rotations;
};

constexpr std::array rounds{
    Round{[](Word x, Word y, Word z) { return (x & y) | (~x & z); },
          0,
          {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
          {3, 7, 11, 19}},
    Round{[](Word x, Word y, Word z) { return (x & y) | (x & z) | (y & z); },
          0x5a827999,
          {0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15},
          {3, 5, 9, 13}},
    Round{[](Word x, Word y, Word z) { return x ^ y ^ z; },
          0x6ed9eba1,
          {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15},
          {3, 9, 11, 15}},
};

Word word_at(std::string_view bytes, std::size_t at) {
  Word word = 0;
  for (std::size_t i = 4; i-- > 0;) word = word << 8 | static_cast<unsigned char>(bytes[at + i]);
  return word;
}

void append_words(std::string& bytes, std::uint64_t value) {
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>(value >> (8 * i));
}

}  // namespace

std::array<std::uint8_t, 16> md4(std::string_view bytes) {
  std::string padded(bytes);
  padded += '\x80';
  while (padded.size() % 64 != 56) padded += '\0';
  append_words(padded, bytes.size() * std::uint64_t{8});

  std::array<Word, 4> state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  for (std::size_t block = 0; block < padded.size(); block += 64) {
    std::array<Word, 4> s = state;
    for (const Round& round : rounds) {
      for (std::size_t step = 0; step < 16; ++step) {
        const Word taken = word_at(padded, block + std::size_t{4} * round.order[step]);
        const Word sum = s[0] + round.mix(s[1], s[2], s[3]) + taken + round.constant;
        s = {s[3], std::rotl(sum, round.rotations[step % 4]), s[1], s[2]};
      }
    }
    for (std::size_t i = 0; i < 4; ++i) state[i] += s[i];
  }

  std::array<std::uint8_t, 16> digest{};
  for (std::size_t i = 0; i < 16; ++i) digest[i] = static_cast<std::uint8_t>(state[i / 4] >> (8 * (i % 4)));
  return digest;
}

}  // namespace authwalk::rehearsal
