import ProvisoKernel

/// Looks for values of the unknowns that spare a condition: with them it holds at every moment.
///
/// A property that trusts unknowns trusts that they will not have the values that break it. So there
/// must be others. A run that only some values break shows nothing: another run can break it for the
/// rest. The conditions at all moments together, over the unknowns alone, are one question to the
/// solver. Texts take a solver long to make, so a few plain values are tried first.
struct SparingValues {
  enum Answer {
    /// These values, or the solver, show that some values spare the condition.
    case some
    /// Every value breaks it at some moment.
    case none
    /// The engine does not know.
    case unknown
  }

  let engine: Engine
  /// The conditions that the values must meet.
  let expectations: [Term]

  private var store: TermStore { engine.store }

  /// The most candidates for the value of one unknown, and the most assignments that are tried.
  private static let mostCandidates = 24
  private static let mostTried = 300

  init(_ engine: Engine, expectations: [Term]) {
    self.engine = engine
    self.expectations = expectations
  }

  /// Whether some values meet all of these conditions over unknowns.
  func find(_ conditions: [Term]) throws(Cancelled) -> Answer {
    let all = store.and(conditions)
    if all == .never { return .none }
    let readsTexts = store.readsTexts(all)
    if readsTexts, try tries(all) { return .some }
    switch try engine.solving.check(all, assuming: expectations) {
    case .possible: return .some
    case .impossible: return .none
    case .unknown, .opaque:
      if readsTexts { return .unknown }
      return try tries(all) ? .some : .unknown
    }
  }

  // MARK: Plain values

  /// Whether some plain values meet the condition and the expectations.
  private func tries(_ condition: Term) throws(Cancelled) -> Bool {
    let whole = store.and([condition] + expectations)
    for values in assignments(for: whole) {
      try engine.cancellation.check()
      if try holds(whole, for: values) { return true }
    }
    return try climbs(whole)
  }

  /// Changes one value at a time for as long as more parts hold.
  private func climbs(_ whole: Term) throws(Cancelled) -> Bool {
    let parts: [Term] = if case .and(let parts) = store[whole] { parts } else { [whole] }
    guard parts.count > 1 else { return false }
    let candidates = candidates(in: whole)
    var values = store.constants(equatedIn: expectations)
    var best = try count(parts, for: values)
    var left = Self.mostTried
    for unknown in store.unknowns(in: [whole]) where !store.unknowns[unknown].isCondition {
      for candidate in candidates {
        guard left > 0 else { return false }
        left -= 1
        var changed = values
        changed[unknown] = candidate
        let met = try count(parts, for: changed)
        guard met > best else { continue }
        (best, values) = (met, changed)
        if best == parts.count { return try holds(whole, for: values) }
      }
    }
    return false
  }

  private func count(_ parts: [Term], for values: [Int: Value]) throws(Cancelled) -> Int {
    try engine.cancellation.check()
    let consistent = consistent(values, in: parts)
    return parts.count { replaced($0, by: consistent) != .never }
  }

  /// The values that a few simple rules give: those that are expected, with nothing or one constant of
  /// the condition everywhere else.
  func assignments(for condition: Term) -> [[Int: Value]] {
    let expected = store.constants(equatedIn: expectations)
    let unknowns = store.unknowns(in: [condition]).filter { !store.unknowns[$0].isCondition }
    return [expected]
      + candidates(in: condition).map { candidate in
        unknowns.reduce(into: expected) { values, unknown in
          if values[unknown] == nil { values[unknown] = candidate }
        }
      }
  }

  /// The condition for the given values; unknowns without one are absent.
  ///
  /// - Parameter gaps: the truth of each condition that nothing can judge; `nil` to leave them open.
  func replaced(_ condition: Term, by values: [Int: Value], gaps: Bool? = nil) -> Term {
    var rewriter = Rewriter(store)
    let made = rewriter.rewrite(condition) { node in
      guard case .unknown(let index) = node else { return nil }
      if store.unknowns[index].isCondition { return gaps.map(store.truth) }
      return store.constant(values[index] ?? .null)
    }
    return folded(made, depth: 0)
  }

  private func holds(_ whole: Term, for values: [Int: Value]) throws(Cancelled) -> Bool {
    let rest = replaced(whole, by: consistent(values, in: [whole]))
    if rest == .always { return true }
    if rest == .never { return false }
    // Conditions that nothing can judge are left.
    if case .possible = try engine.solving.check(rest, assuming: []) { return true }
    return false
  }

  /// Whether the condition has parts that nothing can judge.
  func hasGaps(_ condition: Term) -> Bool {
    store.unknowns(in: [condition]).contains { store.unknowns[$0].isCondition }
  }

  /// The values with a map for each unknown whose members have values, so that both agree.
  func consistent(_ values: [Int: Value], in terms: [Term]) -> [Int: Value] {
    var related = Set(store.unknowns(in: terms))
    for index in related {
      var at = index
      while let parent = store.unknowns[at].parent, related.insert(parent.unknown).inserted {
        at = parent.unknown
      }
    }
    let sorted = related.sorted()
    var out = values
    // A map has a smaller index than its members.
    for index in sorted.reversed() {
      guard let parent = store.unknowns[index].parent, let value = out[index], value != .null
      else { continue }
      var members: [Text: Value] = [:]
      if case .map(let known)? = out[parent.unknown] { members = known }
      members[parent.member] = value
      out[parent.unknown] = .map(members)
    }
    for index in sorted {
      guard let parent = store.unknowns[index].parent else { continue }
      out[index] = out[parent.unknown].map { $0[parent.member] } ?? .null
    }
    return out
  }

