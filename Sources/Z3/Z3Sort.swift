import CZ3

/// The type of a term.
public final class Z3Sort: Hashable, CustomStringConvertible {
  /// The families of sorts that this layer makes.
  public enum Kind: Sendable {
    /// Truth values.
    case bool
    /// Unbounded integers.
    case int
    /// Real numbers.
    case real
    /// Strings of Unicode characters up to 0x2FFFF.
    case string
    /// Regular expressions over strings.
    case regex
    /// An uninterpreted sort: only its name is known.
    case uninterpreted
    /// Any other sort of Z3.
    case other
  }

  /// The context that owns the sort.
  public let context: Z3Context
  let ast: OpaquePointer

  init(context: Z3Context, sort: OpaquePointer) {
    self.context = context
    ast = sort
    Z3_inc_ref(context.handle, Z3_sort_to_ast(context.handle, sort))
  }

  deinit { Z3_dec_ref(context.handle, Z3_sort_to_ast(context.handle, ast)) }

  /// The family of the sort.
  public var kind: Kind { context.kind(of: ast) }

  /// The sort as SMT-LIB writes it.
  public var description: String {
    Z3_sort_to_string(context.handle, ast).map { String(cString: $0) } ?? "?"
  }

  /// Whether both are the same sort of the same context.
  public static func == (left: Z3Sort, right: Z3Sort) -> Bool {
    left.ast == right.ast && left.context === right.context
  }

  /// Hashes the identity of the sort.
  public func hash(into hasher: inout Hasher) { hasher.combine(ast) }
}

extension Z3Context {
  func kind(of sort: OpaquePointer) -> Z3Sort.Kind {
    switch Z3_get_sort_kind(handle, sort) {
    case Z3_BOOL_SORT: .bool
    case Z3_INT_SORT: .int
    case Z3_REAL_SORT: .real
    case Z3_SEQ_SORT: Z3_is_string_sort(handle, sort) ? .string : .other
    case Z3_RE_SORT: .regex
    case Z3_UNINTERPRETED_SORT: .uninterpreted
    default: .other
    }
  }

  private func own(sort: OpaquePointer?, _ operation: StaticString) throws(Z3Error) -> Z3Sort {
    guard let sort else { throw failure(operation) }
    return Z3Sort(context: self, sort: sort)
  }

  /// The sort of truth values.
  public func boolSort() throws(Z3Error) -> Z3Sort {
    try own(sort: Z3_mk_bool_sort(handle), "Bool")
  }

  /// The sort of unbounded integers.
  public func intSort() throws(Z3Error) -> Z3Sort {
    try own(sort: Z3_mk_int_sort(handle), "Int")
  }

  /// The sort of real numbers.
  public func realSort() throws(Z3Error) -> Z3Sort {
    try own(sort: Z3_mk_real_sort(handle), "Real")
  }

  /// The sort of strings.
  public func stringSort() throws(Z3Error) -> Z3Sort {
    try own(sort: Z3_mk_string_sort(handle), "String")
  }

  /// The sort of regular expressions over strings.
  public func regexSort() throws(Z3Error) -> Z3Sort {
    let string = try stringSort()
    return try own(sort: Z3_mk_re_sort(handle, string.ast), "RegLan")
  }

  /// The uninterpreted sort with this name; the same name gives the same sort.
  public func uninterpretedSort(_ name: String) throws(Z3Error) -> Z3Sort {
    try own(sort: Z3_mk_uninterpreted_sort(handle, try symbol(name)), "sort")
  }
}
