#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Why a text is not a JSON document that this library accepts.
enum csj_failure {
  CSJ_OK = 0,
  CSJ_EMPTY,               ///< Nothing but white space.
  CSJ_TRUNCATED,           ///< The text ends where `expectation` should stand.
  CSJ_UNEXPECTED,          ///< At `offset` something else than `expectation` stands.
  CSJ_BAD_LITERAL,         ///< Neither `true` nor `false` nor `null`.
  CSJ_BAD_NUMBER,          ///< A number against JSON's grammar.
  CSJ_BAD_ESCAPE,          ///< A backslash and something unknown.
  CSJ_LONE_SURROGATE,      ///< Half of a surrogate pair, escaped.
  CSJ_CONTROL_CHARACTER,   ///< Inside a string, unescaped.
  CSJ_NUL_BYTE,
  CSJ_INVALID_UTF8,
  CSJ_TOO_DEEP,
  CSJ_DUPLICATE_KEY,       ///< `offset` is the second key's, `other_offset` the first one's.
  CSJ_TRAILING_CONTENT,
  CSJ_NUMBER_TOO_LONG,     ///< More than CSJ_MAXIMUM_NUMBER_LENGTH characters.
  CSJ_EXPONENT_TOO_LARGE,  ///< Beyond ± CSJ_MAXIMUM_EXPONENT.
  CSJ_TOO_LARGE,           ///< More bytes than simdjson can address.
  CSJ_OUT_OF_MEMORY,
  CSJ_INTERNAL             ///< The parser and the scanner disagree; `parser_code` says on what.
};

/// What may stand at the place of an error.
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
  CSJ_MAXIMUM_EXPONENT = 100000,
  CSJ_KEY_EXCERPT = 120
};

/// An error and its place. Offsets count bytes from the start of the text.
typedef struct csj_error {
  uint32_t failure;       ///< A `csj_failure`.
  uint32_t expectation;   ///< A `csj_expectation`.
  size_t offset;
  size_t other_offset;    ///< Of the container or string that is still open, or of the first key.
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

/// How many readable bytes must follow a text that is given to `csj_parse`.
size_t csj_padding(void);

/// The longest text that can be parsed, in bytes.
size_t csj_maximum_length(void);

/// Asks the kernel to back a large block by large pages: a parse is bound by page faults.
void csj_prefer_large_pages(void *block, size_t size);

/// Parses `length` bytes, checks them for duplicate keys, and keeps a pointer to `text`, which has
/// to outlive the document. While this runs, `text` can change; it is restored before the return.
/// NULL, with `error` filled in, when the text is not accepted.
csj_document *csj_parse(
    uint8_t *text, size_t length, size_t maximum_depth, csj_error *error);

/// Releases the document, not the text.
void csj_free(csj_document *document);

/// simdjson's tape: word 0 is the root, word 1 the first value. Where a word is tagged 'd', its low
/// 32 bits are the offset of the number in the text, and the 24 bits above them its length.
const uint64_t *csj_tape(const csj_document *document);

/// The number of words of the tape, the closing root word not counted.
size_t csj_tape_end(const csj_document *document);

/// The unescaped strings; each is 4 bytes of length, the bytes, a NUL.
const uint8_t *csj_strings(const csj_document *document);

/// Where the element at a word of the tape begins in the text, in bytes. `tape_index` must be the
/// first word of an element. Safe to call from several threads.
size_t csj_offset(const csj_document *document, size_t tape_index);

/// The place of the element at a word of the tape. Safe to call from several threads.
csj_place csj_place_of_element(const csj_document *document, size_t tape_index);

/// The place of an offset in any text, by counting from the start.
csj_place csj_place_of_offset(const uint8_t *text, size_t length, size_t offset);

#ifdef __cplusplus
}
#endif

#endif