  /// The constants of the condition, and a value of each kind that is none of them.
  private func candidates(in condition: Term) -> [Value] {
    var found: [Value] = [.bool(true), .bool(false), .string("another value"), .string("")]
    var seen = Set(found)
    func add(_ value: Value) {
      if found.count < Self.mostCandidates, seen.insert(value).inserted { found.append(value) }
    }
    _ = store.contains(in: condition) { node in
      guard case .constant(let value) = node, value != .null else { return false }
      add(value)
      if case .number(let number) = value {
        add(.number(number + .one))
        add(.number(number - .one))
      }
      return found.count >= Self.mostCandidates
    }
    add(.number(.zero))
    return found
  }

  /// The condition with the answers of patterns about known texts.
  private func folded(_ term: Term, depth: Int) -> Term {
    guard depth < 200 else { return term }
    switch store[term] {
    case .not(let inner): return store.not(folded(inner, depth: depth + 1))
    case .and(let parts): return store.and(parts.map { folded($0, depth: depth + 1) })
    case .or(let parts): return store.or(parts.map { folded($0, depth: depth + 1) })
    case .ite(let c, let a, let b):
      return store.ite(
        folded(c, depth: depth + 1), then: folded(a, depth: depth + 1),
        else: folded(b, depth: depth + 1))
    case .matches(let pattern, let text):
      guard case .constant(let value) = store[text] else { return term }
      guard case .string(let text) = value else { return .never }
      return engine.matchesPattern.map { store.truth($0(store.patterns[pattern], text)) } ?? term
    default: return term
    }
  }
}

/// The conditions that the unknowns must meet so that a condition holds at every moment, collected
/// while its parts are decided.
struct NeededConditions {
  private(set) var terms: [Term] = []
  private var seen: Set<Term> = []
  /// Whether no moment is left out.
  var isComplete = true

  mutating func add(_ term: Term) {
    if term != .always, seen.insert(term).inserted { terms.append(term) }
  }
}

extension Engine {
  /// The finding, if some values of the unknowns are known to spare what a trusted run breaks.
  ///
  /// The run is a violation where every value breaks the condition; the answer is open where that is not
  /// known.
  ///
  /// - Parameters:
  ///   - condition: what the query is about; only its unknowns and constants count.
  ///   - holds: whether the query is proved with the unknowns replaced.
  ///   - again: decides the query without trust.
  func confirmed(
    _ finding: Finding, about condition: Term, assuming assumptions: [Term],
    holds: ((Term) -> Term) throws(Cancelled) -> Bool,
    again: () throws(Cancelled) -> Finding
  ) throws(Cancelled) -> Finding {
    guard case .run(let method, let found) = finding, isTrusted(found) else { return finding }
    let log = evidence
    evidence = nil
    defer { evidence = log }
    let needed = needed
    let values = SparingValues(self, expectations: assumptions + expected(of: condition))
    switch try values.find(needed.terms) {
    case .none: return try broken(by: again, method)
    case .some where needed.isComplete: return finding
    case .some, .unknown:
      if needed.isComplete { return .undecided(method, words.noSparingValues) }
    }
    for assignment in values.assignments(for: condition) {
      let chosen = values.consistent(assignment, in: [condition])
      guard values.meetExpectations(chosen) else { continue }
      for gap in values.hasGaps(condition) ? [false, true] : [false] {
        if try holds({ values.replaced($0, by: chosen, gaps: gap) }) { return finding }
      }
    }
    return .undecided(method, words.noSparingValues)
  }

  /// The expectations of the unknowns of a condition as terms.
  private func expected(of condition: Term) -> [Term] { expectations(of: condition).map(\.term) }

  /// The violation that each value of the unknowns has a run for.
  private func broken(
    by again: () throws(Cancelled) -> Finding, _ method: SearchMethod
  ) throws(Cancelled) -> Finding {
    trustsUnknowns = false
    defer { trustsUnknowns = true }
    guard case .run(let used, var run) = try again() else {
      return .undecided(method, words.noSparingValues)
    }
    // The judge cannot replay what it cannot evaluate.
    if run.dependsOn.contains(where: { store.unknowns[$0].isCondition }) {
      return .undecided(method, words.noSparingValues)
    }
    run.isExpected = true
    // The condition may become false only later with other values.
    if used != .evaluation { run.isPreexisting = false }
    return .run(used, run)
  }
}

extension SparingValues {
  fileprivate func meetExpectations(_ values: [Int: Value]) -> Bool {
    expectations.allSatisfy { replaced($0, by: values) == .always }
  }
}

extension TermStore {
  /// Whether a condition looks into texts. A solver takes long to find texts that meet one.
  func readsTexts(_ condition: Term) -> Bool {
    contains(in: condition) {
      switch $0 {
      case .matches, .stringTest, .lowerASCII: true
      default: false
      }
    }
  }

  /// The constants that equations set unknowns to, by the index of the unknown.
  func constants(equatedIn equations: [Term]) -> [Int: Value] {
    var values: [Int: Value] = [:]
    for equation in equations {
      guard case .equal(let a, let b) = self[equation] else { continue }
      for (unknown, other) in [(a, b), (b, a)] {
        if case .unknown(let index) = self[unknown], case .constant(let value) = self[other] {
          values[index] = value
        }
      }
    }
    return values
  }
}
