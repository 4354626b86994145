import CZ3

/// An incremental solver: it keeps a stack of assertions and checks whether they can hold together.
public final class Z3Solver: CustomStringConvertible {
  /// The context that owns the solver.
  public let context: Z3Context
  let solver: OpaquePointer
  /// The wall-clock limit of each check in milliseconds; `nil` for none.
  public var timeoutMilliseconds: Int?
  /// The tracking constants of each scope.
  private(set) var tracked: [[Z3Term]] = [[]]

  /// Makes Z3's default solver, which chooses its tactic by the assertions; it is the fastest for
  /// most checks.
  public convenience init(_ context: Z3Context) throws(Z3Error) {
    try self.init(context, solver: Z3_mk_solver(context.handle), operation: "solver")
  }

  /// Makes a solver for a named SMT-LIB logic, such as "QF_LRA".
  ///
  /// - Throws: ``Z3Error`` if Z3 does not know the logic.
  public convenience init(_ context: Z3Context, logic: String) throws(Z3Error) {
    try self.init(
      context, solver: Z3_mk_solver_for_logic(context.handle, try context.symbol(logic)),
      operation: "solver")
  }

  /// Makes a solver that is incremental from the start and applies no tactics. It is the cheapest
  /// to make, and the best for many small checks.
  public static func simple(_ context: Z3Context) throws(Z3Error) -> Z3Solver {
    try Z3Solver(context, solver: Z3_mk_simple_solver(context.handle), operation: "solver")
  }

  private init(
    _ context: Z3Context, solver: OpaquePointer?, operation: StaticString
  ) throws(Z3Error) {
    guard let solver else { throw context.failure(operation) }
    self.context = context
    self.solver = solver
    Z3_solver_inc_ref(context.handle, solver)
  }

  deinit { Z3_solver_dec_ref(context.handle, solver) }

  /// The assertions as Z3 writes them. For other solvers see ``smtLib(assumptions:)``.
  public var description: String {
    Z3_solver_to_string(context.handle, solver).map { String(cString: $0) } ?? "?"
  }

  // MARK: Assertions

  /// Adds a formula to the current scope.
  public func assert(_ formula: Z3Term) throws(Z3Error) {
    try admitFormula(formula, operation: "assert")
    Z3_solver_assert(context.handle, solver, formula.ast)
    try context.verify("assert")
  }

  /// Adds a formula with a name for cores.
  ///
  /// - Parameter name: A Boolean constant that identifies the formula in
  ///   ``Z3Answer/unsatisfiable(core:)``.
  public func assert(_ formula: Z3Term, named name: Z3Term) throws(Z3Error) {
    try admitFormula(formula, operation: "assert")
    try admitFormula(name, operation: "assert")
    guard name.isNamedConstant else {
      throw Z3Error(
        .argument, message: "an assertion's name must be a Boolean constant", operation: "assert")
    }
    Z3_solver_assert_and_track(context.handle, solver, formula.ast, name.ast)
    try context.verify("assert")
    tracked[tracked.count - 1].append(name)
  }

  /// Adds the declarations and assertions of an SMT-LIB 2 script.
  ///
  /// - Throws: ``Z3Error`` with code `parse` when Z3 cannot read it.
  public func load(_ smtLib: String) throws(Z3Error) {
    guard !smtLib.utf8.contains(0) else {
      throw Z3Error(.parse, message: "the script has a NUL", operation: "load")
    }
    Z3_solver_from_string(context.handle, solver, smtLib)
    try context.verify("load")
  }

  /// The formulas of all scopes.
  public func assertions() throws(Z3Error) -> [Z3Term] {
    try context.terms(Z3_solver_get_assertions(context.handle, solver), operation: "assertions")
  }

  /// Opens a scope.
  public func push() throws(Z3Error) {
    Z3_solver_push(context.handle, solver)
    try context.verify("push")
    tracked.append([])
  }

