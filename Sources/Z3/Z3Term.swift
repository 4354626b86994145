import CZ3

/// A term (a formula is a term of sort Bool).
///
/// Terms are immutable and shared: equal terms of one context are the same node in Z3, so equality
/// and hashing take constant time.
public final class Z3Term: Hashable, CustomStringConvertible {
  /// The context that owns the term.
  public let context: Z3Context
  let ast: OpaquePointer
  /// An upper bound of the nesting, as far as this layer built it.
  let depth: UInt32

  init(context: Z3Context, ast: OpaquePointer, depth: UInt32 = 1) {
    self.context = context
    self.ast = ast
    self.depth = depth
    Z3_inc_ref(context.handle, ast)
  }

  deinit { Z3_dec_ref(context.handle, ast) }

  /// The sort of the term.
  public var sort: Z3Sort? {
    Z3_get_sort(context.handle, ast).map { Z3Sort(context: context, sort: $0) }
  }

  /// The family of the term's sort.
  public var kind: Z3Sort.Kind {
    guard let sort = Z3_get_sort(context.handle, ast) else { return .other }
    return context.kind(of: sort)
  }

  /// The term as SMT-LIB writes it.
  public var description: String {
    Z3_ast_to_string(context.handle, ast).map { String(cString: $0) } ?? "?"
  }

  /// Whether both are the same term of the same context.
  public static func == (left: Z3Term, right: Z3Term) -> Bool {
    left.ast == right.ast && left.context === right.context
  }

  /// Hashes the identity of the term.
  public func hash(into hasher: inout Hasher) { hasher.combine(ast) }

  /// An equivalent term that Z3 finds simpler.
  ///
  /// - Parameter timeoutMilliseconds: The wall-clock limit; `nil` for none.
  /// - Throws: ``Z3Error`` if Z3 fails; with code `cancelled` at an interrupt or the limit.
  public func simplified(timeoutMilliseconds: Int? = nil) throws(Z3Error) -> Z3Term {
    var simple: OpaquePointer?
    let result = context.search(timeoutMilliseconds: timeoutMilliseconds) {
      simple = Z3_simplify(context.handle, ast)
      // Keep the result alive while `search` cleans up.
      if let simple { Z3_inc_ref(context.handle, simple) }
      return simple == nil ? Z3_L_UNDEF : Z3_L_TRUE
    }
    guard let simple else {
      throw Z3Error(stopped: result.reason ?? "no result", "simplify")
    }
    defer { Z3_dec_ref(context.handle, simple) }
    return try context.own(simple, operation: "simplify", depth: depth)
  }

  // MARK: Properties

  /// The truth value, if the term is `true` or `false`.
  public var booleanValue: Bool? {
    switch Z3_get_bool_value(context.handle, ast) {
    case Z3_L_TRUE: true
    case Z3_L_FALSE: false
    default: nil
    }
  }

  /// The exact value of a numeral: decimal digits, with `/` and a denominator if it is not an
  /// integer ("-1/3"). `nil` for any other term, including irrational values.
  public var numeralValue: String? {
    guard Z3_is_numeral_ast(context.handle, ast), kind == .int || kind == .real else { return nil }
    guard let text = Z3_get_numeral_string(context.handle, ast) else { return nil }
    return String(cString: text)
  }

  /// The name, if the term is a named constant or a model's value of an uninterpreted sort.
  public var constantName: String? {
    guard isNamedConstant, let decl = Z3_get_app_decl(context.handle, ast) else { return nil }
    return context.name(of: Z3_get_decl_name(context.handle, decl))
  }

  var isApplication: Bool { Z3_get_ast_kind(context.handle, ast) == Z3_APP_AST }

  var isNamedConstant: Bool { isApplication && context.isNamedConstant(ast) }

  /// Whether the term is a Boolean constant or the negation of one, as an assumption must be.
  var isLiteral: Bool {
    guard kind == .bool else { return false }
    if isNamedConstant || booleanValue != nil { return true }
    guard isApplication, let decl = Z3_get_app_decl(context.handle, ast),
      Z3_get_decl_kind(context.handle, decl) == Z3_OP_NOT,
      let argument = Z3_get_app_arg(context.handle, ast, 0)
    else { return false }
    return context.isNamedConstant(argument)
  }
}

extension Z3Context {
  func isNamedConstant(_ ast: OpaquePointer) -> Bool {
    guard Z3_get_ast_kind(handle, ast) == Z3_APP_AST, Z3_get_app_num_args(handle, ast) == 0,
      let decl = Z3_get_app_decl(handle, ast)
    else { return false }
    return Z3_get_decl_kind(handle, decl) == Z3_OP_UNINTERPRETED
  }
}
