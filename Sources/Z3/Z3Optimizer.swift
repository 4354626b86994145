import CZ3

/// A solver that looks for the best assignment.
///
/// Objectives have priority in the order in which they were added. No engine uses it yet; it is kept
/// for finding smallest repairs.
///
/// If a strict inequality keeps a real objective from reaching its best value, Z3 4.8.12 reports a
/// wrong value as the best. Integer objectives and soft formulas do not have this problem.
public final class Z3Optimizer: CustomStringConvertible {
  /// One value to minimize or maximize.
  public struct Objective: Hashable, Sendable {
    fileprivate let index: UInt32
  }

  /// A bound of an objective: `infinity`·∞ + `value` + `epsilon`·ε, each an exact number as
  /// ``Z3Term/numeralValue`` writes it.
  public struct Bound: Equatable, Sendable {
    /// "0" for a finite bound, else "1" or "-1".
    public let infinity: String
    /// The finite part.
    public let value: String
    /// "0" unless the value is approached but never reached.
    public let epsilon: String

    /// Whether the bound is a finite number that is reached.
    public var isExact: Bool { infinity == "0" && epsilon == "0" }
  }

  /// The context that owns the optimizer.
  public let context: Z3Context
  private let optimizer: OpaquePointer
  /// The wall-clock limit of each check in milliseconds; `nil` for none.
  public var timeoutMilliseconds: Int?
  private var objectives: Set<Objective> = []
  private var saved: [Set<Objective>] = []
  private var isOptimal = false

  /// Makes an optimizer.
  public init(_ context: Z3Context) throws(Z3Error) {
    guard let optimizer = Z3_mk_optimize(context.handle) else {
      throw context.failure("optimizer")
    }
    self.context = context
    self.optimizer = optimizer
    Z3_optimize_inc_ref(context.handle, optimizer)
  }

  deinit { Z3_optimize_dec_ref(context.handle, optimizer) }

  /// The problem as Z3 writes it.
  public var description: String {
    Z3_optimize_to_string(context.handle, optimizer).map { String(cString: $0) } ?? "?"
  }

  /// Adds a formula that must hold.
  public func assert(_ formula: Z3Term) throws(Z3Error) {
    try context.admit(formula, operation: "assert")
    try context.require(formula, of: [.bool], operation: "assert")
    isOptimal = false
    Z3_optimize_assert(context.handle, optimizer, formula.ast)
    try context.verify("assert")
  }

  /// Adds a formula that should hold, with a cost if it does not.
  ///
  /// - Parameters:
  ///   - weight: The cost, a positive number as ``Z3Context/rational(_:)-(String)`` reads it.
  ///   - group: The costs of all formulas in one group add up to one objective.
  /// - Returns: The objective of the group: its total cost.
  @discardableResult
  public func assertSoft(
    _ formula: Z3Term, weight: String = "1", group: String = "soft"
  ) throws(Z3Error) -> Objective {
    try context.admit(formula, operation: "assertSoft")
    try context.require(formula, of: [.bool], operation: "assertSoft")
    guard let exact = try context.rational(weight).numeralValue, !exact.hasPrefix("-"),
      exact != "0"
    else { throw Z3Error(.argument, message: "a weight must be positive", operation: "assertSoft") }
    isOptimal = false
    let index = Z3_optimize_assert_soft(
      context.handle, optimizer, formula.ast, exact, try context.symbol(group))
    return try admit(index, operation: "assertSoft")
  }

  /// Adds a term of sort Int or Real to make as small as possible.
  @discardableResult
  public func minimize(_ term: Z3Term) throws(Z3Error) -> Objective {
    try context.admit(term, operation: "minimize")
    try context.require(term, of: [.int, .real], operation: "minimize")
    isOptimal = false
    return try admit(
      Z3_optimize_minimize(context.handle, optimizer, term.ast), operation: "minimize")
  }

  /// Adds a term of sort Int or Real to make as great as possible.
  @discardableResult
  public func maximize(_ term: Z3Term) throws(Z3Error) -> Objective {
    try context.admit(term, operation: "maximize")
    try context.require(term, of: [.int, .real], operation: "maximize")
    isOptimal = false
    return try admit(
      Z3_optimize_maximize(context.handle, optimizer, term.ast), operation: "maximize")
  }

