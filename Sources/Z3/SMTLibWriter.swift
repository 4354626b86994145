import CZ3

/// Writes assertions as an SMT-LIB 2.6 script that other solvers read.
///
/// Z3's own printer is not used. It indents by depth, so its output grows with the square of the
/// depth; it writes operators that only Z3 has; and 4.8.12 prints some strings so that they read
/// back as others. Terms that occur more than once, or whose text is longer than 1,000 bytes,
/// become definitions, so the script is linear in the number of distinct terms.
struct SMTLibWriter {
  private let context: Z3Context
  private var names = SMTLibNames()
  private var uses: [OpaquePointer: Int] = [:]
  private var texts: [OpaquePointer: String] = [:]
  private var sorts: [OpaquePointer: String] = [:]
  private var functions: [OpaquePointer: String] = [:]
  private var declarations = ""
  private var body = ""
  private var definitions = 0

  private static let longestInline = 1000

  private init(_ context: Z3Context) { self.context = context }

  static func script(_ assertions: [Z3Term], in context: Z3Context) throws(Z3Error) -> String {
    var writer = SMTLibWriter(context)
    let nodes = writer.postorder(assertions.map(\.ast))
    for node in nodes { try writer.write(node) }
    for assertion in assertions {
      writer.body += "(assert \(writer.texts[assertion.ast] ?? "true"))\n"
    }
    return "(set-logic ALL)\n" + writer.declarations + writer.body + "(check-sat)\n"
  }

  /// Every distinct node, arguments first. Also counts the uses of each node.
  private mutating func postorder(_ roots: [OpaquePointer]) -> [OpaquePointer] {
    var order: [OpaquePointer] = []
    var stack = roots.reversed().map { (node: $0, next: UInt32(0)) }
    while let (node, next) = stack.popLast() {
      if next == 0 {
        let seen = uses[node, default: 0]
        uses[node] = seen + 1
        if seen > 0 { continue }
      }
      if next < arity(node), let argument = Z3_get_app_arg(context.handle, node, next) {
        stack.append((node, next + 1))
        stack.append((argument, 0))
      } else {
        order.append(node)
      }
    }
    return order
  }

  private func arity(_ node: OpaquePointer) -> UInt32 {
    Z3_get_ast_kind(context.handle, node) == Z3_APP_AST
      ? Z3_get_app_num_args(context.handle, node) : 0
  }

  private mutating func write(_ node: OpaquePointer) throws(Z3Error) {
    let text = try expression(node)
    let shared = uses[node, default: 0] > 1
    guard arity(node) > 0, shared || text.utf8.count > Self.longestInline,
      let sort = Z3_get_sort(context.handle, node)
    else {
      texts[node] = text
      return
    }
    let name = names.unique("t!\(definitions)")
    definitions += 1
    body += "(define-fun \(name) () \(try sortText(sort)) \(text))\n"
    texts[node] = name
  }

  private mutating func expression(_ node: OpaquePointer) throws(Z3Error) -> String {
    let z3 = context.handle
    let term = Z3Term(context: context, ast: node)
    if Z3_is_string(z3, node) {
      guard let value = term.stringValue else {
        throw Z3Error(.character, message: "a string has surrogates", operation: "smtLib")
      }
      return SMTLibText.string(value)
    }
    switch Z3_get_ast_kind(z3, node) {
    case Z3_NUMERAL_AST:
      guard let value = term.numeralValue else {
        throw Z3Error(.usage, message: "a number has no decimal form", operation: "smtLib")
      }
      return SMTLibText.numeral(value, real: term.kind == .real)
    case Z3_APP_AST: break
    default: throw Z3Error(.usage, message: "quantifiers are not supported", operation: "smtLib")
    }
    guard let decl = Z3_get_app_decl(z3, node) else { throw context.failure("smtLib") }
    var arguments: [String] = []
    for index in 0..<arity(node) {
      guard let argument = Z3_get_app_arg(z3, node, index), let text = texts[argument] else {
        throw context.failure("smtLib")
      }
      // This is its only use, so free the text.
      if uses[argument] == 1 { texts[argument] = nil }
      arguments.append(text)
    }
    let kind = Z3_get_decl_kind(z3, decl)
    if kind == Z3_OP_UNINTERPRETED {
      return SMTLibText.application(try function(decl), arguments)
    }
    if let counting = try counting(kind, declaration: decl, arguments: arguments) {
      return counting
    }
    if kind == Z3_OP_RE_LOOP {
      let bounds = parameters(decl)
      guard bounds.count == 2 else {
        throw Z3Error(
          .usage, message: "a regular expression's loop has no upper limit", operation: "smtLib")
      }
      return SMTLibText.application(
        "(_ re.loop \(bounds.joined(separator: " ")))", arguments)
    }
    // Some operators (in 4.8.12, ranges) have a name but no kind.
    let z3Name = context.name(of: Z3_get_decl_name(z3, decl)) ?? "?"
    guard
      let name = SMTLibText.operators[kind.rawValue]
        ?? (SMTLibText.operatorNames.contains(z3Name) ? z3Name : nil)
    else { throw Z3Error(.usage, message: "`\(z3Name)` has no SMT-LIB form", operation: "smtLib") }
    return SMTLibText.application(name, arguments)
  }