  /// Closes scopes and removes their assertions.
  ///
  /// - Throws: ``Z3Error`` with code `usage` if fewer scopes are open.
  public func pop(_ count: Int = 1) throws(Z3Error) {
    guard count >= 0, count <= scopes else {
      throw Z3Error(
        .usage, message: "cannot close \(count) scopes: \(scopes) are open", operation: "pop")
    }
    if count == 0 { return }
    Z3_solver_pop(context.handle, solver, UInt32(clamping: count))
    try context.verify("pop")
    tracked.removeLast(count)
  }

  /// The number of open scopes.
  public var scopes: Int { tracked.count - 1 }

  /// Removes all assertions and closes all scopes.
  public func reset() throws(Z3Error) {
    Z3_solver_reset(context.handle, solver)
    try context.verify("reset")
    tracked = [[]]
  }

  // MARK: Checks

  /// Looks for an assignment that satisfies the assertions and the assumptions.
  ///
  /// A limit or an interrupt gives ``Z3Answer/unknown(reason:)``, and the solver can be used again.
  ///
  /// - Parameter assumptions: Boolean constants or their negations, for this check only.
  /// - Throws: ``Z3Error`` for assumptions of another form or of another context.
  public func check(assumptions: [Z3Term] = []) throws(Z3Error) -> Z3Answer {
    let asts = try admitAssumptions(assumptions, in: context)
    let result = context.search(timeoutMilliseconds: timeoutMilliseconds) {
      asts.withUnsafeBufferPointer {
        $0.isEmpty
          ? Z3_solver_check(context.handle, solver)
          : Z3_solver_check_assumptions(
            context.handle, solver, UInt32($0.count), $0.baseAddress)
      }
    }
    switch result.answer {
    case Z3_L_TRUE:
      guard let model = Z3_solver_get_model(context.handle, solver) else {
        throw context.failure("model")
      }
      return .satisfiable(Z3Model(context: context, model: model))
    case Z3_L_FALSE:
      return .unsatisfiable(
        core: try context.terms(Z3_solver_get_unsat_core(context.handle, solver), operation: "core")
      )
    default:
      return .unknown(reason: result.reason ?? reasonUnknown)
    }
  }

  private var reasonUnknown: String {
    let reason =
      Z3_solver_get_reason_unknown(context.handle, solver)
      .map { String(cString: $0) } ?? ""
    return reason.isEmpty ? "incomplete" : reason
  }

  /// Z3's statistics of the checks so far.
  public func statistics() throws(Z3Error) -> [Z3Statistic] {
    try context.statistics(Z3_solver_get_statistics(context.handle, solver))
  }

  // MARK: Parameters

  /// Sets parameters of the solver, such as `["random_seed": .natural(7)]`.
  ///
  /// - Throws: ``Z3Error`` for a name that this solver does not know, or a value of the wrong type.
  public func set(_ parameters: [String: Z3Parameter]) throws(Z3Error) {
    try context.withParameters(
      parameters, allowed: Z3_solver_get_param_descrs(context.handle, solver)
    ) { Z3_solver_set_params(context.handle, solver, $0) }
  }

  /// Sets the seed of the solver's random choices.
  public func setRandomSeed(_ seed: UInt32) throws(Z3Error) {
    try set(["random_seed": .natural(seed)])
  }

  private func admitFormula(_ term: Z3Term, operation: StaticString) throws(Z3Error) {
    try context.admit(term, operation: operation)
    try context.require(term, of: [.bool], operation: operation)
  }
}

func admitAssumptions(
  _ assumptions: [Z3Term], in context: Z3Context
) throws(Z3Error) -> [OpaquePointer?] {
  let asts = try context.admit(assumptions, operation: "check")
  for assumption in assumptions where !assumption.isLiteral {
    throw Z3Error(
      .argument, message: "an assumption must be a Boolean constant or its negation",
      operation: "check")
  }
  return asts
}
