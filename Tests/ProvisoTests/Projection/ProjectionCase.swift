import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax
import TestSupport

@testable import Proviso

/// An actual plan with what Proviso says about its JSON.
struct ProjectionCase {
  let plan: ActualPlan
  let order: ActualOrder
  let runs: ActualRuns
  private let judges: [PropertyJudge]

  /// The maximum number of moments of a plan, and of those at which a proved property is judged.
  struct Bounds {
    var moments = 3_000
    var judged = 400
  }

  let bounds: Bounds

  init?(_ plan: ActualPlan, bounds: Bounds = Bounds()) {
    self.plan = plan
    self.bounds = bounds
    guard let order = ActualOrder(plan), !order.steps.isEmpty,
      let runs = ActualRuns(plan, order, limit: bounds.moments)
    else { return nil }
    self.order = order
    self.runs = runs
    judges = ActualWorld.Reading.all.map { PropertyJudge(ActualWorld(plan, runs, $0)) }
  }

  var json: String { PlanProjection(plan: plan).json }

  static func spec(_ properties: [ProjectedProperty]) -> String {
    "spec projection for terraform\n\n"
      + properties.enumerated().map { $1.text(named: "p\($0)") }.joined(separator: "\n")
  }

  struct Refused: Error, CustomStringConvertible {
    let description: String
  }

  /// The answers of Proviso about properties of the plan.
  func results(of properties: [ProjectedProperty]) throws -> [PropertyResult] {
    let loaded = SpecLoader(vocabularies: .supported) { _ throws(SourceReadError) in
      throw SourceReadError("none")
    }.load(path: "projection.proviso", text: Self.spec(properties))
    guard let spec = loaded.spec else {
      let errors = loaded.diagnostics.filter { $0.level == .error }.map(\.message)
      throw Refused(description: errors.joined(separator: "; "))
    }
    let specs = LoadedSpecs(
      specs: [.init(spec: spec, sources: loaded.sources, isBuiltIn: false)], warnings: [])
    let verifier = Verifier(limits: Limits(timeoutMilliseconds: 5_000))
    let json = json
    let result = try verifier.wait { (run) throws(InputError) in
      try run.check(.text(json, name: "plan.json"), against: specs)
    }
    let byName = Dictionary(uniqueKeysWithValues: result.properties.map { ($0.name, $0) })
    return try properties.indices.map { number in
      guard let found = byName["p\(number)"] else {
        throw Refused(description: "no result for p\(number)")
      }
      return found
    }
  }

  // MARK: - Choosing

  /// The properties that tell most: those that are false of the plan and true of its innocent
  /// twin, then those that are false at few moments. Some of the others are among them.
  func telling(_ properties: [ProjectedProperty], count: Int) -> [ProjectedProperty] {
    let innocent = plan.innocent()
    let twin = ActualOrder(innocent).flatMap { ActualRuns(innocent, $0, limit: bounds.moments) }
      .map { PropertyJudge(ActualWorld(innocent, $0, ActualWorld.Reading.all[0])) }
    let scores = properties.map { property in
      let share = judges[0].share(of: property, most: bounds.judged)
      guard share > 0, let twin else { return share }
      return twin.share(of: property, most: bounds.judged) == 0 ? share / 1_000 : share
    }
    let sorted = properties.indices.filter { scores[$0] > 0 }.sorted { scores[$0] < scores[$1] }
    let others = properties.indices.filter { scores[$0] == 0 }
    let chosen = sorted.prefix(count * 7 / 10)
    return (chosen + others.prefix(count - chosen.count)).map { properties[$0] }
  }

  // MARK: - Judging

  /// Why an answer about a property is wrong; `nil` if it may be right.
  func complaint(about property: ProjectedProperty, _ result: PropertyResult) -> String? {
    // A listed change that the apply leaves out gives no run of the plan that Proviso sees.
    let isExact = runs.isExhaustive && plan.isComplete
    switch (property.kind, result.verdict) {
    case (_, .undecided), (_, .trusted), (_, .tolerated):
      let reason = result.reason ?? ""
      return reason.contains("internal error") ? reason : nil
    case (.invariant, .proved):
      return found(property, most: bounds.judged).map { "proved, but false at \($0)" }
    case (.invariant, .violated):
      let isCertain = result.violations.contains { $0.certainty == .definite && !$0.needsGraph }
      guard isExact, isCertain, holds(property) else { return nil }
      return "violated whatever the unknowns and the order, but true in every run"
    case (.possible, .proved):
      // The witness may need other values of the unknowns than those that come true.
      guard isExact, property.operators.isDisjoint(with: ProjectedOperator.ofValues),
        holds(property)
      else { return nil }
      return "possible, but never reached"
    case (.possible, .violated):
      return found(property, most: bounds.judged).map { "impossible, but reached at \($0)" }
    }
  }

