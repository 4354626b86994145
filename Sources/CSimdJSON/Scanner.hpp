#ifndef CSIMDJSON_SCANNER_HPP
#define CSIMDJSON_SCANNER_HPP

#include <cstddef>
#include <cstdint>
#include <vector>

#include "CSimdJSON.h"

namespace csj {

/// A piece of the text.
struct Span {
  size_t offset;
  size_t length;
};

/// The form of a number in the text.
struct NumberShape {
  size_t length = 0;
  bool is_integer = true;
  uint32_t failure = CSJ_OK;
  uint32_t expectation = CSJ_EXPECT_NOTHING;
  /// The offset of `failure` from the number's start.
  size_t failure_at = 0;
  /// Whether the number may overflow a binary64 or a 64-bit integer.
  bool may_overflow = false;
};

/// Reads the number at the start of `text`.
NumberShape read_number(const uint8_t *text, size_t length);

/// The number of bytes of the well-formed UTF-8 sequence at `text`, or 0. Sets `cut` if the text
/// ends in the middle of a sequence.
size_t utf8_sequence(const uint8_t *text, size_t length, bool &cut);

/// Checks `text` against RFC 8259, byte by byte and without recursion, and describes the first
/// error.
///
/// simdjson reports no position and no expectation, so this slower scan runs on texts that it has
/// refused (and on texts that begin with a number). `overflowing` receives the numbers that
/// simdjson may refuse although they are valid JSON. Returns whether the text is well-formed.
bool scan(
    const uint8_t *text, size_t length, size_t maximum_depth, csj_error &error,
    std::vector<Span> &overflowing);

}  // namespace csj

#endif
