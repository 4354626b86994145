import JSON
import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax
import TestSupport

@testable import Proviso
@testable import ProvisoTerraform

/// A random plan with a random property, judged by enumeration.
struct DifferentialCase {
  let plan: String
  let spec: String
  private let seed: UInt64
  private let universe: TerraformUniverse
  private let checked: Spec
  private let property: Property
  private let sources: SourceSet
  private let unknowns: [String]
  private var random: SeededGenerator

  /// The maximum number of moments to enumerate for one choice of the flags. If there are more, they
  /// are taken from random runs.
  static let mostMoments = 400
  /// The approximate maximum number of judged pairs of a moment and a valuation.
  static let mostJudged = 260

  /// Creates the case of a seed; nil when the plan or the spec is refused.
  init?(seed: UInt64, _ tally: inout DifferentialTally) throws {
    self.seed = seed
    plan = RandomPlan(seed: seed).text
    spec = RandomSpec(seed: seed).text
    random = SeededGenerator(seed: seed ^ 0x5151)
    do {
      universe = try TerraformUniverse(TerraformPlan(document: JSONDocument(text: plan)))
    } catch let error as TerraformPlanError where error.message.contains("cycle") {
      // A random plan can mix the two orders of replacement in a way that Terraform never does.
      tally.refused += 1
      tally.refusals["a cycle", default: 0] += 1
      return nil
    }
    let loader = SpecLoader(vocabularies: .supported) { (_) throws(SourceReadError) -> [UInt8] in
      throw SourceReadError("none")
    }
    let loaded = loader.load(path: "s.proviso", text: spec)
    guard let spec = loaded.spec, let property = spec.properties.first else {
      tally.refused += 1
      let message = loaded.diagnostics.first { $0.level == .error }?.message ?? ""
      tally.refusals[message, default: 0] += 1
      return nil
    }
    checked = spec
    sources = loaded.sources
    self.property = property
    // The unknowns of the plan, named as in the document, and the facts that it does not show.
    var names: [String] = []
    for object in universe.plan.resources {
      if let unknown = object.afterUnknown {
        Self.collect(unknown, at: "\(object.address).after", into: &names)
      }
    }
    names += ["output.o.after"]
    let store = TermStore()
    let lowering = Lowering(universe, into: store, patterns: PatternCache())
    _ = lowering.condition(of: property.body, in: [])
    for assumption in spec.assumptions { _ = lowering.condition(of: assumption, in: []) }
    names += store.unknowns.filter(\.isCondition).map(\.name)
    unknowns = names
  }

  private static func collect(_ unknown: JSONValue, at path: String, into out: inout [String]) {
    switch unknown.kind {
    case .bool: if unknown.bool == true { out.append(path) }
    case .object:
      for (key, member) in unknown.members {
        collect(member, at: "\(path).\(key.string)", into: &out)
      }
    case .array:
      for (index, element) in unknown.elements.enumerated() {
        collect(element, at: "\(path)[\(index)]", into: &out)
      }
    default: break
    }
  }

  // MARK: - Values

