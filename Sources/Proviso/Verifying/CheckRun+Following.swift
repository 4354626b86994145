import ProvisoAgent
import ProvisoInput
import ProvisoKernel
import ProvisoPlans
import ProvisoResult

/// Whether a record is a run of a plan, or the beginning of one.
extension CheckRun {
  /// The name of the property in results.
  static let followsPlan = "follows_plan"

  /// Reads the plan that records are compared with.
  ///
  /// - Throws: `InputError` if it cannot be read or is no plan of agents.
  func followedPlan(at path: String) throws(InputError) -> AgentPlan {
    try AgentPlanInput.written(InputSource(path: path), in: scope(of: path))
  }

  /// The result of comparing a record with a plan.
  struct Comparison {
    let property: PropertyResult
    let assumptions: [String]
    /// The number of calls, from the first, that are steps of the plan.
    let planned: Int
  }

  /// The answer for a record.
  ///
  /// - Parameter path: the path of the plan.
  func comparison(
    of trace: AgentTrace, with path: String
  ) throws(InputError) -> Comparison {
    let plan = try followedPlan(at: path)
    var property = PropertyResult(
      name: Self.followsPlan, title: "The record is a run of \(path)", severity: .high,
      kind: .invariant, timing: .everyMoment,
      location: ResultLocation(path: path, line: 1, column: 1), because: nil, reference: nil)
    property.documentation =
      "Every call is a step of the plan, with the values that the plan gives."
    property.method = .evaluation
    var walk = RecordWalk(trace, PlanFollower(plan))
    walk.run()
    var assumptions = walk.assumptions
    if let departure = walk.departure {
      property.verdict = .violated
      property.violations = [departure]
      property.instances.violated = 1
    } else if let doubt = walk.doubt ?? trace.missingCalls.first {
      property.verdict = .undecided
      property.reason = doubt
      property.instances.undecided = 1
    } else {
      property.instances.proved = 1
      let next = walk.follower.next
      if !walk.follower.canEnd, !next.isEmpty {
        assumptions.append(
          "the record ends before the plan does: the plan goes on with \(Self.choice(next))")
      }
    }
    return Comparison(property: property, assumptions: assumptions, planned: walk.planned)
  }

  /// Some of the calls of a list, for a person.
  static func choice(_ calls: [String]) -> String {
    let shown = calls.prefix(3).joined(separator: ", or ")
    return calls.count > 3 ? "\(shown), or \(calls.count - 3) others" : shown
  }
}

/// Follows the calls of a record through a plan.
private struct RecordWalk {
  let trace: AgentTrace
  var follower: PlanFollower
  /// The call that is no step of the plan.
  var departure: Violation?
  /// The reason why a call may be no step of the plan.
  var doubt: String?
  var assumptions: [String] = []
  /// The number of calls, from the first, that are steps of the plan.
  var planned = 0
  private var open: Set<Int> = []

  init(_ trace: AgentTrace, _ follower: PlanFollower) {
    self.trace = trace
    self.follower = follower
  }

  mutating func run() {
    for index in trace.calls.indices {
      settle(trace.calls[index].after.filter { open.contains($0) })
      let observed = call(index)
      switch follower.add(observed) {
      case .step: if doubt == nil { planned = index + 1 }
      case .uncertain(let reason): doubt = doubt ?? "\(observed.name): \(reason)"
      case .outside(let instead):
        guard doubt == nil else { return }
        departure = departure(at: index, observed, instead)
        return
      }
      open.insert(index)
    }
    settle(open.sorted())
  }

  /// Takes calls to be over, in their order.
  private mutating func settle(_ calls: [Int]) {
    for index in calls {
      let call = trace.calls[index]
      open.remove(index)
      if call.hasFailed == nil {
        assume("calls of which the record does not say that they failed have succeeded")
      }
      follower.settle(index, failed: call.hasFailed ?? false, output: call.output)
    }
  }

  private mutating func assume(_ sentence: String) {
    if !assumptions.contains(sentence) { assumptions.append(sentence) }
  }

  private func call(_ index: Int) -> ObservedCall {
    let call = trace.calls[index]
    return ObservedCall(
      name: "\(call.tool) #\(index + 1)", tool: call.tool, arguments: call.namedArguments,
      agent: call.agent,
      directory: call.directory)
  }

  private func departure(
    at index: Int, _ call: ObservedCall, _ instead: [String]
  ) -> Violation {
    let message =
      instead.isEmpty
      ? "\(call.name) is no step of the plan, which is over"
      : "\(call.name) is no step of the plan, which goes on with \(CheckRun.choice(instead))"
    let run = trace.calls.indices.prefix(index + 1).suffix(6).map { number in
      TraceStep(
        step: "\(trace.calls[number].tool) #\(number + 1)", action: "call",
        outcome: trace.calls[number].hasFailed == true ? .failed : .done, changes: [])
    }
    var hints: [String] = []
    if let line = trace.calls[index].line { hints.append("\(call.name) is on line \(line)") }
    return Violation(
      bindings: [.init(name: "call", object: call.name)], message: message, certainty: .definite,
      isPreexisting: false, needsGraph: false, unknowns: [], trace: run, hints: hints)
  }
}
