import ProvisoKernel
import Z3

/// The solver's answer to a query over unknowns alone.
enum SolverAnswer {
  /// These values meet the condition and all assumptions.
  case possible([Int: Value])
  /// No values do; the proof needs these assumptions, by index.
  case impossible(assumptions: [Int])
  /// The reason why there is no answer.
  case unknown(String)
  /// The reason why there is no answer: an operation on an unknown that the solver lacks.
  case opaque(String)
}

/// Asks the solver whether some values of the unknowns meet a condition.
///
/// The first query that needs the solver makes its context, which takes some milliseconds; most
/// conditions are decided without it. Answers are kept until the assumptions change.
///
/// A cancelled query throws, so no caller takes its missing answer for a limit of the solver.
final class SolverQueries {
  let limits: Limits
  private let store: TermStore
  private let system: System
  let cancellation: Cancellation
  /// Takes the questions that the solver answers.
  var evidence: EvidenceLog?
  private var made: Z3Context?
  private var cache: [Term: SolverAnswer] = [:]
  private var cachedAssumptions: [Term] = []

  init(
    limits: Limits, store: TermStore, system: System, cancellation: Cancellation = Cancellation()
  ) {
    self.limits = limits
    self.store = store
    self.system = system
    self.cancellation = cancellation
  }

  func context() throws(Z3Error) -> Z3Context {
    if let made { return made }
    let context = try Z3Context(
      memoryLimitMegabytes: limits.memoryMegabytes, interrupt: cancellation.solver)
    made = context
    return context
  }

  /// Whether some values of the unknowns meet the condition and the assumptions.
  func check(_ condition: Term, assuming assumptions: [Term]) throws(Cancelled) -> SolverAnswer {
    try cancellation.check()
    if assumptions != cachedAssumptions {
      cache = [:]
      cachedAssumptions = assumptions
    }
    if let known = cache[condition] { return known }
    let answer: SolverAnswer
    if condition == .never {
      answer = .impossible(assumptions: [])
    } else if condition == .always && assumptions.allSatisfy({ $0 == .always }) {
      answer = .possible([:])
    } else if let values = PlainValues(store: store).find(condition, assuming: assumptions) {
      answer = .possible(values)
    } else {
      do {
        answer = try ask(condition, assuming: assumptions)
      } catch {
        answer = .unknown(error.message)
      }
    }
    if case .unknown = answer { try cancellation.check() }
    cache[condition] = answer
    return answer
  }

  private func ask(_ condition: Term, assuming assumptions: [Term]) throws(Z3Error) -> SolverAnswer
  {
    let context = try context()
    var support = Support()
    for term in [condition] + assumptions { support.collect(term, in: store, of: system) }
    let encoder = Encoder(context, store: store, usesStrings: support.usesStrings)
    // Z3's default solver, which picks its tactic by the assertions, takes longer to make than
    // these small queries take to answer.
    let solver = try support.usesStrings ? Z3Solver(context) : Z3Solver.simple(context)
    solver.timeoutMilliseconds = limits.timeoutMilliseconds
    try solver.assert(encoder.encode(condition))
    var names: [Z3Term: Int] = [:]
    for (index, assumption) in assumptions.enumerated() where assumption != .always {
      let name = try context.freshConstant("assumption", context.boolSort())
      names[name] = index
      try solver.assert(encoder.encode(assumption), named: name)
    }
    for constraint in try encoder.constraints + encoder.memberConstraints() {
      try solver.assert(constraint)
    }
    switch try solver.check() {
    case .satisfiable(let model):
      if !encoder.opaque.isEmpty { return .opaque(encoder.doubt) }
      evidence?.note(solver, isSatisfiable: true, literals: encoder.literals)
      return .possible(try encoder.unknowns(in: model))
    case .unsatisfiable(let core):
      evidence?.note(solver, isSatisfiable: false, literals: encoder.literals)
      return .impossible(assumptions: core.compactMap { names[$0] }.sorted())
    case .unknown(let reason): return .unknown("the solver gave up: \(reason)")
    }
  }
}
