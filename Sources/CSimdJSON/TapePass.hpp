#ifndef CSIMDJSON_TAPEPASS_HPP
#define CSIMDJSON_TAPEPASS_HPP

#include <cstddef>
#include <cstdint>

namespace csj {

/// simdjson's results for one text.
struct Parsed {
  const uint8_t *text;
  size_t length;
  uint64_t *tape;
  size_t tape_end;
  const uint8_t *strings;
  const uint32_t *structurals;
  size_t structural_count;
};

enum class Verdict {
  fine,
  /// `first` and `second` are the tape indices of two equal keys of one object.
  duplicate_key,
  too_deep,
  /// A number beyond the limits.
  bad_number,
  /// The tape and the structural indexes do not match.
  inconsistent
};

struct PassResult {
  Verdict verdict;
  size_t first;
  size_t second;
};

/// Passes over the tape once: looks for equal keys in one object, checks the depth, and rewrites
/// the words of numbers that a machine word cannot hold exactly, as `csj_tape` describes.
PassResult check_tape(const Parsed &parsed, size_t maximum_depth);

}  // namespace csj

#endif
