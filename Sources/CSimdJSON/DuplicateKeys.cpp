#include "DuplicateKeys.hpp"

#include <algorithm>

namespace csj {

namespace {

/// A cheap hash of a key's length, first eight and last eight bytes.
uint32_t short_fingerprint(const Text &key) {
  uint64_t head = key_prefix(key), tail = 0;
  if (key.length > 8) std::memcpy(&tail, key.bytes + key.length - 8, sizeof tail);
  const uint64_t mixed = (head ^ (tail * 0x9e3779b97f4a7c15) ^ key.length) * 0xd6e8feb86659fd93;
  return uint32_t(mixed >> 32);
}

/// A hash in the manner of FNV-1a, by words of eight bytes, with a multiplication and a shift for
/// each word.
uint64_t long_fingerprint(const Text &key) {
  uint64_t hash = 0xcbf29ce484222325 ^ key.length;
  size_t at = 0;
  for (; at + 8 <= key.length; at += 8) {
    uint64_t bytes;
    std::memcpy(&bytes, key.bytes + at, sizeof bytes);
    hash = (hash ^ bytes) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 32;
  }
  if (at < key.length) {
    uint64_t bytes = 0;
    std::memcpy(&bytes, key.bytes + at, key.length - at);
    hash = (hash ^ bytes) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 32;
  }
  return hash;
}

}  // namespace

KeyPair KeyChecker::find(size_t start, size_t end) {
  size_t count = 0;
  for (size_t at = start + 1; at < end; at = next_element(tape, at + 1)) {
    if (count == many) return find_among_many(start, end);
    const uint32_t fingerprint = short_fingerprint(key(at));
    bool seen = false;
    for (size_t i = 0; i < count; i++) seen |= fingerprints[i] == fingerprint;
    if (seen) {
      for (size_t i = 0; i < count; i++) {
        if (fingerprints[i] == fingerprint && equal(key(indexes[i]), key(at))) {
          return {indexes[i], at};
        }
      }
    }
    fingerprints[count] = fingerprint;
    indexes[count] = uint32_t(at);
    count++;
  }
  return {0, 0};
}

// Sorting takes n log n comparisons for all keys, so no choice of keys makes it quadratic, as it
// would with a hash table whose function is known.
KeyPair KeyChecker::find_among_many(size_t start, size_t end) {
  entries.clear();
  for (size_t at = start + 1; at < end; at = next_element(tape, at + 1)) {
    entries.push_back({long_fingerprint(key(at)), uint32_t(at)});
  }
  std::sort(entries.begin(), entries.end(), [this](const Entry &left, const Entry &right) {
    if (left.fingerprint != right.fingerprint) return left.fingerprint < right.fingerprint;
    if (left.index == right.index) return false;
    const Text a = key(left.index), b = key(right.index);
    if (precedes(a, b)) return true;
    if (precedes(b, a)) return false;
    return left.index < right.index;
  });
  KeyPair found = {0, 0};
  for (size_t i = 1; i < entries.size(); i++) {
    const Entry &left = entries[i - 1], &right = entries[i];
    if (left.fingerprint != right.fingerprint) continue;
    if (found.second != 0 && right.index > found.second) continue;
    if (equal(key(left.index), key(right.index))) found = {left.index, right.index};
  }
  return found;
}

}  // namespace csj
