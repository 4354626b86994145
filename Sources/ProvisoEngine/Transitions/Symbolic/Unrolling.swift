import Dispatch
import ProvisoKernel
import Z3

/// The time at which a search must end, unless it is cancelled before.
struct Deadline {
  private let end: DispatchTime
  private let cancellation: Cancellation

  init(seconds: Double, cancellation: Cancellation) {
    self.init(
      .now() + .milliseconds(Int(min(max(seconds, 0), 1e8) * 1000)), cancellation: cancellation)
  }

  private init(_ end: DispatchTime, cancellation: Cancellation) {
    self.end = end
    self.cancellation = cancellation
  }

  /// The remaining time in milliseconds; 0 where the search is cancelled.
  var left: Int {
    if cancellation.isCancelled { return 0 }
    let now = DispatchTime.now()
    return now >= end ? 0 : Int((end.uptimeNanoseconds - now.uptimeNanoseconds) / 1_000_000)
  }

  var isOver: Bool { left <= 0 }

  /// An earlier deadline, after a share of the remaining time.
  func share(_ part: Double) -> Deadline {
    Deadline(min(end, .now() + .milliseconds(Int(Double(left) * part))), cancellation: cancellation)
  }
}

/// The runs of a system up to a length, step by step, in one incremental solver.
///
/// Source: A. Biere, A. Cimatti, E. Clarke and Y. Zhu, "Symbolic model checking without BDDs"
/// (1999). Steps are asserted for good; the states to find are assumptions, so each query reuses
/// the earlier ones.
final class Unrolling {
  let problem: SymbolicProblem
  let relation: StepRelation
  let encoder: SortedEncoder
  let solver: Z3Solver
  let name: String
  private(set) var frames: [Frame] = []
  private(set) var steps: [StepRelation.Step] = []
  /// Whether runs begin in an initial state; otherwise they begin in any state.
  private let fromStart: Bool
  private let exclusive: Bool

  init(
    _ relation: StepRelation, name: String, fromStart: Bool, exclusive: Bool = true,
    startLiterals: [Int: Z3Term] = [:]
  ) throws(Z3Error) {
    self.relation = relation
    problem = relation.problem
    encoder = relation.encoder
    self.name = name
    self.fromStart = fromStart
    self.exclusive = exclusive
    solver = try Z3Solver.simple(encoder.context)
    try addFrame()
    if fromStart {
      for constraint in try relation.start(frames[0], literal: startLiterals) {
        try solver.assert(constraint)
      }
    }
  }

  /// The number of steps.
  var depth: Int { steps.count }

  private func addFrame() throws(Z3Error) {
    let frame = try encoder.frame(
      problem, tag: "\(name)\(frames.count)", after: frames.last)
    frames.append(frame)
    for constraint in frame.domain { try solver.assert(constraint) }
  }

  /// Adds a step.
  func extend(requirement: [Int: Z3Term] = [:]) throws(Z3Error) {
    try addFrame()
    let step = try relation.step(
      from: frames[depth], to: frames[depth + 1], tag: "\(name)\(depth)",
      requirement: requirement, exclusive: exclusive)
    steps.append(step)
    for constraint in step.constraints { try solver.assert(constraint) }
  }

  /// A new literal that implies the formula.
  func literal(_ formula: Z3Term) throws(Z3Error) -> Z3Term {
    let logic = encoder.logic
    let name = try encoder.context.freshConstant("if", encoder.context.boolSort())
    try solver.assert(logic.or(logic.not(name), formula))
    return name
  }

  /// Checks the assumptions before the deadline.
  func check(assuming assumptions: [Z3Term] = [], until deadline: Deadline) throws(Z3Error)
    -> Z3Answer
  {
    guard !deadline.isOver else { return .unknown(reason: "timeout") }
    solver.timeoutMilliseconds = deadline.left
    return try solver.check(assumptions: assumptions)
  }

  /// The first `length` steps of a model's run.
  func run(_ model: Z3Model, length: Int) throws(Z3Error) -> TransitionRun {
    var moves: [TransitionRun.Move] = []
    for index in 0..<length {
      guard let move = try relation.move(steps[index], from: frames[index], in: model) else {
        break
      }
      moves.append(move)
    }
    return TransitionRun(start: try encoder.state(frames[0], in: model), moves: moves)
  }
}
