import ProvisoTerraform

/// Compares the order that a plan takes from Terraform's graph with that graph, read by the tests'
/// own reader, and with the order from the plan alone.
struct GraphComparison {
  private(set) var problems: [String] = []
  /// The number of pairs of steps that are ordered.
  private(set) var ordered = 0
  private var exact: OrderComparison?

  init(plan: TerraformPlan, dot: String) {
    var exactPlan = plan
    do {
      try exactPlan.takeOrder(from: TerraformGraph(dot: Array(dot.utf8)))
    } catch {
      problems.append("\(error)")
      return
    }
    let comparison = OrderComparison(plan: exactPlan, dot: dot, state: "")
    exact = comparison
    ordered = comparison.ordered
    problems += comparison.missing.map { "step without a node: \($0)" }
    problems += comparison.wrong.map { "not in Terraform's graph: \($0)" }
    problems += comparison.open.map { "not in the order: \($0)" }
    if exactPlan.order.source != .graph { problems.append("the order is not from the graph") }
    if exactPlan.waits.contains(where: { $0.condition != nil }) {
      problems.append("a wait has a condition")
    }
    if exactPlan.waits.count > dot.split(separator: "\n").count {
      problems.append("there are more waits than lines in the graph")
    }
    problems += Self.beyond(plan, exactPlan)
  }

  /// Returns the pairs that the plan alone orders without a condition and the graph does not order.
  private static func beyond(_ plan: TerraformPlan, _ exact: TerraformPlan) -> [String] {
    struct Change: Hashable {
      var kind: TerraformStep.Kind
      var resource: Int
    }
    func changes(_ plan: TerraformPlan) -> [Change?] {
      plan.steps.map { step in step.resource.map { Change(kind: step.kind, resource: $0) } }
    }
    func closure(_ plan: TerraformPlan) -> [Set<Int>] {
      var edges = Array(repeating: [Int](), count: plan.steps.count)
      for wait in plan.waits where wait.condition == nil { edges[wait.after].append(wait.before) }
      return Closure.of(edges)
    }
    let exactWaited = closure(exact)
    let exactChanges = changes(exact)
    var indices: [Change: Int] = [:]
    for (index, change) in exactChanges.enumerated() {
      if let change { indices[change] = index }
    }
    let planChanges = changes(plan)
    var found: [String] = []
    for (after, waited) in closure(plan).enumerated() {
      guard let late = planChanges[after] else { continue }
      for before in waited {
        guard let early = planChanges[before] else { continue }
        guard let first = indices[late], let second = indices[early] else {
          found.append("no step for \(late) or \(early)")
          continue
        }
        if !exactWaited[first].contains(second) {
          found.append("only the plan orders \(late) after \(early)")
        }
      }
    }
    return found
  }

  /// Returns the steps of a real apply that began earlier than the order allows.
  func early(in log: AppliedLog) -> [String] {
    guard let exact else { return [] }
    return log.check(exact.plan, waited: exact.waited()).early
  }
}
