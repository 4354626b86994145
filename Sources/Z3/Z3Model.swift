import CZ3

/// An assignment that satisfies a solver's assertions.
///
/// Later changes to the solver do not affect it.
public final class Z3Model: CustomStringConvertible {
  /// The context that owns the model.
  public let context: Z3Context
  private let model: OpaquePointer

  init(context: Z3Context, model: OpaquePointer) {
    self.context = context
    self.model = model
    Z3_model_inc_ref(context.handle, model)
  }

  deinit { Z3_model_dec_ref(context.handle, model) }

  /// The model as Z3 writes it.
  public var description: String {
    Z3_model_to_string(context.handle, model).map { String(cString: $0) } ?? "?"
  }

  /// The value of a term.
  ///
  /// - Parameter completion: Whether constants that the model leaves open get some value.
  /// - Returns: `nil` if Z3 cannot evaluate the term.
  /// - Throws: ``Z3Error`` with code `foreign` for a term of another context.
  public func evaluate(_ term: Z3Term, completion: Bool = true) throws(Z3Error) -> Z3Term? {
    try context.admit(term, operation: "evaluate")
    var value: OpaquePointer?
    guard Z3_model_eval(context.handle, model, term.ast, completion, &value), let value else {
      return nil
    }
    return try context.own(value, operation: "evaluate")
  }

  /// The truth value of a term of sort Bool.
  public func boolean(of term: Z3Term) throws(Z3Error) -> Bool? {
    try evaluate(term)?.booleanValue
  }

  /// The exact value of a term of sort Int or Real, as ``Z3Term/numeralValue`` writes it.
  public func numeral(of term: Z3Term) throws(Z3Error) -> String? {
    try evaluate(term)?.numeralValue
  }

  /// The value of a term of sort String.
  public func string(of term: Z3Term) throws(Z3Error) -> String? {
    try evaluate(term)?.stringValue
  }

  /// The name of the value of a term of an uninterpreted sort. Two terms are equal in the model
  /// exactly if their values have the same name.
  public func element(of term: Z3Term) throws(Z3Error) -> String? {
    guard let value = try evaluate(term), value.kind == .uninterpreted else { return nil }
    return value.constantName ?? value.description
  }
}
