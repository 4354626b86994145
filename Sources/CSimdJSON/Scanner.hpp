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

/// What there is to know about a number's spelling.
struct NumberShape {
  size_t length = 0;
  bool is_integer = true;
  uint32_t failure = CSJ_OK;
  uint32_t expectation = CSJ_EXPECT_NOTHING;
  /// Where `failure` is, from the number's start.
  size_t failure_at = 0;
  /// Whether a binary64 or a 64-bit integer may be unable to hold it.
  bool may_overflow = false;
};

/// Reads the number at the start of `text`.
NumberShape read_number(const uint8_t *text, size_t length);

/// The number of bytes of the well-formed UTF-8 sequence at `text`, or 0. `cut` is set when the
/// bytes are the beginning of one that the end of the text cuts off.
size_t utf8_sequence(const uint8_t *text, size_t length, bool &cut);

/// Checks `text` against RFC 8259, byte by byte and without recursion, and fills in the first
/// error. `overflowing` receives the numbers that simdjson may refuse although JSON has them.
/// Returns whether the text is well-formed.
bool scan(
    const uint8_t *text, size_t length, size_t maximum_depth, csj_error &error,
    std::vector<Span> &overflowing);

}  // namespace csj

#endif
