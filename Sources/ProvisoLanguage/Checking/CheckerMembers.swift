import ProvisoKernel
import ProvisoSyntax

/// Attributes, members and elements.
extension Checker {
  mutating func member(of base: SyntaxExpression, named name: Name, at span: Span) -> Expression? {
    if case .name(let type) = base.kind, case .type? = names[type.text]?.kind,
      case .object? = names[name.text]?.kind
    {
      report(
        .misusedName, at: span, "a value of an enum or an object is named without its type",
        fix: .init("write `\(name.text)`", replace: span, with: name.text))
      return nil
    }
    if ["length", "size", "count", "len"].contains(name.text),
      let (object, source) = ranged(base)
    {
      report(
        .misusedName, at: span, "the number of objects is `count(…)`",
        fix: write("count(\(object) in \(source))", at: span))
      return nil
    }
    guard let object = check(base) else { return nil }
    switch object.type {
    case .entity(let entity):
      return attribute(of: object, entity: entity, named: name, base: base, at: span)
    case .value, .null:
      noteUse(of: object, named: name, base: base)
      warnOfLength(name, of: base)
      return make(.member(object, Text(name.text)), of: .value, at: span, fixed: object.isFixed)
    default:
      if Method(rawValue: name.text) != nil {
        report(
          .noMembers, at: name.span, "`\(name.text)` is a method, so it needs parentheses",
          fix: .init(
            "write `\(name.text)()`", replace: name.span, with: "\(name.text)()"))
      } else {
        let isList = if case .list = object.type { true } else { false }
        report(
          .noMembers, at: name.span,
          "\(vocabulary.phrase(of: object.type)) has no `.\(name.text)`"
            + (isList || object.type.isSet ? "; range over the elements with a quantifier" : ""))
      }
      return nil
    }
  }

  private mutating func attribute(
    of object: Expression, entity: Int, named name: Name, base: SyntaxExpression, at span: Span
  ) -> Expression? {
    if let (index, schema) = vocabulary.attribute(name.text, of: entity) {
      return make(
        .attribute(object, index), of: schema.type.plain, at: span,
        fixed: object.isFixed && schema.isFixed)
    }
    guard vocabulary.entities.indices.contains(entity) else { return nil }
    let schema = vocabulary.entities[entity]
    let article = vocabulary.phrase(of: .entity(entity))
    if brokenAttributes.contains(name.text) { return nil }
    if reportForeignAttribute(name, of: schema.name, article) { return nil }
    if let meant = Suggestion.nearest(to: name.text, among: schema.attributes.map(\.name)) {
      report(
        .unknownAttribute, at: name.span,
        "\(article) has no attribute `\(name.text)`; did you mean `\(meant)`?",
        fix: .init("write `\(meant)`", replace: name.span, with: meant))
    } else if let holder = schema.attributes.last(where: \.holdsAttributes)?.name {
      let holders = schema.attributes.filter(\.holdsAttributes).map { "`\($0.name)`" }
      report(
        .unknownAttribute, at: name.span,
        "\(article) itself has no attribute `\(name.text)`; the attributes of its type are in \(holders.listed())",
        fix: .init(
          "write `\(holder).\(name.text)`", replace: name.span, with: "\(holder).\(name.text)"))
    } else {
      let known = schema.attributes.map { "`\($0.name)`" }
      report(
        .unknownAttribute, at: name.span,
        "\(article) has no attribute `\(name.text)`; it has \(known.listed())")
    }
    return nil
  }

  /// Records the use of an attribute whose existence only a plan can confirm.
  private mutating func noteUse(of object: Expression, named name: Name, base: SyntaxExpression) {
    guard case .attribute(let owner, let index) = object.kind,
      case .entity(let entity) = owner.type,
      vocabulary.entities.indices.contains(entity),
      vocabulary.entities[entity].attributes.indices.contains(index),
      vocabulary.entities[entity].attributes[index].holdsAttributes
    else { return }
    var types: [String]?
    if case .member(let subject, _) = base.bare.kind, case .name(let variable) = subject.bare.kind {
      types = typesOf[variable.text]
    }
    uses.append(
      AttributeUse(
        entity: entity, attribute: index, member: name.text, span: name.span, types: types))
  }

  mutating func index(_ base: SyntaxExpression, by index: SyntaxExpression, at span: Span)
    -> Expression?
  {
    if case .name(let name) = base.bare.kind,
      case .objects(let objects, let first)? = names[name.text]?.kind
    {
      return element(of: objects, from: first, named: name, by: index, at: span)
    }
    if case .name(let name) = base.bare.kind,
      case .table(let table, let type)? = names[name.text]?.kind
    {
      if names[name.text]?.isOfOutside == true { isOfOutside = true }
      return lookup(in: table, type: type, by: index, at: span)
    }
    if reportIndexOfMany(base, by: index) { return nil }
    let checked = (check(base), check(index))
    guard let object = checked.0, let key = checked.1 else { return nil }
    warnOfNegative(index)
    let fixed = object.isFixed && key.isFixed
    switch object.type {
    case .map(let entity, let value):
      return entry(of: object, entity: entity, value: value, at: key, span)
    case .value, .null:
      if case .string(let text) = index.bare.kind {
        noteUse(of: object, named: Name(text: text, span: index.span), base: base)
        return make(.member(object, Text(text)), of: .value, at: span, fixed: fixed)
      }
      guard [.int, .decimal, .string, .value].contains(key.type) else {
        report(
          .wrongOperand, at: key.span,
          "an index is a number or a string, but this is \(vocabulary.phrase(of: key.type))")
        return nil
      }
      return make(.index(object, key), of: .value, at: span, fixed: fixed)
    case .list(let element):
      guard [.int, .decimal, .value].contains(key.type) else {
        report(
          .wrongOperand, at: key.span,
          "a list's index is a number, but this is \(vocabulary.phrase(of: key.type))")
        return nil
      }
      // An index after the end gives `null`. In a world every type has it; elsewhere the type of the
      // elements would be wrong.
      let isPrecise = element.holdsObjects || vocabulary.isOfWorld && element != .null
      return make(
        .index(object, key), of: isPrecise ? element : .value, at: span, fixed: fixed)
    case .entity:
      report(
        .noMembers, at: span,
        "an attribute of \(vocabulary.phrase(of: object.type)) is written after a dot, not in brackets"
      )
    default:
      report(.noMembers, at: span, "\(vocabulary.phrase(of: object.type)) has no elements")
    }
    return nil
  }

  private mutating func lookup(
    in table: Table, type: StaticType, by index: SyntaxExpression, at span: Span
  ) -> Expression? {
    guard let key = check(index) else { return nil }
    guard key.type.canBeString else {
      report(
        .wrongOperand, at: key.span,
        "a table's key is a string, but this is \(vocabulary.phrase(of: key.type))")
      return nil
    }
    if case .constant(.string(let text)) = key.kind, table.rows[text] == nil {
      let meant = Suggestion.nearest(to: text.string, among: table.rows.keys.map(\.string))
      report(
        .unknownName, at: key.span,
        "the table `\(table.name)` has no row \(Value.quoted(text.string))"
          + (meant.map { "; did you mean \(Value.quoted($0))?" } ?? ""),
        fix: meant.map {
          .init("write \(Value.quoted($0))", replace: key.span, with: Value.quoted($0))
        })
      return nil
    }
    return make(.lookup(table, key), of: type, at: span, fixed: key.isFixed)
  }
}
