/// A set of texts, each of which is found anywhere in another text.
///
/// A window of as many bytes as the shortest text slides over the other text. A table of bits says of
/// nearly all windows that no text starts so (M. Rabin and R. Karp, 1987, with the first bytes in place of
/// a hash).
struct TextIndex: Sendable {
  /// The texts by their first bytes.
  private var byStart: [UInt64: Set<[UInt8]>] = [:]
  /// A bit for the hash of each start.
  private var filter: [UInt64] = []

  var isEmpty: Bool { byStart.isEmpty }

  private static let width = SecretTexts.shortest
  private static let mask: UInt64 = (1 << (8 * UInt64(width))) - 1

  private static func hash(_ window: UInt64) -> Int {
    Int(truncatingIfNeeded: (window &* 0x9E37_79B9_7F4A_7C15) >> 48)
  }

  /// Adds a text of at least as many bytes as ``SecretTexts/shortest``; false if it is there already.
  @discardableResult
  mutating func insert(_ bytes: [UInt8]) -> Bool {
    if filter.isEmpty { filter = Array(repeating: 0, count: 1024) }
    let start = bytes.prefix(Self.width).reduce(0) { $0 << 8 | UInt64($1) }
    let hash = Self.hash(start)
    filter[hash >> 6] |= 1 << UInt64(hash & 63)
    return byStart[start, default: []].insert(bytes).inserted
  }

  /// Whether one of the texts is in another one.
  func occurs(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count >= Self.width, !filter.isEmpty else { return false }
    return filter.withUnsafeBufferPointer { filter in
      var window: UInt64 = 0
      for index in bytes.indices {
        window = (window << 8 | UInt64(bytes[index])) & Self.mask
        let start = index + 1 - Self.width
        guard start >= 0 else { continue }
        let hash = Self.hash(window)
        guard filter[hash >> 6] >> UInt64(hash & 63) & 1 == 1, let found = byStart[window] else {
          continue
        }
        if found.contains(where: { bytes[start...].starts(with: $0) }) { return true }
      }
      return false
    }
  }
}
