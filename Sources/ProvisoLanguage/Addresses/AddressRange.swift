/// Ranges of addresses: a first and a last one, as clouds write them that know no blocks.
extension AddressBlock {
  /// The blocks of a text: one in CIDR notation, or those of a range such as `1.0.0.0-1.0.0.9`. Empty
  /// for any other text, and for a range that ends before it begins.
  static func all(in text: String) -> [AddressBlock] {
    if let block = AddressBlock(text) { return [block] }
    let ends = text.split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = AddressBlock(String(ends[0])),
      let last = AddressBlock(String(ends[1])), first.bits == last.bits,
      first.prefix == first.bits, last.prefix == last.bits, first.first <= last.first
    else { return [] }
    return blocks(from: first.first, to: last.first, bits: first.bits)
  }

  /// The fewest blocks that together are the range: at most two of each size.
  private static func blocks(from first: UInt128, to last: UInt128, bits: Int) -> [AddressBlock] {
    var out: [AddressBlock] = []
    var next = first
    while true {
      // The largest block that begins here and does not pass the end.
      var power = min(next == 0 ? bits : next.trailingZeroBitCount, bits)
      while power > 0, tail(power) > last - next { power -= 1 }
      out.append(AddressBlock(bytes: bytes(of: next, bits: bits), prefix: bits - power))
      guard tail(power) < last - next else { return out }
      next += tail(power) + 1
    }
  }

  /// The number of addresses after the first in a block of 2^`power`.
  private static func tail(_ power: Int) -> UInt128 {
    power == 128 ? .max : (UInt128(1) << UInt128(power)) - 1
  }

  private static func bytes(of address: UInt128, bits: Int) -> [UInt8] {
    stride(from: bits - 8, through: 0, by: -8).map {
      UInt8(truncatingIfNeeded: address >> UInt128($0))
    }
  }
}
