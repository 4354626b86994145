#include "TapePass.hpp"

#include <vector>

#include "DuplicateKeys.hpp"
#include "Scanner.hpp"
#include "Tape.hpp"

namespace csj {

namespace {

/// An open container.
struct Frame {
  size_t start;
  bool is_object;
  /// Whether each key so far is greater than the one before it; then no two are equal.
  bool ascending;
  size_t last_key;
  uint64_t last_prefix;
};

}  // namespace

PassResult check_tape(const Parsed &parsed, size_t maximum_depth) {
  uint64_t *const tape = parsed.tape;
  const size_t end = parsed.tape_end;
  std::vector<Frame> open;
  open.reserve(64);
  KeyChecker checker(tape, parsed.strings);
  size_t at = 1;
  // The number of structural characters before the element: the index of its offset in the text.
  size_t structural = 0;

  for (;;) {
    // An item of the innermost container begins at `at`.
    if (!open.empty() && open.back().is_object) {
      if (at >= end || tag(tape[at]) != '"') return {Verdict::inconsistent, at, at};
      Frame &frame = open.back();
      const Text key = string_at(tape, parsed.strings, at);
      const uint64_t prefix = key_prefix(key);
      if (frame.ascending && frame.last_key != 0 && prefix <= frame.last_prefix) {
        frame.ascending = prefix == frame.last_prefix
            && precedes(string_at(tape, parsed.strings, frame.last_key), key);
      }
      frame.last_prefix = prefix;
      frame.last_key = at;
      at++;
      structural += 2;
    }
    if (at >= end) return {Verdict::inconsistent, at, at};
    const uint64_t word = tape[at];
    switch (tag(word)) {
    case '{':
    case '[': {
      if (open.size() >= maximum_depth) return {Verdict::too_deep, at, at};
      const bool is_object = tag(word) == '{';
      open.push_back({at, is_object, true, 0, 0});
      at++;
      structural++;
      if (at >= end) return {Verdict::inconsistent, at, at};
      if (tag(tape[at]) != (is_object ? '}' : ']')) continue;
      break;
    }
    case 'l':
      // Zero may also be `-0`, or a number that was replaced before the parse.
      if (tape[at + 1] != 0) {
        at += 2;
        structural++;
        break;
      }
      [[fallthrough]];
    case 'd': {
      if (structural >= parsed.structural_count) return {Verdict::inconsistent, at, at};
      const size_t offset = parsed.structurals[structural];
      if (offset >= parsed.length) return {Verdict::inconsistent, at, at};
      const NumberShape shape = read_number(parsed.text + offset, parsed.length - offset);
      if (shape.failure != CSJ_OK) return {Verdict::bad_number, at, at};
      if (tag(word) == 'd' || shape.length > 1) {
        tape[at] = (uint64_t('d') << 56) | (uint64_t(shape.length) << 32) | uint64_t(offset);
      }
      at += 2;
      structural++;
      break;
    }
    case 'u':
      at += 2;
      structural++;
      break;
    case '"':
    case 't':
    case 'f':
    case 'n':
      at++;
      structural++;
      break;
    default: return {Verdict::inconsistent, at, at};
    }

    // Close the containers that end here.
    while (!open.empty()) {
      if (at >= end) return {Verdict::inconsistent, at, at};
      const Frame &frame = open.back();
      if (tag(tape[at]) != (frame.is_object ? '}' : ']')) break;
      if (frame.is_object && !frame.ascending) {
        const KeyPair pair = checker.find(frame.start, at);
        if (pair.second != 0) return {Verdict::duplicate_key, pair.first, pair.second};
      }
      open.pop_back();
      at++;
      structural++;
    }
    if (open.empty()) break;
    structural++;  // the comma
  }
  if (at != end || structural != parsed.structural_count) return {Verdict::inconsistent, at, at};
  return {Verdict::fine, 0, 0};
}

}  // namespace csj
