/// The part of the address space that the internet routes, as data: both evaluators of
/// `coversInternet` read it, each with an algorithm of its own.
///
/// Sources: IANA's registries of special-purpose addresses (RFC 6890) and of IPv6 global unicast
/// assignments.
enum Internet {
  /// IPv4 blocks that belong to nobody on the internet: private, local, reserved, multicast.
  static let special4: [AddressBlock] = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/3",
  ].compactMap { AddressBlock($0) }

  /// The IPv6 blocks that registries assign addresses from. Most of 2000::/3 is not assigned yet.
  static let assigned6: [AddressBlock] = [
    "2001::/16", "2003::/18", "2400::/11", "2600::/12", "2610::/23", "2620::/23", "2630::/12",
    "2800::/12", "2a00::/11", "2c00::/12",
  ].compactMap { AddressBlock($0) }

  /// No organisation has an IPv4 block broader than a /8. AWS also calls a policy public that is
  /// limited to a broader one ("The meaning of public").
  static let widestOwned4 = 8
  /// A /12 is what a whole registry has: every network of a continent or more.
  static let registry6 = 12
  /// AWS calls a policy public that is limited to an IPv6 block broader than this.
  static let widestFixed6 = 32
}

extension AddressBlock {
  /// Whether it is a block of IPv4 addresses.
  var isVersion4: Bool { bytes.count == 4 }

  /// The number of bits of an address.
  var bits: Int { bytes.count * 8 }

  /// The first address, with the bits after the prefix cleared.
  var first: UInt128 {
    let address = bytes.reduce(UInt128(0)) { ($0 << 8) | UInt128($1) }
    let host = UInt128(bits - prefix)
    return prefix == 0 ? 0 : (address >> host) << host
  }

  /// Whether the block is one of IPv6 that AWS counts as public in a condition: broader than a
  /// /32, in the space of global addresses.
  var isBroad6: Bool {
    !isVersion4 && prefix < Internet.widestFixed6
      && Internet.assigned6.contains { $0.overlaps(self) }
  }

  /// The block, and the IPv4 block that it contains in its mapped form (`::ffff:0:0/96`).
  var withMapped: [AddressBlock] {
    guard !isVersion4, let mapped = AddressBlock("::ffff:0:0/96") else { return [self] }
    if mapped.contains(self) {
      return [AddressBlock(bytes: Array(bytes.suffix(4)), prefix: prefix - 96)]
    }
    return contains(mapped) ? [self, AddressBlock(bytes: [0, 0, 0, 0], prefix: 0)] : [self]
  }
}
