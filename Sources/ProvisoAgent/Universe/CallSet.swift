/// A set of indices of calls, stored as bits.
struct CallSet: Sendable, Equatable {
  private var words: [UInt64]

  /// Creates an empty set of indices below `count`.
  init(below count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

  func contains(_ index: Int) -> Bool { words[index >> 6] >> UInt64(index & 63) & 1 == 1 }

  mutating func insert(_ index: Int) { words[index >> 6] |= 1 << UInt64(index & 63) }

  /// Adds the indices of a set that was created with the same count.
  mutating func formUnion(_ other: CallSet) {
    for index in words.indices { words[index] |= other.words[index] }
  }

  /// The indices in ascending order.
  var indices: [Int] {
    var out: [Int] = []
    for (at, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        out.append(at << 6 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    return out
  }
}
