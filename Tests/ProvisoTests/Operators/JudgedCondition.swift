import JSON
import ProvisoKernel
import ProvisoLanguage
import TestSupport
import Testing

@testable import Proviso
@testable import ProvisoEngine
@testable import ProvisoTerraform

/// A condition with two unknowns, judged in three ways for given values of them: by the lowered
/// term, by Z3 on the encoded term, and by the interpreter on the syntax tree.
struct JudgedCondition {
  /// The value of a condition.
  enum Answer: String {
    case yes, no
    /// Undetermined: something has no value, or the term does not determine it.
    case open
  }

  /// A plan that creates `t.x`, whose attributes `u` and `v` are known only after apply.
  static let plan =
    #"{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[{"address":"t.x","mode":"managed","type":"t","name":"x","provider_name":"p","change":{"actions":["create"],"before":null,"after":{"a":1},"after_unknown":{"u":true,"v":true},"before_sensitive":false,"after_sensitive":{}}}],"configuration":{"root_module":{"resources":[]}}}"#

  static let universe: TerraformUniverse? = try? TerraformUniverse(
    TerraformPlan(document: JSONDocument(text: plan)))

  let universe: TerraformUniverse
  let expression: Expression
  let frame: [ObjectID]
  private let store = TermStore()
  private let term: Term
  private let solving: SolverQueries

  /// The values that the tests give to the unknowns.
  static let pool: [Value] = {
    func text(_ string: String) -> Value { .string(Text(string)) }
    func number(_ literal: String) -> Value { .number(Number(literal: literal) ?? .zero) }
    return [
      .null, .bool(true), .bool(false), number("0"), number("1"), number("-1"), number("2.5"),
      text("x"), text(""), text("xy"), text("X"), text("10.1.0.0/16"), .list([]),
      .list([number("1")]), .list([text("x"), .null]), .list([.list([number("1")])]), text("a"),
      text("ab"), text("k"),
      .list([text("a")]), number("2"), .map([:]), .map(["k": number("1")]),
      .map(["k": .null, "x": text("x")]), .map(["k": .map(["k": text("x")])]),
    ]
  }()

  /// Reads a condition about the resource `r`; nil when the checker refuses it.
  init?(_ text: String) throws {
    let loader = SpecLoader(vocabularies: .supported) { (_) throws(SourceReadError) -> [UInt8] in
      throw SourceReadError("none")
    }
    let loaded = loader.load(
      path: "s.proviso",
      text: "spec s for terraform\n\ntable rows { \"x\": 1, \"y\": 2.5 }\n"
        + "invariant p \"p\" { every r in resources { (\(text)) or rows[\"x\"] != 1 } }\n")
    guard let body = loaded.spec?.properties.first?.body else { return nil }
    guard case .quantifier(.every, _, let inner?) = body.kind else { return nil }
    universe = try #require(Self.universe)
    expression = inner
    frame = universe.objects(in: 0)
    let lowering = Lowering(universe, into: store, patterns: PatternCache())
    term = lowering.condition(of: inner, in: frame.map { .value(.object($0)) })
    solving = SolverQueries(
      limits: Limits(timeoutMilliseconds: 2_000), store: store, system: universe.system)
  }

  /// Whether the term does not depend on the unknowns.
  var isFolded: Bool { store.unknowns.isEmpty }

  // MARK: - The three judges

  /// Returns the answer of the lowered term; open when its undetermined parts decide the answer.
  func lowered(_ values: [String: Value]) -> Answer {
    let evaluator = TermEvaluator(store: store, system: universe.system)
    let moment = Moment(initialOf: universe.system)
    let indexed = indexed(values)
    let count = store.undetermined.count
    var answers: Set<Bool> = []
    var random = SeededGenerator(seed: UInt64(count))
    // Tries all choices if there are few, otherwise a sample that includes all false and all true.
    for choice in 0..<(1 << min(count, 6)) {
      var undetermined: [Int: Bool] = [:]
      for index in 0..<count {
        undetermined[index] =
          count <= 6 ? choice >> index & 1 == 1 : choice < 2 ? choice == 1 : random.chance(50)
      }
      answers.insert(
        evaluator.holds(term, at: moment, unknowns: indexed, undetermined: undetermined))
      if answers.count > 1 { break }
    }
    return answers.count > 1 ? .open : answers == [true] ? .yes : .no
  }

  /// Returns the answer of the interpreter.
  func concrete(_ values: [String: Value]) -> Answer {
    let situation = Situation(
      moment: Moment(initialOf: universe.system), world: FlagValues(),
      unknowns: Dictionary(
        values.map { ("t.x.after.\($0.key)", $0.value) }, uniquingKeysWith: { $1 }))
    let evaluator = ConcreteEvaluator(universe, in: situation, patterns: PatternCache())
    return switch evaluator.truth(of: expression, in: frame.map { MaskedValue(.object($0)) }) {
    case .yes: .yes
    case .no: .no
    case .open: .open
    }
  }

  /// Returns Z3's answer to the encoded term, with the unknowns set to these values.
  func encoded(_ values: [String: Value]) -> Answer {
    let indexed = indexed(values)
    let facts = indexed.sorted { $0.key < $1.key }.map { index, value -> Term in
      if store.unknowns[index].isCondition { return .always }
      return store.equal(store.value(of: store.unknowns[index]), store.constant(value))
    }
    func isPossible(_ condition: Term) -> Bool? {
      switch try? solving.check(store.and([condition] + facts), assuming: []) {
      case .possible: true
      case .impossible: false
      default: nil
      }
    }
    switch (isPossible(term), isPossible(store.not(term))) {
    case (true?, false?), (nil, false?): return .yes
    case (false?, true?), (false?, nil): return .no
    default: return .open
    }
  }

  /// Returns the values by the store's indices. The members of an unknown come from its value.
  private func indexed(_ values: [String: Value]) -> [Int: Value] {
    var out: [Int: Value] = [:]
    for (index, unknown) in store.unknowns.enumerated() {
      if let parent = unknown.parent {
        out[index] = (out[parent.unknown] ?? .null)[parent.member]
      } else {
        out[index] = values.first { "t.x.after.\($0.key)" == unknown.name }?.value ?? .null
      }
    }
    return out
  }

  // MARK: - Agreement

  /// Returns a description of the first disagreement for these values; nil without one.
  ///
  /// The interpreter knows the values, so it may determine an answer that the term leaves open.
  /// When the term determines an answer, the interpreter must give the same answer. There is one
  /// exception: if a part without a value is deep inside, the term may recognise that the part
  /// makes no difference, while the interpreter leaves the answer open.
  func disagreement(
    _ values: [String: Value], withSolver: Bool, isDeep: Bool = false
  ) -> String? {
    let tree = concrete(values)
    let term = lowered(values)
    let mayStayOpen = isDeep && tree == .open
    if term != .open, term != tree, !mayStayOpen {
      return "with \(values): the term says \(term), the tree \(tree)"
    }
    guard withSolver, !isFolded else { return nil }
    let solver = encoded(values)
    if solver != .open, solver != tree, !mayStayOpen {
      return "with \(values): Z3 says \(solver), the tree \(tree)"
    }
    if solver != .open, term != .open, solver != term {
      return "with \(values): Z3 says \(solver), the term \(term)"
    }
    return nil
  }
}
