/// Why a value or a condition is missing: something that is neither known nor a plain unknown.
public struct Gap: Hashable, Sendable, ExpressibleByStringInterpolation {
  /// The reason, as a noun phrase or a clause without a full stop.
  public let reason: String
  /// The unknowns whose values would settle it, by index in the store; empty where no unknown's
  /// value would.
  public let unknowns: [Int]

  /// Describes a gap.
  public init(_ reason: String, unknowns: [Int] = []) {
    self.reason = reason
    self.unknowns = unknowns
  }

  public init(stringLiteral reason: String) { self.init(reason) }
}

extension TermStore {
  /// A gap that the values of the unknowns in some terms would settle.
  ///
  /// - Parameters:
  ///   - what: what is missing, such as "the JSON".
  ///   - words: the input's words for an unknown value.
  /// - Returns: a gap such as "the JSON of a.after.policy, which is known only after apply".
  public func gap(_ what: String, ofAll terms: [Term], _ words: UnknownWords) -> Gap {
    let found = unknowns(in: terms)
    let names = found.prefix(3).map { unknowns[$0].name }.joined(separator: ", ")
    let more = found.count > 3 ? " and \(found.count - 3) more" : ""
    guard !found.isEmpty else { return Gap("\(what) of a value that is \(words.adjective)") }
    return Gap(
      "\(what) of \(names)\(more), which \(found.count == 1 ? "is" : "are") \(words.adjective)",
      unknowns: found)
  }

  /// The unknowns that some terms name, by index, in ascending order.
  public func unknowns(in terms: [Term]) -> [Int] {
    var seen: Set<Term> = Set(terms)
    var stack = terms
    var found: Set<Int> = []
    while let top = stack.popLast() {
      if case .unknown(let index) = self[top] { found.insert(index) }
      for operand in self[top].operands where seen.insert(operand).inserted {
        stack.append(operand)
      }
    }
    return found.sorted()
  }
}
