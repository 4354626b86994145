#include "CSimdJSON.h"

#include <simdjson.h>

#include <algorithm>
#include <memory>
#include <new>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "Places.hpp"
#include "Scanner.hpp"
#include "Tape.hpp"
#include "TapePass.hpp"

struct csj_document {
  simdjson::dom::document tape;
  csj::Places places;
};

namespace {

using namespace csj;

constexpr size_t smallest_capacity = 64;

/// Replaces numbers in a text by `0` and spaces, and restores them when it is destroyed.
class Blanks {
public:
  Blanks(uint8_t *text, const std::vector<Span> &numbers) : text(text), numbers(numbers) {
    size_t total = 0;
    for (const Span &number : numbers) total += number.length;
    saved.reserve(total);
    for (const Span &number : numbers) {
      uint8_t *start = text + number.offset;
      saved.insert(saved.end(), start, start + number.length);
      std::memset(start, ' ', number.length);
      *start = '0';
    }
  }

  ~Blanks() {
    const uint8_t *from = saved.data();
    for (const Span &number : numbers) {
      std::memcpy(text + number.offset, from, number.length);
      from += number.length;
    }
  }

  Blanks(const Blanks &) = delete;
  Blanks &operator=(const Blanks &) = delete;

private:
  uint8_t *const text;
  const std::vector<Span> &numbers;
  std::vector<uint8_t> saved;
};

simdjson::error_code parse(
    simdjson::dom::parser &parser, simdjson::dom::document &tape, const uint8_t *text,
    size_t length, size_t maximum_depth) {
  const size_t capacity = std::max(length, smallest_capacity);
  simdjson::error_code error = parser.allocate(capacity, maximum_depth + 2);
  if (error) return error;
  error = tape.allocate(capacity);
  if (error) return error;
  csj_prefer_large_pages(tape.tape.get(), capacity * sizeof(uint64_t));
  csj_prefer_large_pages(tape.string_buf.get(), capacity + capacity / 3 * 2);
  csj_prefer_large_pages(
      parser.implementation->structural_indexes.get(), capacity * sizeof(uint32_t));
  return parser.parse_into_document(tape, text, length, false).error();
}

bool begins_with_number(const uint8_t *text, size_t length) {
  size_t at = 0;
  while (at < length && std::strchr(" \t\n\r", text[at]) && text[at] != 0) at++;
  return at < length && (text[at] == '-' || (text[at] >= '0' && text[at] <= '9'));
}

void describe_duplicate(const csj_document &document, const PassResult &result, csj_error &error) {
  error.failure = CSJ_DUPLICATE_KEY;
  error.offset = document.places.offset(result.second);
  error.other_offset = document.places.offset(result.first);
  error.has_other_offset = true;
  const Text key =
      string_at(document.tape.tape.get(), document.tape.string_buf.get(), result.second);
  size_t length = key.length;
  if (length > CSJ_KEY_EXCERPT) {
    length = CSJ_KEY_EXCERPT;
    while (length > 0 && (key.bytes[length] & 0xc0) == 0x80) length--;
    error.key_is_cut = true;
  }
  std::memcpy(error.key, key.bytes, length);
  error.key_length = uint32_t(length);
}

/// Describes the error of a text that the parser or the pass over the tape has refused.
void describe(
    const uint8_t *text, size_t length, size_t maximum_depth, simdjson::error_code code,
    csj_error &error, std::vector<Span> &numbers) {
  if (!scan(text, length, maximum_depth, error, numbers)) return;
  error.parser_code = int32_t(code);
  error.failure = code == simdjson::MEMALLOC ? CSJ_OUT_OF_MEMORY
      : code == simdjson::CAPACITY           ? CSJ_TOO_LARGE
                                             : CSJ_INTERNAL;
}

std::unique_ptr<csj_document> make_document(
    uint8_t *text, size_t length, size_t maximum_depth, csj_error &error) {
  if (length > csj_maximum_length()) {
    error.failure = CSJ_TOO_LARGE;
    return nullptr;
  }
  std::vector<Span> numbers;
  // simdjson copies a document that is a single number, however long, so check its length first.
  if (begins_with_number(text, length) && !scan(text, length, maximum_depth, error, numbers)) {
    return nullptr;
  }
  numbers.clear();
  auto document = std::make_unique<csj_document>();
  simdjson::dom::parser parser;
  simdjson::error_code code = parse(parser, document->tape, text, length, maximum_depth);
  if (code) {
    describe(text, length, maximum_depth, code, error, numbers);
    if (error.failure != CSJ_INTERNAL || numbers.empty()) return nullptr;
    Blanks blanks(text, numbers);
    code = parse(parser, document->tape, text, length, maximum_depth);
    error.parser_code = int32_t(code);
    if (code) return nullptr;
  }
  uint64_t *tape = document->tape.tape.get();
  const size_t tape_end = size_t(payload(tape[0])) - 1;
  document->places.belong_to(text, length, tape, tape_end);
  const PassResult result = check_tape(
      {text, length, tape, tape_end, document->tape.string_buf.get(),
       parser.implementation->structural_indexes.get(),
       parser.implementation->n_structural_indexes},
      maximum_depth);
  switch (result.verdict) {
  case Verdict::fine: error.failure = CSJ_OK; return document;
  case Verdict::duplicate_key: describe_duplicate(*document, result, error); return nullptr;
  default: describe(text, length, maximum_depth, simdjson::SUCCESS, error, numbers); return nullptr;
  }
}

}  // namespace

size_t csj_padding(void) { return simdjson::SIMDJSON_PADDING; }

// simdjson rounds capacities up, and its offsets have 32 bits.
size_t csj_maximum_length(void) { return simdjson::SIMDJSON_MAXSIZE_BYTES - 4096; }

void csj_prefer_large_pages(void *block, size_t size) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  // A small block gains little from large pages, and they may waste memory.
  constexpr uintptr_t page = 4096, worthwhile = 8 << 20;
  if (block == nullptr || size < worthwhile) return;
  const uintptr_t start = (reinterpret_cast<uintptr_t>(block) + page - 1) & ~(page - 1);
  const uintptr_t end = (reinterpret_cast<uintptr_t>(block) + size) & ~(page - 1);
  // This is only a hint: if the kernel refuses it, parsing takes longer.
  if (end > start) (void)madvise(reinterpret_cast<void *>(start), end - start, MADV_HUGEPAGE);
#else
  (void)block;
  (void)size;
#endif
}

csj_document *csj_parse(
    uint8_t *text, size_t length, size_t maximum_depth, csj_error *error) {
  *error = csj_error{};
  try {
    return make_document(text, length, maximum_depth, *error).release();
  } catch (const std::exception &) {
    *error = csj_error{};
    error->failure = CSJ_OUT_OF_MEMORY;
    return nullptr;
  }
}

void csj_free(csj_document *document) { delete document; }

const uint64_t *csj_tape(const csj_document *document) { return document->tape.tape.get(); }

size_t csj_tape_end(const csj_document *document) {
  return size_t(csj::payload(document->tape.tape[0])) - 1;
}

const uint8_t *csj_strings(const csj_document *document) {
  return document->tape.string_buf.get();
}

size_t csj_offset(const csj_document *document, size_t tape_index) {
  return document->places.offset(tape_index);
}

csj_place csj_place_of_element(const csj_document *document, size_t tape_index) {
  return document->places.place(tape_index);
}