  /// A pseudo-Boolean constraint as a sum, which all solvers read; `nil` for other terms.
  private func counting(
    _ kind: Z3_decl_kind, declaration decl: OpaquePointer, arguments: [String]
  ) throws(Z3Error) -> String? {
    let comparison: String
    switch kind {
    case Z3_OP_PB_AT_MOST, Z3_OP_PB_LE: comparison = "<="
    case Z3_OP_PB_AT_LEAST, Z3_OP_PB_GE: comparison = ">="
    case Z3_OP_PB_EQ: comparison = "="
    default: return nil
    }
    let numbers = parameters(decl)
    let plain = kind == Z3_OP_PB_AT_MOST || kind == Z3_OP_PB_AT_LEAST
    guard let bound = numbers.first, plain || numbers.count == arguments.count + 1 else {
      throw Z3Error(
        .usage, message: "a counting constraint has an unknown form", operation: "smtLib")
    }
    let weights = plain ? arguments.map { _ in "1" } : Array(numbers.dropFirst())
    let terms = zip(weights, arguments).map {
      "(ite \($1) \(SMTLibText.numeral($0, real: false)) 0)"
    }
    return "(\(comparison) (+ 0 0 \(terms.joined(separator: " "))) "
      + "\(SMTLibText.numeral(bound, real: false)))"
  }

  private func parameters(_ decl: OpaquePointer) -> [String] {
    let z3 = context.handle
    return (0..<Z3_get_decl_num_parameters(z3, decl)).compactMap { index in
      switch Z3_get_decl_parameter_kind(z3, decl, index) {
      case Z3_PARAMETER_INT: "\(Z3_get_decl_int_parameter(z3, decl, index))"
      case Z3_PARAMETER_RATIONAL:
        Z3_get_decl_rational_parameter(z3, decl, index).map { String(cString: $0) }
      default: nil
      }
    }
  }

  private mutating func function(_ decl: OpaquePointer) throws(Z3Error) -> String {
    if let known = functions[decl] { return known }
    let z3 = context.handle
    let name = names.unique(rawName(Z3_get_decl_name(z3, decl)))
    var domain: [String] = []
    for index in 0..<Z3_get_arity(z3, decl) {
      domain.append(try sortText(Z3_get_domain(z3, decl, index)))
    }
    let range = try sortText(Z3_get_range(z3, decl))
    declarations += "(declare-fun \(name) (\(domain.joined(separator: " "))) \(range))\n"
    functions[decl] = name
    return name
  }

  private mutating func sortText(_ sort: OpaquePointer?) throws(Z3Error) -> String {
    guard let sort else { throw context.failure("smtLib") }
    if let known = sorts[sort] { return known }
    let text: String
    switch context.kind(of: sort) {
    case .bool: text = "Bool"
    case .int: text = "Int"
    case .real: text = "Real"
    case .string: text = "String"
    case .regex: text = "RegLan"
    case .uninterpreted:
      text = names.unique(rawName(Z3_get_sort_name(context.handle, sort)))
      declarations += "(declare-sort \(text) 0)\n"
    case .other: throw Z3Error(.usage, message: "a sort has no SMT-LIB form", operation: "smtLib")
    }
    sorts[sort] = text
    return text
  }

  private func rawName(_ symbol: OpaquePointer?) -> String {
    guard let symbol, Z3_get_symbol_kind(context.handle, symbol) == Z3_STRING_SYMBOL,
      let text = Z3_get_symbol_string(context.handle, symbol)
    else { return "k" }
    return String(cString: text)
  }
}

extension Z3Solver {
  /// The assertions and assumptions as a complete SMT-LIB 2.6 script that ends with `(check-sat)`.
  ///
  /// The script asserts the assumptions, and the names of tracked assertions.
  ///
  /// - Throws: ``Z3Error`` with code `usage` for a term without an SMT-LIB form, or `character` for
  ///   a string with surrogates.
  public func smtLib(assumptions: [Z3Term] = []) throws(Z3Error) -> String {
    for assumption in assumptions { try context.admit(assumption, operation: "smtLib") }
    let all = try assertions() + tracked.joined() + assumptions
    return try SMTLibWriter.script(all, in: context)
  }
}
