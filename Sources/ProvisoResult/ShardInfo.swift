/// One part of a list of inputs, as one of several jobs checks it.
public struct ShardInfo: Sendable, Hashable {
  /// The number of the part, from 1.
  public let number: Int
  /// The number of parts.
  public let count: Int
  /// The inputs of this part in their order, as they were named.
  public let inputs: [String]
  /// The number of inputs of all parts.
  public let total: Int
  /// The SHA-256 digest, in hexadecimal, of the names of all inputs in their order, each followed by a zero
  /// byte.
  public let listDigest: String

  public init(number: Int, count: Int, inputs: [String], total: Int, listDigest: String) {
    self.number = number
    self.count = count
    self.inputs = inputs
    self.total = total
    self.listDigest = listDigest
  }
}