  /// The aspects of the plan without one of which the answer would not be wrong, or if there is
  /// none, a pair of aspects.
  func causes(of property: ProjectedProperty, _ result: PropertyResult) -> Set<HiddenAspect> {
    func explain(_ aspects: Set<HiddenAspect>) -> Bool {
      guard let innocent = ProjectionCase(plan.innocent(in: aspects), bounds: bounds) else {
        return false
      }
      return innocent.complaint(about: property, result) == nil
    }
    let all = HiddenAspect.allCases
    let single = Set(all.filter { explain([$0]) })
    if !single.isEmpty { return single }
    let pairs = all.flatMap { first in all.map { Set([first, $0]) } }
    return pairs.first { $0.count == 2 && explain($0) } ?? []
  }

  /// A moment that is found in every reading.
  private func found(_ property: ProjectedProperty, most: Int) -> String? {
    var first: UInt64?
    for judge in judges {
      guard case .found(let moment) = judge.outcome(of: property, most: most) else { return nil }
      first = first ?? moment
    }
    return first.map { describe($0) }
  }

  private func holds(_ property: ProjectedProperty) -> Bool {
    judges.allSatisfy { if case .holds = $0.outcome(of: property) { true } else { false } }
  }

  private func describe(_ moment: UInt64) -> String {
    let nodes = order.nodes.indices.map { node in
      var text = "\(name(of: node)) \(runs.progress(node, at: moment))"
      if order.nodes[node].object != nil {
        let parts = (0..<4).map { runs.hasHappened($0, of: node, at: moment) ? "1" : "0" }
        text += " " + parts.joined()
      }
      return text
    }
    return nodes.joined(separator: ", ")
  }

  func name(of node: Int) -> String {
    switch order.nodes[node].kind {
    case .create(let object): "create \(plan.address(of: object))"
    case .update(let object): "update \(plan.address(of: object))"
    case .delete(let object): "delete \(plan.address(of: object))"
    case .condition(let object): "evaluation of \(plan.address(of: object))"
    case .local(let local): "local.\(plan.locals[local].name)"
    case .variable(let variable): "var.\(plan.variables[variable].name)"
    case .provider(let provider): "provider \(provider)"
    }
  }

  /// The actual plan in words: what is not in the JSON.
  var description: String {
    var lines: [String] = []
    for (number, block) in plan.blocks.enumerated() where !plan.objects(of: number).isEmpty {
      lines.append(
        "\(block.address)\(block.isConfigured ? "" : " (removed)"), create_before_destroy \(block.createsFirst), recorded \(block.recordedDependencies.map { plan.blocks[$0].name }.sorted())"
      )
      for (name, expression) in block.expressions.sorted(by: { $0.key < $1.key }) {
        lines.append("  \(name) = \(text(of: expression))")
      }
      for (key, expression) in (block.forEach ?? [:]).sorted(by: { $0.key < $1.key }) {
        lines.append("  for_each \(key) = \(text(of: expression))")
      }
      if !block.dependsOn.isEmpty { lines.append("  depends_on \(names(block.dependsOn))") }
      if !block.hiddenReferences.isEmpty {
        lines.append("  a dynamic block uses \(names(block.hiddenReferences))")
      }
      if let condition = block.precondition {
        lines.append(
          "  precondition on \(names(condition.references)), can fail: \(condition.canFail)")
      }
    }
    for local in plan.locals {
      lines.append(
        "local.\(local.name) = \(text(of: local.expression)), can fail: \(local.canFail)")
    }
    for variable in plan.variables {
      lines.append(
        "var.\(variable.name) = \(variable.value.json), validated with \(names(variable.validation)), can fail: \(variable.canFail)"
      )
    }
    for (number, object) in plan.objects.enumerated() {
      lines.append(
        "\(plan.address(of: number)) \(object.action): \(text(of: object.before)) -> \(text(of: object.after))\(plan.neverDeleted.contains(number) ? " (never carried out)" : "")"
      )
    }
    for node in order.nodes.indices {
      let waits = order.nodes[node].waits.sorted().map(name)
      lines.append("\(name(of: node)) waits for [\(waits.joined(separator: ", "))]")
    }
    return lines.joined(separator: "\n")
  }

  private func names(_ blocks: [Int]) -> String {
    blocks.map { plan.blocks[$0].name }.joined(separator: ", ")
  }

  private func text(of values: [String: ActualValue]?) -> String {
    guard let values else { return "nothing" }
    return values.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.json)" }
      .joined(separator: ", ")
  }

  private func text(of expression: ActualExpression) -> String {
    func name(_ reference: ActualReference) -> String {
      "\(plan.blocks[reference.block].name).\(reference.attribute)"
    }
    switch expression {
    case .constant(let value): return value.json
    case .attribute(let reference): return name(reference)
    case .prefixed(let reference): return "\"x-${\(name(reference))}\""
    case .sentence(let reference): return "\"see ${\(name(reference))} there\""
    case .choice(let reference, let value, let yes, let no):
      return "\(name(reference)) == \(value.json) ? \(text(of: yes)) : \(text(of: no))"
    case .joined(let references):
      return "join(\"-\", [\(references.map(name).joined(separator: ", "))])"
    case .list(let elements): return "[\(elements.map(text).joined(separator: ", "))]"
    case .local(let local): return "local.\(plan.locals[local].name)"
    case .variable(let variable): return "var.\(plan.variables[variable].name)"
    case .eachValue: return "each.value"
    }
  }
}
