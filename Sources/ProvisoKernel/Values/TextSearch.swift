extension StringProtocol {
  /// Whether the code points of another text stand in this one, one after another.
  ///
  /// The search of the standard library compares characters. So it misses a letter behind which a combining
  /// mark stands.
  package func contains(_ part: String) -> Bool {
    let part = Array(part.utf8)
    if let result = utf8.withContiguousStorageIfAvailable({ $0.contains(all: part) }) {
      return result
    }
    return Array(utf8).contains(all: part)
  }
}

extension StringProtocol where SubSequence == Substring {
  /// The parts between the occurrences of a sign of ASCII.
  ///
  /// `split(separator:)` of the standard library compares characters. So it misses a sign behind which a
  /// combining mark stands, and a line feed behind a carriage return.
  package func parts(separatedBy sign: Unicode.Scalar, omittingEmpty: Bool = false) -> [Substring] {
    self[...].utf8.split(
      separator: UInt8(ascii: sign), omittingEmptySubsequences: omittingEmpty
    ).map { Substring($0) }
  }
}

extension RandomAccessCollection<UInt8> where Index == Int {
  /// Whether the elements of another list stand in this one, one after another.
  fileprivate func contains(all part: [UInt8]) -> Bool {
    guard let first = part.first else { return true }
    guard part.count <= count else { return false }
    var rest = self[..<(endIndex - part.count + 1)]
    while let found = rest.firstIndex(of: first) {
      if self[found..<(found + part.count)].elementsEqual(part) { return true }
      rest = rest[(found + 1)...]
    }
    return false
  }
}