  private static let pool: [Value] = {
    func text(_ string: String) -> Value { .string(Text(string)) }
    func number(_ literal: String) -> Value { .number(Number(literal: literal) ?? .zero) }
    return [
      .null, .bool(true), .bool(false), number("0"), number("1"), number("2"), number("-1"),
      number("0.5"), number("7"), text("x"), text("y"), text("prod"), text(""), text("X"),
      text("fresh"), text("id-00000"), text("id-00001"), text("k"), text("1"), text("10.2.0.0/16"),
      .list([]), .list([text("x")]), .list([number("1")]), .list([text("prod"), number("1")]),
      .list([.null]), .map([:]), .map(["k": text("x")]),
      .map(["k": number("1"), "env": text("prod")]),
      .map(["list": .list([text("x")]), "a": number("1")]),
      .map(["x": text("x"), "k": .bool(true)]),
      text(#"{"k":"x"}"#), text("[1]"),
    ]
  }()

  private func valuation(_ random: inout SeededGenerator) -> [String: Value] {
    var out: [String: Value] = [:]
    for name in unknowns {
      out[name] =
        name.contains(" ") ? .bool(random.chance(50)) : random.pick(Self.pool, or: .null)
    }
    return out
  }

  // MARK: - Moments

  private func worlds(_ random: inout SeededGenerator) -> [FlagValues] {
    let count = universe.system.flags.count
    var out: [FlagValues] = []
    for choice in 0..<(1 << min(count, 3)) {
      var world = FlagValues()
      for flag in 0..<count {
        world.flags[flag] = flag < 3 ? choice >> flag & 1 == 1 : random.chance(50)
      }
      let all = Set(universe.system.steps.indices)
      if universe.system.order.sorted(all, in: world) != nil { out.append(world) }
    }
    return out
  }

  private func walk(_ interpreter: Interpreter, using random: inout SeededGenerator) -> [Moment] {
    var moment = Moment(initialOf: universe.system)
    var out = [moment]
    let failing = random.chance(50) ? 25 : 0
    while true {
      var events = interpreter.events(at: moment)
      if !random.chance(failing) {
        let good = events.filter { if case .fail = $0 { false } else { true } }
        if !good.isEmpty { events = good }
      }
      guard let event = events.randomElement(using: &random),
        let next = try? interpreter.moment(after: event, at: moment)
      else { return out }
      moment = next
      out.append(moment)
    }
  }

  private func moments(
    of world: FlagValues, using random: inout SeededGenerator, isLarge: inout Bool
  ) -> [Moment] {
    let interpreter = Interpreter(universe.system, world: world)
    var all: [Moment]
    if let found = interpreter.allMoments(limit: Self.mostMoments) {
      all = Array(found).sorted { "\($0.steps)" < "\($1.steps)" }
    } else {
      isLarge = true
      all = []
      for _ in 0..<8 { all += walk(interpreter, using: &random) }
    }
    return all.filter { isInQuestion($0, interpreter) }
  }

  private func isInQuestion(_ moment: Moment, _ interpreter: Interpreter) -> Bool {
    if property.kind == .possible
      && moment.steps.contains(where: { $0 == .failed || $0 == .inFlight })
    {
      return false
    }
    switch property.timing {
    case .everyMoment: return true
    case .atEnd: return interpreter.isComplete(moment)
    case .atRest:
      return moment.steps.allSatisfy { $0 == .pending }
        || interpreter.isAtRest(moment)
          && moment.steps.count { $0 == .failed } <= checked.failures
    }
  }

  private func evaluator(at moment: Moment, in world: FlagValues, values: [String: Value])
    -> ConcreteEvaluator
  {
    ConcreteEvaluator(
      universe, in: Situation(moment: moment, world: world, unknowns: values),
      patterns: PatternCache())
  }

  private func admits(_ evaluator: ConcreteEvaluator) -> Bool {
    checked.assumptions.allSatisfy { evaluator.truth(of: $0, in: []) == .yes }
  }

  // MARK: - Judging

  /// Returns descriptions of what is wrong with the verdict.
  func complaints(_ tally: inout DifferentialTally) -> [String] {
    var random = random
    let result = OrderJudge.result(
      for: property, of: checked, in: universe, limits: Limits(timeoutMilliseconds: 5_000),
      sources: sources)
    let silent = silentParts(result)
    tally.silent += silent.count
    var out: [String] = []
    if let reason = result.reason, reason.hasPrefix("internal error") { out.append(reason) }

    let anyInstance = Expression(
      .quantifier(.some, PropertyShape.askingBinders(of: property.body), nil), type: .bool,
      span: property.body.span,
      isFixed: false, frameSize: 0)
    var breaks: String?
    var reaches: String?
    var isOpen = false
    var meets: String?
    var isLarge = false
    var pairs: [(FlagValues, Moment)] = []
    for world in worlds(&random) {
      pairs += moments(of: world, using: &random, isLarge: &isLarge).map { (world, $0) }
    }
    // Every moment is judged at least once, and with several valuations if there are few moments.
    let rounds = max(1, min(unknowns.count == 1 ? 4 : 40, Self.mostJudged / max(1, pairs.count)))
    for _ in 0..<rounds {
      for (world, moment) in pairs {
        let values = valuation(&random)
        let evaluator = evaluator(at: moment, in: world, values: values)
        guard admits(evaluator) else { continue }
        let location =
          "\(moment.steps.map(\.rawValue)) \(moment.happened.map { "\($0.step).\($0.part)" }) flags \(world.flags) with \(values)"
        switch evaluator.truth(of: property.body, in: []) {
        case .no: breaks = breaks ?? location
        case .yes: reaches = reaches ?? location
        case .open: isOpen = true
        }
        for (finding, part) in silent where evaluator.truth(of: part, in: []) == .yes {
          out.append("\(finding.message), but it is true at \(location)")
        }
        if result.isVacuous && meets == nil && evaluator.truth(of: anyInstance, in: []) == .yes {
          meets = location
        }
      }
    }
    if isLarge { tally.large += 1 }
    if holdsInEveryPlan {
      tally.tautologies += 1
      if breaks != nil || result.verdict == .violated { out.append("no plan could violate it") }
    }
    switch result.verdict {
    case .proved:
      tally.proved += 1
      if result.isVacuous { tally.vacuous += 1 }
      if property.kind == .invariant, let breaks { out.append("proved, but false at \(breaks)") }
      if let meets { out.append("vacuous, but its `where` is true at \(meets)") }
    case .violated:
      tally.violated += 1
      if property.kind == .possible, let reaches {
        out.append("reported as impossible, but true at \(reaches)")
      }
      if property.kind == .invariant && breaks == nil && !isLarge { tally.unconfirmed.append(seed) }
      out += definite(&random)
    case .undecided, .trusted, .tolerated:
      tally.undecided += 1
      let reason = (isOpen ? "" : "[closed] ") + (result.reason ?? "?")
      tally.reasons[reason, default: []].append(seed)
    }
    return out
  }

  /// Returns a description of each definite counterexample that does not violate the property for
  /// some values of the unknowns.
  private func definite(_ random: inout SeededGenerator) -> [String] {
    guard property.kind == .invariant else { return [] }
    let store = TermStore()
    let lowering = Lowering(universe, into: store, patterns: PatternCache())
    let engine = Engine(
      system: universe.system, store: store, orderIsExact: universe.orderIsExact)
    let assumptions = checked.assumptions.map { lowering.condition(of: $0, in: []) }
    var out: [String] = []
    var found: [Counterexample] = []
    lowering.instances(of: property.body) { instance in
      let query = Query(
        store.implies(instance.condition, instance.body), timing: property.timing,
        failures: checked.failures, assumptions: assumptions)
      if case .run(_, let example) = engine.decide(query), example.isDefinite {
        found.append(example)
      }
    }
    for example in found.prefix(3) {
      let interpreter = Interpreter(universe.system, world: example.run.world)
      guard let moment = try? interpreter.replay(example.run) else {
        out.append("a run cannot be replayed")
        continue
      }
      for _ in 0..<30 {
        let values = valuation(&random)
        let evaluator = evaluator(at: moment, in: example.run.world, values: values)
        guard admits(evaluator) else { continue }
        if evaluator.truth(of: property.body, in: []) == .yes {
          out.append("definite, but true with \(values)")
          break
        }
      }
    }
    return out
  }

  // MARK: - Coverage

  private var holdsInEveryPlan: Bool {
    let generic = GenericInstance(universe.schema)
    guard property.kind == .invariant, let condition = generic.condition(of: property.body),
      let system = try? System(variables: [], steps: [])
    else { return false }
    return Engine(system: system, store: generic.store, orderIsExact: true).isValid(condition)
  }

  /// Returns the parts that are reported as never true. Each has a condition that is true at a
  /// moment where the part is true.
  private func silentParts(_ result: PropertyResult) -> [(CoverageFinding, Expression)] {
    let (binders, body) = PropertyShape.split(property.body)
    return result.coverage.filter { $0.reached == .never }.compactMap { finding in
      guard [.implicationNeverFires, .whereNeverMet].contains(finding.kind), !result.isVacuous,
        let part = comingTrue(finding, in: body)
      else { return nil }
      return (finding, node(.quantifier(.some, binders, part), like: body))
    }
  }

  /// Returns the condition that the part and everything around it is true.
  private func comingTrue(_ finding: CoverageFinding, in e: Expression) -> Expression? {
    func isIt(_ part: Expression?) -> Bool {
      guard let part else { return false }
      let location = sources.location(of: part.span)
      return location.line == finding.location.line && location.column == finding.location.column
    }
    switch e.kind {
    case .and(let parts):
      return parts.lazy.compactMap { comingTrue(finding, in: $0) }.first
    case .implies(let left, let right):
      if finding.kind == .implicationNeverFires, isIt(left) { return left }
      return comingTrue(finding, in: right).map { node(.and([left, $0]), like: e) }
    case .quantifier(.every, let binders, let body?):
      if finding.kind == .whereNeverMet, isIt(binders.lazy.compactMap(\.condition).first) {
        return node(.quantifier(.some, binders, nil), like: e)
      }
      return comingTrue(finding, in: body).map { node(.quantifier(.some, binders, $0), like: e) }
    default: return nil
    }
  }

  private func node(_ kind: Expression.Kind, like e: Expression) -> Expression {
    Expression(kind, type: .bool, span: e.span, isFixed: false, frameSize: e.frameSize)
  }
}
