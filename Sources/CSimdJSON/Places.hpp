#ifndef CSIMDJSON_PLACES_HPP
#define CSIMDJSON_PLACES_HPP

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "CSimdJSON.h"

namespace csj {

/// Finds the positions of a tape's elements in its text.
///
/// The tape has no positions. The first lookup reads the text once and sets a mark every 512
/// elements; every later one starts at the nearest mark.
class Places {
public:
  /// Sets the document. `text` must be the well-formed text of `tape`.
  void belong_to(const uint8_t *text, size_t length, const uint64_t *tape, size_t tape_end);

  size_t offset(size_t tape_index) const;
  csj_place place(size_t tape_index) const;

private:
  /// An element with its offset and position.
  struct Mark {
    size_t tape_index;
    size_t offset;
    csj_place place;
  };

  static constexpr size_t spacing = 512;

  const uint8_t *text = nullptr;
  size_t length = 0;
  const uint64_t *tape = nullptr;
  size_t tape_end = 0;
  mutable std::once_flag once;
  mutable std::vector<Mark> marks;

  Mark nearest(size_t tape_index) const;
  void make_marks() const;
  size_t element_at_or_after(size_t offset) const;
  size_t end_of_element(size_t offset) const;
  size_t walk(const Mark &from, size_t tape_index) const;
};

}  // namespace csj

#endif
