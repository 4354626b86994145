#ifndef CSIMDJSON_TAPE_HPP
#define CSIMDJSON_TAPE_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace csj {

inline uint8_t tag(uint64_t word) { return uint8_t(word >> 56); }
inline uint64_t payload(uint64_t word) { return word & 0x00ffffffffffffff; }

/// Whether the element has a second word: numbers do, for their binary value.
inline bool has_second_word(uint8_t tag) { return tag == 'l' || tag == 'u' || tag == 'd'; }

/// The index of the word after the element at `index`.
inline size_t next_element(const uint64_t *tape, size_t index) {
  const uint64_t word = tape[index];
  const uint8_t kind = tag(word);
  if (kind == '{' || kind == '[') return size_t(uint32_t(word));
  return index + (has_second_word(kind) ? 2 : 1);
}

/// A string in simdjson's string buffer.
struct Text {
  const uint8_t *bytes;
  uint32_t length;
};

inline Text string_at(const uint64_t *tape, const uint8_t *strings, size_t index) {
  const uint8_t *start = strings + payload(tape[index]);
  Text text;
  std::memcpy(&text.length, start, sizeof text.length);
  text.bytes = start + sizeof text.length;
  return text;
}

}  // namespace csj

#endif
