import ArgumentParser
import ProvisoInput
import ProvisoResult

/// The value of `--shard I/N`: every N-th input, from the I-th.
struct Shard: ExpressibleByArgument {
  /// The most parts.
  static let most = 100_000

  let number: Int
  let count: Int

  /// Reads a text such as `2/8`.
  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Self.number(parts[0]), let count = Self.number(parts[1]),
      (1...Self.most).contains(count), (1...count).contains(number)
    else { return nil }
    self.number = number
    self.count = count
  }

  private static func number(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
  }

  /// The part of a list.
  func info(of inputs: [String]) -> ShardInfo {
    ShardInfo(
      number: number, count: count, inputs: Self.part(number, of: count, in: inputs),
      total: inputs.count, listDigest: Self.digest(of: inputs))
  }

  private static func part(_ number: Int, of count: Int, in inputs: [String]) -> [String] {
    stride(from: number - 1, to: inputs.count, by: count).map { inputs[$0] }
  }

  /// The list whose parts these are; `nil` if they are not those of one list.
  ///
  /// - Parameter parts: the parts by their numbers, from 1.
  static func whole(of parts: [[String]]) -> [String]? {
    var whole: [String] = []
    var round = 0
    while let part = parts.first(where: { $0.count > round }), !part.isEmpty {
      for part in parts where part.count > round { whole.append(part[round]) }
      round += 1
    }
    let isRight = parts.enumerated().allSatisfy {
      Self.part($0.offset + 1, of: parts.count, in: whole) == $0.element
    }
    return isRight ? whole : nil
  }

  /// The digest of the names of inputs.
  static func digest(of inputs: [String]) -> String {
    Digest(of: inputs.flatMap { Array($0.utf8) + [0] }).value
  }
}
