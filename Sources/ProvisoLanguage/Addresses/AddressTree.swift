/// The blocks of one version as a binary tree, walked from the top: how the judge decides
/// `coversInternet`.
///
/// A node is a block. The walk descends only into nodes that some block reaches, so it takes at most
/// as many steps as the blocks have bits.
struct AddressTree {
  private let blocks: [AddressBlock]
  private let isVersion4: Bool

  init(_ blocks: [AddressBlock], isVersion4: Bool) {
    self.blocks = blocks.filter { $0.isVersion4 == isVersion4 }
    self.isVersion4 = isVersion4
  }

  private static func root(isVersion4: Bool) -> AddressBlock {
    AddressBlock(bytes: Array(repeating: 0, count: isVersion4 ? 4 : 16), prefix: 0)
  }

  /// The share of the routed addresses that the blocks cover.
  private var share: Double {
    let root = Self.root(isVersion4: isVersion4)
    return covered(root, by: blocks) / Self.routed(in: root)
  }

  private func covered(_ node: AddressBlock, by blocks: [AddressBlock]) -> Double {
    let near = blocks.filter { $0.overlaps(node) }
    if near.isEmpty { return 0 }
    if near.contains(where: { $0.contains(node) }) { return Self.routed(in: node) }
    return node.halves.reduce(0) { $0 + covered($1, by: near) }
  }

  /// The number of routed addresses of a node. Sums of powers of two in this range are exact.
  private static func routed(in node: AddressBlock) -> Double {
    let known = node.isVersion4 ? Internet.special4 : Internet.assigned6
    let inKnown: Double =
      known.contains { $0.contains(node) }
      ? node.size : known.reduce(0) { node.contains($1) ? $0 + $1.size : $0 }
    return node.isVersion4 ? node.size - inKnown : inKnown
  }

  private func isWhole(_ node: AddressBlock, in blocks: [AddressBlock]) -> Bool {
    let near = blocks.filter { $0.overlaps(node) }
    if near.isEmpty { return false }
    return near.contains { $0.contains(node) } || node.halves.allSatisfy { isWhole($0, in: near) }
  }

  /// Whether the blocks contain a whole node at that depth with more than so many routed addresses.
  private func hasWhole(
    _ node: AddressBlock, depth: Int, above least: Double, in blocks: [AddressBlock]
  ) -> Bool {
    let near = blocks.filter { $0.overlaps(node) }
    if near.isEmpty || Self.routed(in: node) <= least { return false }
    if node.prefix == depth { return isWhole(node, in: near) }
    return node.halves.contains { hasWhole($0, depth: depth, above: least, in: near) }
  }

  /// Whether the blocks together open the internet (see the reference, `coversInternet`).
  static func coverInternet(_ blocks: [AddressBlock]) -> Bool {
    let all = blocks.flatMap(\.withMapped)
    let four = AddressTree(all, isVersion4: true)
    let six = AddressTree(all, isVersion4: false)
    let owned = root(isVersion4: true).size / 256
    return four.share >= 0.5 || six.share >= 0.5
      || four.hasWhole(
        root(isVersion4: true), depth: Internet.widestOwned4 - 1, above: owned, in: four.blocks)
      || six.hasWhole(
        root(isVersion4: false), depth: Internet.registry6, above: 0, in: six.blocks)
  }
}

extension AddressBlock {
  /// The number of addresses.
  fileprivate var size: Double {
    var size = 1.0
    for _ in prefix..<bits { size *= 2 }
    return size
  }

  /// The two halves of a block that has more than one address.
  fileprivate var halves: [AddressBlock] {
    guard prefix < bits else { return [] }
    var upper = bytes
    upper[prefix / 8] |= 1 << UInt8(7 - prefix % 8)
    var lower = bytes
    lower[prefix / 8] &= ~(1 << UInt8(7 - prefix % 8))
    return [
      AddressBlock(bytes: lower, prefix: prefix + 1),
      AddressBlock(bytes: upper, prefix: prefix + 1),
    ]
  }
}
