import CZ3

/// The value of one of Z3's parameters.
public enum Z3Parameter: Equatable, Sendable {
  /// True or false.
  case bool(Bool)
  /// A natural number.
  case natural(UInt32)
  /// A number.
  case double(Double)
  /// A word.
  case word(String)
}

extension Z3Context {
  /// Makes a parameter set, validates it against `descriptions`, and passes it to `use`.
  func withParameters(
    _ parameters: [String: Z3Parameter], allowed descriptions: OpaquePointer?,
    _ use: (OpaquePointer) -> Void
  ) throws(Z3Error) {
    guard let descriptions else { throw failure("parameters") }
    Z3_param_descrs_inc_ref(handle, descriptions)
    defer { Z3_param_descrs_dec_ref(handle, descriptions) }
    guard let set = Z3_mk_params(handle) else { throw failure("parameters") }
    Z3_params_inc_ref(handle, set)
    defer { Z3_params_dec_ref(handle, set) }
    for (name, value) in parameters {
      guard !name.utf8.contains(0), let key = Z3_mk_string_symbol(handle, name) else {
        throw Z3Error(.argument, message: "a parameter's name has a NUL", operation: "parameters")
      }
      switch value {
      case .bool(let value): Z3_params_set_bool(handle, set, key, value)
      case .natural(let value): Z3_params_set_uint(handle, set, key, value)
      case .double(let value): Z3_params_set_double(handle, set, key, value)
      case .word(let value):
        guard !value.utf8.contains(0) else {
          throw Z3Error(
            .argument, message: "the value of `\(name)` has a NUL", operation: "parameters")
        }
        Z3_params_set_symbol(handle, set, key, Z3_mk_string_symbol(handle, value))
      }
      try verify("parameters")
    }
    Z3_params_validate(handle, set, descriptions)
    try verify("parameters")
    use(set)
    try verify("parameters")
  }
}

/// One of Z3's statistics of a check.
public struct Z3Statistic: Equatable, Sendable {
  /// Z3's name for it, such as "conflicts".
  public let name: String
  /// The number.
  public let value: Double
}

extension Z3Context {
  func statistics(_ stats: OpaquePointer?) throws(Z3Error) -> [Z3Statistic] {
    guard let stats else { throw failure("statistics") }
    Z3_stats_inc_ref(handle, stats)
    defer { Z3_stats_dec_ref(handle, stats) }
    var result: [Z3Statistic] = []
    for index in 0..<Z3_stats_size(handle, stats) {
      guard let key = Z3_stats_get_key(handle, stats, index) else { continue }
      let name = String(cString: key)
      let value =
        Z3_stats_is_uint(handle, stats, index)
        ? Double(Z3_stats_get_uint_value(handle, stats, index))
        : Z3_stats_get_double_value(handle, stats, index)
      result.append(Z3Statistic(name: name, value: value))
    }
    return result
  }

  func terms(_ vector: OpaquePointer?, operation: StaticString) throws(Z3Error) -> [Z3Term] {
    guard let vector else { throw failure(operation) }
    Z3_ast_vector_inc_ref(handle, vector)
    defer { Z3_ast_vector_dec_ref(handle, vector) }
    var result: [Z3Term] = []
    for index in 0..<Z3_ast_vector_size(handle, vector) {
      result.append(try own(Z3_ast_vector_get(handle, vector, index), operation: operation))
    }
    return result
  }
}
