import CZ3

/// An uninterpreted function or relation symbol.
public final class Z3Function: CustomStringConvertible {
  /// The context that owns the symbol.
  public let context: Z3Context
  let decl: OpaquePointer
  /// The number of arguments.
  public let arity: Int

  init(context: Z3Context, decl: OpaquePointer) {
    self.context = context
    self.decl = decl
    arity = Int(Z3_get_arity(context.handle, decl))
    Z3_inc_ref(context.handle, Z3_func_decl_to_ast(context.handle, decl))
  }

  deinit { Z3_dec_ref(context.handle, Z3_func_decl_to_ast(context.handle, decl)) }

  /// The declaration as SMT-LIB writes it.
  public var description: String {
    Z3_func_decl_to_string(context.handle, decl).map { String(cString: $0) } ?? "?"
  }

  /// The function's value at some arguments.
  ///
  /// - Throws: ``Z3Error`` if the arguments do not fit the declaration.
  public func callAsFunction(_ arguments: [Z3Term]) throws(Z3Error) -> Z3Term {
    guard arguments.count == arity else {
      throw Z3Error(
        .argument, message: "takes \(arity) arguments, got \(arguments.count)",
        operation: "application")
    }
    let asts = try context.admit(arguments, operation: "application")
    let made = asts.withUnsafeBufferPointer {
      Z3_mk_app(context.handle, decl, UInt32($0.count), $0.baseAddress)
    }
    return try context.own(made, operation: "application", depth: context.depth(above: arguments))
  }
}

extension Z3Context {
  /// Declares a function; a relation is one whose range is Bool. The same declaration gives the
  /// same function.
  public func function(
    _ name: String, domain: [Z3Sort], range: Z3Sort
  ) throws(Z3Error) -> Z3Function {
    for sort in domain { try admit(sort, operation: "function") }
    try admit(range, operation: "function")
    guard domain.count <= Int(UInt16.max) else {
      throw Z3Error(
        .argument, message: "too many arguments (limit \(UInt16.max))", operation: "function")
    }
    let symbol = try symbol(name)
    let sorts: [OpaquePointer?] = domain.map(\.ast)
    let made = sorts.withUnsafeBufferPointer {
      Z3_mk_func_decl(handle, symbol, UInt32($0.count), $0.baseAddress, range.ast)
    }
    guard let made else { throw failure("function") }
    return Z3Function(context: self, decl: made)
  }

  /// The body holds for all values of the named constants.
  public func forAll(_ constants: [Z3Term], _ body: Z3Term) throws(Z3Error) -> Z3Term {
    try quantify(over: constants, body: body, operation: "forAll", make: Z3_mk_forall_const)
  }

  /// The body holds for some values of the named constants.
  public func exists(_ constants: [Z3Term], _ body: Z3Term) throws(Z3Error) -> Z3Term {
    try quantify(over: constants, body: body, operation: "exists", make: Z3_mk_exists_const)
  }

  private func quantify(
    over constants: [Z3Term], body: Z3Term, operation: StaticString,
    make: (
      OpaquePointer?, UInt32, UInt32, UnsafePointer<OpaquePointer?>?, UInt32,
      UnsafePointer<OpaquePointer?>?, OpaquePointer?
    ) -> OpaquePointer?
  ) throws(Z3Error) -> Z3Term {
    let bound = try admit(constants, operation: operation)
    try admit(body, operation: operation)
    try require(body, of: [.bool], operation: operation)
    for constant in constants where !constant.isNamedConstant {
      throw Z3Error(.argument, message: "only named constants can be bound", operation: operation)
    }
    if bound.isEmpty { return body }
    let made = bound.withUnsafeBufferPointer {
      make(handle, 0, UInt32($0.count), $0.baseAddress, 0, nil, body.ast)
    }
    return try own(made, operation: operation, depth: body.depth &+ 1)
  }
}
