/// Gaps in the words of an input.
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
