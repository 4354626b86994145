/// A set of addresses of one version as sorted intervals that neither overlap nor touch: how the
/// lowering decides `coversInternet`.
struct AddressIntervals {
  private(set) var ranges: [ClosedRange<UInt128>] = []

  /// The union of the blocks, in O(n log n).
  init(_ blocks: [AddressBlock]) {
    let sorted = blocks.map { block in
      let size = block.bits - block.prefix
      let last = size == 128 ? UInt128.max : block.first + (UInt128(1) << UInt128(size) - 1)
      return block.first...last
    }.sorted { $0.lowerBound < $1.lowerBound }
    for range in sorted {
      guard let top = ranges.last, top.upperBound == .max || range.lowerBound <= top.upperBound + 1
      else {
        ranges.append(range)
        continue
      }
      ranges[ranges.count - 1] = top.lowerBound...max(top.upperBound, range.upperBound)
    }
  }

  private init(ranges: [ClosedRange<UInt128>]) { self.ranges = ranges }

  /// The addresses in both sets.
  func intersection(_ other: AddressIntervals) -> AddressIntervals {
    var out: [ClosedRange<UInt128>] = []
    var (i, j) = (0, 0)
    while i < ranges.count, j < other.ranges.count {
      let (a, b) = (ranges[i], other.ranges[j])
      if a.overlaps(b) { out.append(a.clamped(to: b)) }
      if a.upperBound < b.upperBound { i += 1 } else { j += 1 }
    }
    return AddressIntervals(ranges: out)
  }

  /// The number of addresses. The whole of IPv6 has one more than fits, and never occurs here.
  var count: UInt128 { ranges.reduce(0) { $0 + ($1.upperBound - $1.lowerBound) + 1 } }

  /// The aligned blocks of 2^`power` addresses that lie in the set, each as a set.
  func wholeBlocks(ofPower power: Int) -> [AddressIntervals] {
    let size = UInt128(1) << UInt128(power)
    var out: [AddressIntervals] = []
    for range in ranges {
      let past = range.lowerBound % size
      let (next, overflow) = range.lowerBound.addingReportingOverflow(past == 0 ? 0 : size - past)
      if overflow { continue }
      var start = next
      while start <= range.upperBound, range.upperBound - start >= size - 1 {
        out.append(AddressIntervals(ranges: [start...(start + (size - 1))]))
        if UInt128.max - start < size { break }
        start += size
      }
    }
    return out
  }

  /// The IPv4 addresses that the internet routes.
  static let public4: AddressIntervals = {
    var ranges: [ClosedRange<UInt128>] = []
    var next: UInt128 = 0
    for special in AddressIntervals(Internet.special4).ranges {
      if special.lowerBound > next { ranges.append(next...(special.lowerBound - 1)) }
      next = special.upperBound + 1
    }
    if next <= 0xFFFF_FFFF { ranges.append(next...0xFFFF_FFFF) }
    return AddressIntervals(ranges: ranges)
  }()

  /// The IPv6 addresses that registries assign.
  static let public6 = AddressIntervals(Internet.assigned6)

  /// Whether the blocks together open the internet (see the reference, `coversInternet`).
  static func coverInternet(_ blocks: [AddressBlock]) -> Bool {
    let all = blocks.flatMap(\.withMapped)
    let four = AddressIntervals(all.filter(\.isVersion4))
    let six = AddressIntervals(all.filter { !$0.isVersion4 })
    if four.intersection(public4).count >= public4.count / 2 { return true }
    if six.intersection(public6).count >= public6.count / 2 { return true }
    let owned = UInt128(1) << UInt128(32 - Internet.widestOwned4)
    return four.wholeBlocks(ofPower: 33 - Internet.widestOwned4).contains {
      $0.intersection(public4).count > owned
    }
      || six.wholeBlocks(ofPower: 128 - Internet.registry6).contains {
        !$0.intersection(public6).ranges.isEmpty
      }
  }
}
