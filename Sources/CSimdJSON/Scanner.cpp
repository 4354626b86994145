#include "Scanner.hpp"

#include <cstring>

namespace csj {

namespace {

bool is_digit(uint8_t byte) { return byte >= '0' && byte <= '9'; }

bool is_blank(uint8_t byte) {
  return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/// Whether the digits exceed `limit`; both without leading zeros.
bool exceeds(const uint8_t *digits, size_t count, const char *limit) {
  const size_t limit_count = std::strlen(limit);
  if (count != limit_count) return count > limit_count;
  return std::memcmp(digits, limit, count) > 0;
}

int hexadecimal(uint8_t byte) {
  if (is_digit(byte)) return byte - '0';
  if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
  if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
  return -1;
}

class Scanner {
public:
  Scanner(
      const uint8_t *text, size_t length, size_t maximum_depth, csj_error &error,
      std::vector<Span> &overflowing)
      : text(text), length(length), maximum_depth(maximum_depth), error(error),
        overflowing(overflowing) {}

  bool run();

private:
  const uint8_t *const text;
  const size_t length;
  const size_t maximum_depth;
  csj_error &error;
  std::vector<Span> &overflowing;
  size_t at = 0;
  /// The offsets of the brackets that are open.
  std::vector<size_t> open;

  bool fail(uint32_t failure, uint32_t expectation, size_t offset) {
    error.failure = failure;
    error.expectation = expectation;
    error.offset = offset;
    return false;
  }

  bool truncated(uint32_t expectation) {
    if (!open.empty()) {
      error.other_offset = open.back();
      error.has_other_offset = true;
    }
    return fail(CSJ_TRUNCATED, expectation, length);
  }

  bool unexpected(uint32_t expectation);
  bool value(uint32_t expectation, bool &opened);
  bool string();
  bool escape();
  bool unit(unsigned &code);
  bool number();
  bool literal(const char *word);

  void skip_blanks() {
    while (at < length && is_blank(text[at])) at++;
  }
};

/// Fails at `at`, where no expected token begins.
bool Scanner::unexpected(uint32_t expectation) {
  if (at >= length) return truncated(expectation);
  if (text[at] == 0) return fail(CSJ_NUL_BYTE, expectation, at);
  if (text[at] >= 0x80) {
    bool cut = false;
    if (utf8_sequence(text + at, length - at, cut) == 0) {
      return fail(CSJ_INVALID_UTF8, expectation, at);
    }
  }
  return fail(CSJ_UNEXPECTED, expectation, at);
}

bool Scanner::unit(unsigned &code) {
  code = 0;
  for (int i = 0; i < 4; i++, at++) {
    if (at >= length) return truncated(CSJ_EXPECT_STRING_END);
    const int digit = hexadecimal(text[at]);
    if (digit < 0) return fail(CSJ_BAD_ESCAPE, CSJ_EXPECT_NOTHING, at);
    code = code * 16 + unsigned(digit);
  }
  return true;
}

bool Scanner::escape() {
  const size_t start = at;
  at++;
  if (at >= length) return truncated(CSJ_EXPECT_STRING_END);
  const uint8_t kind = text[at];
  if (kind != 'u') {
    if (kind == 0 || !std::strchr("\"\\/bfnrt", kind)) {
      return fail(CSJ_BAD_ESCAPE, CSJ_EXPECT_NOTHING, start);
    }
    at++;
    return true;
  }
  at++;
  unsigned code = 0;
  if (!unit(code)) return false;
  if (code < 0xd800 || code > 0xdfff) return true;
  if (code >= 0xdc00) return fail(CSJ_LONE_SURROGATE, CSJ_EXPECT_NOTHING, start);
  if (at >= length || (text[at] == '\\' && at + 1 >= length)) {
    return truncated(CSJ_EXPECT_STRING_END);
  }
  if (text[at] != '\\' || text[at + 1] != 'u') {
    return fail(CSJ_LONE_SURROGATE, CSJ_EXPECT_NOTHING, start);
  }
  at += 2;
  if (!unit(code)) return false;
  if (code < 0xdc00 || code > 0xdfff) {
    return fail(CSJ_LONE_SURROGATE, CSJ_EXPECT_NOTHING, start);
  }
  return true;
}

bool Scanner::string() {
  const size_t start = at;
  at++;
  while (at < length) {
    const uint8_t byte = text[at];
    if (byte == '"') {
      at++;
      return true;
    }
    if (byte == '\\') {
      if (!escape()) {
        if (error.failure == CSJ_TRUNCATED) {
          error.other_offset = start;
          error.has_other_offset = true;
        }
        return false;
      }
    } else if (byte == 0) {
      return fail(CSJ_NUL_BYTE, CSJ_EXPECT_STRING_END, at);
    } else if (byte < 0x20) {
      error.other_offset = start;
      error.has_other_offset = true;
      return fail(CSJ_CONTROL_CHARACTER, CSJ_EXPECT_STRING_END, at);
    } else if (byte < 0x80) {
      at++;
    } else {
      bool cut = false;
      const size_t width = utf8_sequence(text + at, length - at, cut);
      if (width == 0) {
        if (cut) break;
        return fail(CSJ_INVALID_UTF8, CSJ_EXPECT_STRING_END, at);
      }
      at += width;
    }
  }
  error.other_offset = start;
  error.has_other_offset = true;
  return fail(CSJ_TRUNCATED, CSJ_EXPECT_STRING_END, length);
}

bool Scanner::number() {
  const NumberShape shape = read_number(text + at, length - at);
  if (shape.failure == CSJ_TRUNCATED) return truncated(shape.expectation);
  if (shape.failure != CSJ_OK) {
    return fail(shape.failure, shape.expectation, at + shape.failure_at);
  }
  if (shape.may_overflow) overflowing.push_back({at, shape.length});
  at += shape.length;
  return true;
}

bool Scanner::literal(const char *word) {
  const size_t start = at;
  for (const char *expected = word; *expected; expected++, at++) {
    if (at >= length) return truncated(CSJ_EXPECT_LITERAL);
    if (text[at] != uint8_t(*expected)) {
      return fail(CSJ_BAD_LITERAL, CSJ_EXPECT_LITERAL, start);
    }
  }
  return true;
}

/// Reads a value; for an array or object, only its opening bracket.
bool Scanner::value(uint32_t expectation, bool &opened) {
  opened = false;
  if (at >= length) return truncated(expectation);
  switch (text[at]) {
  case '{':
  case '[':
    if (open.size() >= maximum_depth) return fail(CSJ_TOO_DEEP, CSJ_EXPECT_NOTHING, at);
    open.push_back(at);
    at++;
    opened = true;
    return true;
  case '"': return string();
  case 't': return literal("true");
  case 'f': return literal("false");
  case 'n': return literal("null");
  default:
    if (text[at] == '-' || is_digit(text[at])) return number();
    return unexpected(expectation);
  }
}

bool Scanner::run() {
  skip_blanks();
  if (at >= length) return fail(CSJ_EMPTY, CSJ_EXPECT_VALUE, at);
  uint32_t expectation = CSJ_EXPECT_VALUE;
  // Each iteration reads one item of the innermost container with its key, then the punctuation
  // after it.
  for (;;) {
    bool opened = false;
    const bool in_object = !open.empty() && text[open.back()] == '{';
    if (in_object) {
      if (at >= length || text[at] != '"') return unexpected(expectation);
      if (!string()) return false;
      skip_blanks();
      if (at >= length || text[at] != ':') return unexpected(CSJ_EXPECT_COLON);
      at++;
      skip_blanks();
      expectation = CSJ_EXPECT_VALUE;
    }
    if (!value(expectation, opened)) return false;
    skip_blanks();
    if (opened) {
      const bool object = text[open.back()] == '{';
      if (at >= length || text[at] != (object ? '}' : ']')) {
        expectation = object ? CSJ_EXPECT_KEY_OR_OBJECT_END : CSJ_EXPECT_VALUE_OR_ARRAY_END;
        continue;
      }
      at++;
      open.pop_back();
      skip_blanks();
    }
    bool more = false;
    while (!open.empty() && !more) {
      const bool object = text[open.back()] == '{';
      if (at < length && text[at] == ',') {
        at++;
        expectation = object ? CSJ_EXPECT_KEY : CSJ_EXPECT_VALUE;
        more = true;
      } else if (at < length && text[at] == (object ? '}' : ']')) {
        at++;
        open.pop_back();
      } else {
        return unexpected(object ? CSJ_EXPECT_COMMA_OR_OBJECT_END : CSJ_EXPECT_COMMA_OR_ARRAY_END);
      }
      skip_blanks();
    }
    if (more) continue;
    if (at >= length) return true;
    if (text[at] == 0) return fail(CSJ_NUL_BYTE, CSJ_EXPECT_NOTHING, at);
    return fail(CSJ_TRAILING_CONTENT, CSJ_EXPECT_NOTHING, at);
  }
}

}  // namespace

size_t utf8_sequence(const uint8_t *text, size_t length, bool &cut) {
  cut = false;
  if (length == 0) return 0;
  const uint8_t lead = text[0];
  if (lead < 0x80) return 1;
  size_t width = 0;
  // The bounds of the second byte exclude overlong forms, surrogates and values above U+10FFFF
  // (Unicode 15, table 3-7).
  uint8_t low = 0x80, high = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) {
    width = 2;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    width = 3;
    if (lead == 0xe0) low = 0xa0;
    if (lead == 0xed) high = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    width = 4;
    if (lead == 0xf0) low = 0x90;
    if (lead == 0xf4) high = 0x8f;
  } else {
    return 0;
  }
  for (size_t i = 1; i < width; i++) {
    if (i >= length) {
      cut = true;
      return 0;
    }
    if (text[i] < low || text[i] > high) return 0;
    low = 0x80;
    high = 0xbf;
  }
  return width;
}

NumberShape read_number(const uint8_t *text, size_t length) {
  NumberShape shape;
  size_t at = 0;
  const auto failed = [&](uint32_t failure, uint32_t expectation) {
    shape.failure = failure;
    shape.expectation = expectation;
    shape.failure_at = at;
    shape.length = at;
  };
  // Reading stops shortly after the limit, however long the number is.
  const size_t limit = CSJ_MAXIMUM_NUMBER_LENGTH;
  const auto digits = [&]() -> bool {
    if (at >= length) {
      failed(CSJ_TRUNCATED, CSJ_EXPECT_DIGIT);
      return false;
    }
    if (!is_digit(text[at])) {
      failed(CSJ_BAD_NUMBER, CSJ_EXPECT_DIGIT);
      return false;
    }
    while (at < length && at <= limit && is_digit(text[at])) at++;
    if (at > limit) {
      at = 0;
      failed(CSJ_NUMBER_TOO_LONG, CSJ_EXPECT_NOTHING);
      return false;
    }
    return true;
  };

  const bool negative = length > 0 && text[0] == '-';
  if (negative) at++;
  const size_t integer_start = at;
  if (!digits()) return shape;
  const size_t integer_digits = at - integer_start;
  if (integer_digits > 1 && text[integer_start] == '0') {
    at = integer_start;
    failed(CSJ_BAD_NUMBER, CSJ_EXPECT_NO_LEADING_ZERO);
    return shape;
  }
  if (at < length && text[at] == '.') {
    shape.is_integer = false;
    at++;
    if (!digits()) return shape;
  }
  size_t exponent = 0;
  if (at < length && (text[at] == 'e' || text[at] == 'E')) {
    shape.is_integer = false;
    at++;
    if (at < length && (text[at] == '+' || text[at] == '-')) at++;
    const size_t exponent_start = at;
    if (!digits()) return shape;
    for (size_t i = exponent_start; i < at && exponent <= CSJ_MAXIMUM_EXPONENT; i++) {
      exponent = exponent * 10 + size_t(text[i] - '0');
    }
    if (exponent > CSJ_MAXIMUM_EXPONENT) {
      at = 0;
      failed(CSJ_EXPONENT_TOO_LARGE, CSJ_EXPECT_NOTHING);
      return shape;
    }
  }
  shape.length = at;
  if (shape.is_integer) {
    const char *bound = negative ? "9223372036854775808" : "18446744073709551615";
    shape.may_overflow = exceeds(text + integer_start, integer_digits, bound);
  } else {
    shape.may_overflow = integer_digits + exponent > 290;
  }
  return shape;
}

bool scan(
    const uint8_t *text, size_t length, size_t maximum_depth, csj_error &error,
    std::vector<Span> &overflowing) {
  return Scanner(text, length, maximum_depth, error, overflowing).run();
}

}  // namespace csj
