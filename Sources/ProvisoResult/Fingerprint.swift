/// A name for a finding that is the same in the next check of a changed input, as long as the rule and
/// the objects have the same names.
///
/// It has no line, message or value, so that an edit elsewhere does not change it. A violation without
/// objects, such as too many deletions, is named by the steps of its run instead.
public struct Fingerprint: Hashable, Sendable {
  public let rule: String
  public let objects: [String]
  /// `definite`, `possible` or `undecided`.
  public let certainty: String

  /// Describes a finding by its parts.
  public init(rule: String, objects: [String], certainty: String) {
    self.rule = rule
    self.objects = objects
    self.certainty = certainty
  }

  /// The fingerprint of a violation.
  public init(of violation: Violation, property: PropertyResult) {
    let objects = violation.bindings.map(\.object)
    self.init(
      rule: (property.carrier.map { $0.path + ": " } ?? "") + property.name,
      objects: objects.isEmpty
        ? Set(violation.trace.map { "\($0.action) \($0.step)" }).sorted() : objects,
      certainty: violation.certainty.rawValue)
  }

  /// 32 hexadecimal digits.
  public var text: String {
    let bytes = ([rule, certainty] + objects).joined(separator: "\u{0}").utf8
    return [0xcbf2_9ce4_8422_2325, 0x6c62_272e_07bb_0142].map { (start: UInt64) in
      // The hash FNV-1a, from two different starts.
      let hash = bytes.reduce(start) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
      let digits = String(hash, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
