/// Random numbers that depend on a seed alone: the same on every machine and with every version of
/// the standard library.
///
/// Source: G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number generators"
/// (2014).
package struct SplitMix {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// One of `0..<count`, all equally likely; `count` is positive.
  package mutating func below(_ count: Int) -> Int {
    let count = UInt64(max(count, 1))
    // Numbers beyond the last whole multiple of `count` are drawn again, so that none is favoured.
    let end = UInt64.max - UInt64.max % count
    while true {
      let drawn = next()
      if drawn < end { return Int(drawn % count) }
    }
  }

  /// One of the elements, all equally likely; `nil` if there are none.
  package mutating func element<Element>(of elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[below(elements.count)]
  }
}
