#include "Places.hpp"

#include <algorithm>
#include <cstring>
#include <exception>

#include "Tape.hpp"

namespace csj {

namespace {

/// Moves a position forward over the bytes from `start` to `end`.
void advance(csj_place &place, const uint8_t *text, size_t start, size_t end) {
  for (;;) {
    const void *newline = start < end ? std::memchr(text + start, '\n', end - start) : nullptr;
    if (!newline) break;
    place.line++;
    place.column = 1;
    start = size_t(static_cast<const uint8_t *>(newline) - text) + 1;
  }
  size_t scalars = 0;
  for (size_t i = start; i < end; i++) scalars += (text[i] & 0xc0) != 0x80;
  place.column += scalars;
}

}  // namespace

void Places::belong_to(
    const uint8_t *text, size_t length, const uint64_t *tape, size_t tape_end) {
  this->text = text;
  this->length = length;
  this->tape = tape;
  this->tape_end = tape_end;
}

size_t Places::element_at_or_after(size_t offset) const {
  while (offset < length) {
    switch (text[offset]) {
    case ' ':
    case '\t':
    case '\n':
    case '\r':
    case ',':
    case ':': offset++; break;
    default: return offset;
    }
  }
  return offset;
}

size_t Places::end_of_element(size_t offset) const {
  if (offset >= length) return length;
  switch (text[offset]) {
  case '{':
  case '}':
  case '[':
  case ']': return offset + 1;
  case '"': {
    size_t at = offset + 1;
    while (at < length) {
      const void *quote = std::memchr(text + at, '"', length - at);
      if (!quote) break;
      const size_t end = size_t(static_cast<const uint8_t *>(quote) - text);
      size_t backslashes = 0;
      while (end - backslashes > at && text[end - backslashes - 1] == '\\') backslashes++;
      at = end + 1;
      if (backslashes % 2 == 0) return at;
    }
    return length;
  }
  default: {
    size_t at = offset + 1;
    while (at < length && !std::strchr(" \t\n\r,:]}", text[at])) at++;
    return at;
  }
  }
}

/// The offset of the element at `tape_index`, which must not come before the mark.
size_t Places::walk(const Mark &from, size_t tape_index) const {
  size_t index = from.tape_index, offset = from.offset;
  while (index < tape_index && index < tape_end) {
    index += has_second_word(tag(tape[index])) ? 2 : 1;
    offset = element_at_or_after(end_of_element(offset));
  }
  return offset;
}

void Places::make_marks() const {
  std::vector<Mark> made;
  Mark mark = {1, element_at_or_after(0), {1, 1}};
  advance(mark.place, text, 0, mark.offset);
  made.push_back(mark);
  size_t index = mark.tape_index, offset = mark.offset, count = 0;
  while (index < tape_end) {
    index += has_second_word(tag(tape[index])) ? 2 : 1;
    offset = element_at_or_after(end_of_element(offset));
    if (++count % spacing != 0 || index >= tape_end) continue;
    advance(mark.place, text, mark.offset, offset);
    mark.tape_index = index;
    mark.offset = offset;
    made.push_back(mark);
  }
  marks = std::move(made);
}

Places::Mark Places::nearest(size_t tape_index) const {
  try {
    std::call_once(once, [this] { make_marks(); });
    const auto after = std::upper_bound(
        marks.begin(), marks.end(), tape_index,
        [](size_t wanted, const Mark &mark) { return wanted < mark.tape_index; });
    if (after != marks.begin()) return *(after - 1);
  } catch (const std::exception &) {
    // Without memory for the marks, each lookup reads from the start.
  }
  Mark start = {1, element_at_or_after(0), {1, 1}};
  advance(start.place, text, 0, start.offset);
  return start;
}

size_t Places::offset(size_t tape_index) const { return walk(nearest(tape_index), tape_index); }

csj_place Places::place(size_t tape_index) const {
  const Mark mark = nearest(tape_index);
  csj_place place = mark.place;
  advance(place, text, mark.offset, walk(mark, tape_index));
  return place;
}

}  // namespace csj

csj_place csj_place_of_offset(const uint8_t *text, size_t length, size_t offset) {
  csj_place place = {1, 1};
  csj::advance(place, text, 0, std::min(offset, length));
  return place;
}
