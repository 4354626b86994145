#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The reason why this library does not accept a text as a JSON document.
enum csj_failure {
  CSJ_OK = 0,
  CSJ_EMPTY,               ///< Only white space.
  CSJ_TRUNCATED,           ///< The text ends where `expectation` should be.
  CSJ_UNEXPECTED,          ///< The text at `offset` is not the `expectation`.
  CSJ_BAD_LITERAL,         ///< A word other than `true`, `false` and `null`.
  CSJ_BAD_NUMBER,          ///< A number that breaks JSON's grammar.
  CSJ_BAD_ESCAPE,          ///< A backslash that begins no escape.
  CSJ_LONE_SURROGATE,      ///< An escaped half of a surrogate pair.
  CSJ_CONTROL_CHARACTER,   ///< An unescaped control character in a string.
  CSJ_NUL_BYTE,
  CSJ_INVALID_UTF8,
  CSJ_TOO_DEEP,
  CSJ_DUPLICATE_KEY,       ///< `offset` is that of the second key, `other_offset` of the first.
  CSJ_TRAILING_CONTENT,
  CSJ_NUMBER_TOO_LONG,     ///< More than CSJ_MAXIMUM_NUMBER_LENGTH characters.
  CSJ_EXPONENT_TOO_LARGE,  ///< Beyond ± CSJ_MAXIMUM_EXPONENT.
  CSJ_TOO_LARGE,           ///< More bytes than simdjson can address.
  CSJ_OUT_OF_MEMORY,
  CSJ_INTERNAL             ///< Parser and scanner disagree; `parser_code` is the parser's error.
};

/// The token that was expected at an error.
enum csj_expectation {
  CSJ_EXPECT_NOTHING = 0,
  CSJ_EXPECT_VALUE,
  CSJ_EXPECT_VALUE_OR_ARRAY_END,
  CSJ_EXPECT_KEY,
  CSJ_EXPECT_KEY_OR_OBJECT_END,
  CSJ_EXPECT_COLON,
  CSJ_EXPECT_COMMA_OR_OBJECT_END,
  CSJ_EXPECT_COMMA_OR_ARRAY_END,
  CSJ_EXPECT_STRING_END,
  CSJ_EXPECT_DIGIT,
  CSJ_EXPECT_NO_LEADING_ZERO,
  CSJ_EXPECT_LITERAL
};

enum {
  CSJ_MAXIMUM_NUMBER_LENGTH = 10000,
  CSJ_MAXIMUM_EXPONENT = 10000,
  CSJ_KEY_EXCERPT = 120
};

/// An error and its offset. Offsets count bytes from the start of the text.
typedef struct csj_error {
  uint32_t failure;       ///< A `csj_failure`.
  uint32_t expectation;   ///< A `csj_expectation`.
  size_t offset;
  size_t other_offset;    ///< The offset of the open container or string, or of the first key.
  bool has_other_offset;
  bool key_is_cut;        ///< Whether `key` is only the beginning of the key.
  uint32_t key_length;
  uint8_t key[CSJ_KEY_EXCERPT];  ///< The duplicate key, unescaped.
  int32_t parser_code;
} csj_error;

/// A line and a column, both from 1; the column counts Unicode scalars.
typedef struct csj_place {
  size_t line;
  size_t column;
} csj_place;

typedef struct csj_document csj_document;

/// The number of readable bytes that must follow a text for `csj_parse`.
size_t csj_padding(void);

/// The length limit of a text, in bytes.
size_t csj_maximum_length(void);

/// Asks the kernel for large pages for a large block, because page faults dominate the time of a
/// parse.
void csj_prefer_large_pages(void *block, size_t size);

/// Parses `length` bytes, checks for duplicate keys, and keeps a pointer to `text`, which must
/// outlive the document. The call may change `text` while it runs, and restores it before it
/// returns. Returns NULL and fills in `error` if the text is not accepted.
csj_document *csj_parse(
    uint8_t *text, size_t length, size_t maximum_depth, csj_error *error);

/// Releases the document, not the text.
void csj_free(csj_document *document);

/// simdjson's tape: word 0 is the root, word 1 the first value. In a word with the tag 'd', the low
/// 32 bits are the number's offset in the text, and the 24 bits above them its length.
const uint64_t *csj_tape(const csj_document *document);

/// The number of words of the tape, without the closing root word.
size_t csj_tape_end(const csj_document *document);

/// The unescaped strings, each with 4 bytes of length, its bytes and a NUL.
const uint8_t *csj_strings(const csj_document *document);

/// The offset in the text of the element at a word of the tape, in bytes. `tape_index` must be the
/// index of an element's first word. Safe to call from several threads.
size_t csj_offset(const csj_document *document, size_t tape_index);

/// The position of the element at a word of the tape. Safe to call from several threads.
csj_place csj_place_of_element(const csj_document *document, size_t tape_index);

/// The position of an offset in any text, counted from the start.
csj_place csj_place_of_offset(const uint8_t *text, size_t length, size_t offset);

#ifdef __cplusplus
}
#endif

#endif
