import CZ3

/// Constrained Horn clauses, solved by Spacer.
///
/// Rules define the elements of declared relations, and a query asks whether a goal can be reached.
/// Spacer in Z3 4.8.12 is known to give wrong answers: prove its results again.
public final class Z3Fixedpoint: CustomStringConvertible {
  /// The answer of a query.
  public enum Answer {
    /// The goal can be reached.
    case reachable
    /// The goal cannot be reached; ``invariant(of:at:)`` gives the proof.
    case unreachable
    /// There is no answer, for one of the reasons of ``Z3Answer/unknown(reason:)``.
    case unknown(reason: String)
  }

  /// The context that owns the rules.
  public let context: Z3Context
  private let fixedpoint: OpaquePointer
  /// The wall-clock limit of each query in milliseconds; `nil` for none.
  public var timeoutMilliseconds: Int?
  private var relations: Set<OpaquePointer> = []
  private var kept: [Z3Function] = []
  private var isUnreachable = false
  private var isReachable = false

  /// Makes an empty set of rules.
  ///
  /// - Parameter parameters: Z3's parameters, such as `["spacer.max_level": .natural(50)]`.
  public init(_ context: Z3Context, parameters: [String: Z3Parameter] = [:]) throws(Z3Error) {
    guard let fixedpoint = Z3_mk_fixedpoint(context.handle) else {
      throw context.failure("fixedpoint")
    }
    self.context = context
    self.fixedpoint = fixedpoint
    Z3_fixedpoint_inc_ref(context.handle, fixedpoint)
    try set(["engine": .word("spacer")].merging(parameters) { $1 })
  }

  deinit { Z3_fixedpoint_dec_ref(context.handle, fixedpoint) }

  /// The rules as Z3 writes them.
  public var description: String {
    Z3_fixedpoint_to_string(context.handle, fixedpoint, 0, nil)
      .map { String(cString: $0) } ?? "?"
  }

  /// Sets parameters. Throws as ``Z3Solver/set(_:)`` does.
  public func set(_ parameters: [String: Z3Parameter]) throws(Z3Error) {
    try context.withParameters(
      parameters, allowed: Z3_fixedpoint_get_param_descrs(context.handle, fixedpoint)
    ) { Z3_fixedpoint_set_params(context.handle, fixedpoint, $0) }
  }

  /// Declares a relation. Must come before the rules and queries that use it.
  public func declare(_ relation: Z3Function) throws(Z3Error) {
    guard relation.context === context else {
      throw Z3Error(
        .foreign, message: "the relation belongs to another context", operation: "declare")
    }
    guard let range = Z3_get_range(context.handle, relation.decl),
      context.kind(of: range) == .bool
    else {
      throw Z3Error(.sort, message: "a relation's range must be `Bool`", operation: "declare")
    }
    Z3_fixedpoint_register_relation(context.handle, fixedpoint, relation.decl)
    try context.verify("declare")
    relations.insert(relation.decl)
    kept.append(relation)
  }

  /// Adds a rule: `body` implies `head`, which is an application of a declared relation.
  ///
  /// - Parameters:
  ///   - variables: The named constants that range over all values.
  ///   - name: A name for the rule.
  public func addRule(
    _ head: Z3Term, if body: Z3Term, variables: [Z3Term], name: String = "rule"
  ) throws(Z3Error) {
    try requireRelation(head, operation: "rule")
    let rule = try context.forAll(variables, try context.implies(body, head))
    isUnreachable = false
    isReachable = false
    Z3_fixedpoint_add_rule(context.handle, fixedpoint, rule.ast, try context.symbol(name))
    try context.verify("rule")
  }

  /// Asks whether the goal holds for some values of the variables.
  public func query(_ goal: Z3Term, variables: [Z3Term]) throws(Z3Error) -> Answer {
    let query = try context.exists(variables, goal)
    isUnreachable = false
    isReachable = false
    let result = context.search(timeoutMilliseconds: timeoutMilliseconds) {
      Z3_fixedpoint_query(context.handle, fixedpoint, query.ast)
    }
    switch result.answer {
    case Z3_L_TRUE:
      isReachable = true
      return .reachable
    case Z3_L_FALSE:
      isUnreachable = true
      return .unreachable
    default:
      let reason =
        Z3_fixedpoint_get_reason_unknown(context.handle, fixedpoint)
        .map { String(cString: $0) } ?? ""
      return .unknown(reason: result.reason ?? (reason.isEmpty ? "incomplete" : reason))
    }
  }

  /// Z3's certificate for the last answer: an interpretation of the relations for `unreachable`, a
  /// derivation for `reachable`.
  ///
  /// - Throws: ``Z3Error`` with code `usage` when the last query gave no answer.
  public func answer() throws(Z3Error) -> Z3Term {
    guard isUnreachable || isReachable else {
      throw Z3Error(.usage, message: "the last query gave no answer", operation: "answer")
    }
    return try context.own(
      Z3_fixedpoint_get_answer(context.handle, fixedpoint), operation: "answer")
  }

  /// After `unreachable`: a formula that holds for all elements of the relation, and that excludes
  /// the goal.
  ///
  /// - Parameter arguments: The terms that replace the relation's parameters.
  /// - Throws: ``Z3Error`` with code `usage` unless the last query was unreachable.
  public func invariant(
    of relation: Z3Function, at arguments: [Z3Term]
  ) throws(Z3Error) -> Z3Term {
    guard isUnreachable, relations.contains(relation.decl) else {
      throw Z3Error(
        .usage, message: "no unreachable query has used this relation", operation: "invariant")
    }
    guard arguments.count == relation.arity else {
      throw Z3Error(
        .argument, message: "takes \(relation.arity) arguments, got \(arguments.count)",
        operation: "invariant")
    }
    let replacements = try context.admit(arguments, operation: "invariant")
    // Level -1 is the invariant that holds at every depth.
    let cover = try context.own(
      Z3_fixedpoint_get_cover_delta(context.handle, fixedpoint, -1, relation.decl),
      operation: "invariant")
    let made = replacements.withUnsafeBufferPointer {
      Z3_substitute_vars(context.handle, cover.ast, UInt32($0.count), $0.baseAddress)
    }
    return try context.own(made, operation: "invariant")
  }

  /// Z3's statistics of the queries so far.
  public func statistics() throws(Z3Error) -> [Z3Statistic] {
    try context.statistics(Z3_fixedpoint_get_statistics(context.handle, fixedpoint))
  }

  private func requireRelation(_ head: Z3Term, operation: StaticString) throws(Z3Error) {
    try context.admit(head, operation: operation)
    guard head.isApplication, let decl = Z3_get_app_decl(context.handle, head.ast),
      relations.contains(decl)
    else {
      throw Z3Error(
        .argument, message: "a rule's head must apply a declared relation", operation: operation)
    }
  }
}
