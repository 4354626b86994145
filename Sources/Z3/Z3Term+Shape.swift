import CZ3

/// The structure of a term, for reading Z3's results.
extension Z3Term {
  /// The outermost operator with its operands.
  public enum Shape {
    case truth(Bool)
    /// A number, as ``Z3Term/numeralValue`` writes it.
    case numeral(String)
    /// A constant with a name.
    case constant
    case not(Z3Term)
    case and([Z3Term])
    case or([Z3Term])
    case implies(Z3Term, Z3Term)
    case ite(Z3Term, Z3Term, Z3Term)
    case equal(Z3Term, Z3Term)
    case less(Z3Term, Z3Term)
    case lessOrEqual(Z3Term, Z3Term)
    case add([Z3Term])
    case multiply([Z3Term])
    case subtract(Z3Term, Z3Term)
    case minus(Z3Term)
    /// The integer as a real.
    case toReal(Z3Term)
    /// Anything else.
    case other
  }

  /// The outermost operator. `>` and `>=` become `<` and `<=` with swapped operands.
  public var shape: Shape {
    if let value = booleanValue { return .truth(value) }
    if let value = numeralValue { return .numeral(value) }
    let z3 = context.handle
    guard isApplication, let decl = Z3_get_app_decl(z3, ast) else { return .other }
    var operands: [Z3Term] = []
    for index in 0..<Z3_get_app_num_args(z3, ast) {
      guard let argument = Z3_get_app_arg(z3, ast, index) else { return .other }
      operands.append(Z3Term(context: context, ast: argument))
    }
    switch (Z3_get_decl_kind(z3, decl), operands.count) {
    case (Z3_OP_UNINTERPRETED, 0): return .constant
    case (Z3_OP_NOT, 1): return .not(operands[0])
    case (Z3_OP_AND, _): return .and(operands)
    case (Z3_OP_OR, _): return .or(operands)
    case (Z3_OP_IMPLIES, 2): return .implies(operands[0], operands[1])
    case (Z3_OP_ITE, 3): return .ite(operands[0], operands[1], operands[2])
    case (Z3_OP_EQ, 2), (Z3_OP_IFF, 2): return .equal(operands[0], operands[1])
    case (Z3_OP_LT, 2): return .less(operands[0], operands[1])
    case (Z3_OP_GT, 2): return .less(operands[1], operands[0])
    case (Z3_OP_LE, 2): return .lessOrEqual(operands[0], operands[1])
    case (Z3_OP_GE, 2): return .lessOrEqual(operands[1], operands[0])
    case (Z3_OP_ADD, _): return .add(operands)
    case (Z3_OP_MUL, _): return .multiply(operands)
    case (Z3_OP_SUB, 2): return .subtract(operands[0], operands[1])
    case (Z3_OP_UMINUS, 1): return .minus(operands[0])
    case (Z3_OP_TO_REAL, 1): return .toReal(operands[0])
    default: return .other
    }
  }
}
