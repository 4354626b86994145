#ifndef CSIMDJSON_DUPLICATEKEYS_HPP
#define CSIMDJSON_DUPLICATEKEYS_HPP

#include <cstddef>
#include <cstdint>
#include <vector>

#include "Tape.hpp"

namespace csj {

/// The first eight bytes as a big-endian number, padded with zeros. Different prefixes have the
/// order of their keys.
inline uint64_t key_prefix(const Text &key) {
  uint64_t bytes;
  // simdjson's string buffer has at least 32 bytes behind its last string.
  std::memcpy(&bytes, key.bytes, sizeof bytes);
#if !defined(__BYTE_ORDER__) || __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  bytes = __builtin_bswap64(bytes);
#endif
  if (key.length >= 8) return bytes;
  return key.length == 0 ? 0 : bytes & (~uint64_t(0) << (64 - 8 * key.length));
}

/// Whether `left` comes strictly before `right`, byte by byte.
inline bool precedes(const Text &left, const Text &right) {
  const uint32_t common = left.length < right.length ? left.length : right.length;
  const int order = std::memcmp(left.bytes, right.bytes, common);
  return order != 0 ? order < 0 : left.length < right.length;
}

inline bool equal(const Text &left, const Text &right) {
  return left.length == right.length && std::memcmp(left.bytes, right.bytes, left.length) == 0;
}

/// The tape indices of two equal keys, in the order of the document; zeros if there are none.
struct KeyPair {
  size_t first;
  size_t second;
};

/// Looks for equal keys in one object after the other, and reuses its memory.
///
/// Objects of up to 32 keys compare fingerprints in pairs; larger ones are sorted.
class KeyChecker {
public:
  KeyChecker(const uint64_t *tape, const uint8_t *strings) : tape(tape), strings(strings) {}

  /// Two equal keys of the object from word `start` to its closing word `end`: the pair whose
  /// second key comes first.
  KeyPair find(size_t start, size_t end);

private:
  /// Objects of more keys than this are sorted.
  static constexpr size_t many = 32;

  struct Entry {
    uint64_t fingerprint;
    uint32_t index;
  };

  const uint64_t *const tape;
  const uint8_t *const strings;
  uint32_t fingerprints[many] = {};
  uint32_t indexes[many] = {};
  std::vector<Entry> entries;

  Text key(size_t index) const { return string_at(tape, strings, index); }
  KeyPair find_among_many(size_t start, size_t end);
};

}  // namespace csj

#endif