  private func admit(_ index: UInt32, operation: StaticString) throws(Z3Error) -> Objective {
    try context.verify(operation)
    let objective = Objective(index: index)
    objectives.insert(objective)
    return objective
  }

  /// Opens a scope of assertions and objectives.
  public func push() throws(Z3Error) {
    Z3_optimize_push(context.handle, optimizer)
    try context.verify("push")
    saved.append(objectives)
  }

  /// Closes a scope.
  ///
  /// - Throws: ``Z3Error`` with code `usage` when none is open.
  public func pop() throws(Z3Error) {
    guard let before = saved.last else {
      throw Z3Error(.usage, message: "no scope is open", operation: "pop")
    }
    Z3_optimize_pop(context.handle, optimizer)
    try context.verify("pop")
    saved.removeLast()
    objectives = before
    isOptimal = false
  }

  /// Looks for the best assignment. A limit gives ``Z3Answer/unknown(reason:)``, never an
  /// assignment that is not known to be the best.
  ///
  /// - Parameter assumptions: As for ``Z3Solver/check(assumptions:)``.
  public func check(assumptions: [Z3Term] = []) throws(Z3Error) -> Z3Answer {
    let asts = try admitAssumptions(assumptions, in: context)
    isOptimal = false
    let result = context.search(timeoutMilliseconds: timeoutMilliseconds) {
      asts.withUnsafeBufferPointer {
        Z3_optimize_check(context.handle, optimizer, UInt32($0.count), $0.baseAddress)
      }
    }
    switch result.answer {
    case Z3_L_TRUE:
      guard let model = Z3_optimize_get_model(context.handle, optimizer) else {
        throw context.failure("model")
      }
      isOptimal = true
      return .satisfiable(Z3Model(context: context, model: model))
    case Z3_L_FALSE:
      return .unsatisfiable(
        core: try context.terms(
          Z3_optimize_get_unsat_core(context.handle, optimizer), operation: "core"))
    default:
      let reason =
        Z3_optimize_get_reason_unknown(context.handle, optimizer)
        .map { String(cString: $0) } ?? ""
      return .unknown(reason: result.reason ?? (reason.isEmpty ? "incomplete" : reason))
    }
  }

  /// The lower bound of an objective after a satisfiable check; at the optimum, its value.
  ///
  /// - Throws: ``Z3Error`` with code `usage` if there was no such check since the last change.
  public func lower(_ objective: Objective) throws(Z3Error) -> Bound {
    try bound(objective, Z3_optimize_get_lower_as_vector)
  }

  /// The upper bound of an objective after a satisfiable check; at the optimum, its value. Throws
  /// as ``lower(_:)`` does.
  public func upper(_ objective: Objective) throws(Z3Error) -> Bound {
    try bound(objective, Z3_optimize_get_upper_as_vector)
  }

  private func bound(
    _ objective: Objective,
    _ get: (OpaquePointer?, OpaquePointer?, UInt32) -> OpaquePointer?
  ) throws(Z3Error) -> Bound {
    guard isOptimal, objectives.contains(objective) else {
      throw Z3Error(.usage, message: "no satisfiable check has set this bound", operation: "bound")
    }
    let parts = try context.terms(
      get(context.handle, optimizer, objective.index), operation: "bound"
    )
    .compactMap(\.numeralValue)
    guard parts.count == 3 else {
      throw Z3Error(.solver, message: "the bound is not a number", operation: "bound")
    }
    return Bound(infinity: parts[0], value: parts[1], epsilon: parts[2])
  }

  /// Z3's statistics of the checks so far.
  public func statistics() throws(Z3Error) -> [Z3Statistic] {
    try context.statistics(Z3_optimize_get_statistics(context.handle, optimizer))
  }

  /// Sets parameters, such as `["priority": .word("lex")]`. Throws as
  /// ``Z3Solver/set(_:)`` does.
  public func set(_ parameters: [String: Z3Parameter]) throws(Z3Error) {
    try context.withParameters(
      parameters, allowed: Z3_optimize_get_param_descrs(context.handle, optimizer)
    ) { Z3_optimize_set_params(context.handle, optimizer, $0) }
  }
}
