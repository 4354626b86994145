/// A set of waits that recognises duplicates.
struct WaitSet {
  private struct Conditional: Hashable {
    var pair: UInt64
    var condition: TerraformWaitCondition
  }

  private var pairs: Set<UInt64> = []
  private var conditional: Set<Conditional> = []

  /// Adds a wait and returns whether it is new. A conditional wait is not new when the set contains
  /// the same wait without a condition.
  mutating func insert(after: Int, before: Int, if condition: TerraformWaitCondition?) -> Bool {
    let pair =
      UInt64(UInt32(truncatingIfNeeded: after)) << 32 | UInt64(UInt32(truncatingIfNeeded: before))
    guard let condition else { return pairs.insert(pair).inserted }
    guard !pairs.contains(pair) else { return false }
    return conditional.insert(Conditional(pair: pair, condition: condition)).inserted
  }
}
