import ProvisoKernel
import ProvisoSyntax

/// Keys of maps and of tables.
extension Checker {
  /// `map.get(key, default)`.
  mutating func get(
    from map: Expression, named name: Name, with operands: [Expression], at span: Span
  ) -> Expression? {
    guard map.type == .value || map.type == .null else {
      report(
        .wrongOperand, at: map.span,
        "`.\(name.text)` is a method of maps, but this is \(vocabulary.phrase(of: map.type))")
      return nil
    }
    guard isKey(operands[0], of: name) else { return nil }
    guard !operands[1].type.holdsObjects else {
      report(
        .wrongArgument, at: operands[1].span,
        "the default of `.\(name.text)` is a value, but this is \(vocabulary.phrase(of: operands[1].type))"
      )
      return nil
    }
    return make(
      .method(.get, map, operands), of: .value, at: span,
      fixed: map.isFixed && operands.allSatisfy(\.isFixed))
  }

  /// `table.get(key, default)`, as `if table has key then table[key] else default`.
  mutating func get(
    from table: Table, type: StaticType, named name: Name, with arguments: [SyntaxExpression],
    at span: Span
  ) -> Expression? {
    let operands = arguments.map { check($0) }.compactMap { $0 }
    guard operands.count == arguments.count else { return nil }
    guard operands.count == 2 else {
      report(
        .wrongArgumentCount, at: name.span, "`get` takes 2 arguments, not \(operands.count)")
      return nil
    }
    guard isKey(operands[0], of: name) else { return nil }
    guard let joined = type.joined(with: operands[1].type, isElement: false) else {
      report(
        .wrongArgument, at: operands[1].span,
        "the rows of `\(table.name)` are of type \(vocabulary.name(of: type)), but this default is \(vocabulary.phrase(of: operands[1].type))"
      )
      return nil
    }
    let row = make(.lookup(table, operands[0]), of: type, at: span, fixed: operands[0].isFixed)
    return make(
      .conditional(has(operands[0], in: table, at: span), row, operands[1]), of: joined, at: span,
      fixed: operands.allSatisfy(\.isFixed))
  }

  private mutating func isKey(_ key: Expression, of name: Name) -> Bool {
    if key.type.canBeString { return true }
    report(
      .wrongArgument, at: key.span,
      "`.\(name.text)` takes a string as key, but this is \(vocabulary.phrase(of: key.type))")
    return false
  }

  /// `table has key`.
  mutating func has(
    _ key: SyntaxExpression, in table: Table, named name: Name, at span: Span
  ) -> Expression? {
    guard let key = check(key) else { return nil }
    guard key.type.canBeString else {
      report(
        .wrongOperand, at: key.span,
        "a table's key is a string, but this is \(vocabulary.phrase(of: key.type))")
      return nil
    }
    return has(key, in: table, at: span)
  }

  private func has(_ key: Expression, in table: Table, at span: Span) -> Expression {
    make(
      .compare(.has, constant(.map(table.rows), of: .value, at: span), key), of: .bool, at: span,
      fixed: key.isFixed)
  }

  // MARK: `in` with a map

  /// Whether an expression is certainly a table, or an attribute that holds a map.
  func isMap(_ syntax: SyntaxExpression) -> Bool {
    switch syntax.bare.kind {
    case .name(let name):
      if locals.contains(where: { $0.name == name.text }) { return false }
      if case .table? = names[name.text]?.kind { return true }
      return false
    case .member(let base, let name):
      guard case .name(let object) = base.bare.kind,
        case .entity(let entity)? = locals.last(where: { $0.name == object.text })?.type,
        let (_, schema) = vocabulary.attribute(name.text, of: entity)
      else { return false }
      return schema.type == .value && (schema.holdsAttributes || name.text == "args")
    default: return false
    }
  }

  /// Reports `key in map`, which is written `map has key`.
  mutating func reportMap(
    _ map: SyntaxExpression, searchedFor key: SyntaxExpression, at span: Span
  ) -> Expression? {
    let isTable = if case .name = map.bare.kind { true } else { false }
    let written = "\(text(of: map.span)) has \(text(of: key.span))"
    report(
      .wrongOperand, at: map.span,
      "`in` searches a list, but this is a \(isTable ? "table" : "map")",
      fix: .init("write `\(written)`", replace: span, with: written))
    if !isTable { _ = check(map) }
    _ = check(key)
    return nil
  }

  private func text(of span: Span) -> String {
    let bytes = bytes(span.file)
    guard span.start <= span.end, span.end <= bytes.count else { return "…" }
    return String(decoding: bytes[span.start..<span.end], as: UTF8.self)
  }
}
