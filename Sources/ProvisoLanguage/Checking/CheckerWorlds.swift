import ProvisoKernel
import ProvisoSyntax

/// The variables and steps of a world in expressions.
extension Checker {
  /// A `var` of the world itself, as an attribute of the world's state.
  func worldVariable(_ index: Int, at span: Span) -> Expression? {
    let state = WorldModel.EntityIndex.state
    guard vocabulary.entities.indices.contains(state),
      vocabulary.entities[state].attributes.indices.contains(index)
    else { return nil }
    let object = make(.singleton(0), of: .entity(state), at: span, fixed: true)
    return make(
      .attribute(object, index), of: vocabulary.entities[state].attributes[index].type.plain,
      at: span,
      fixed: false)
  }

  /// A step: an action with its arguments.
  /// Reports `drop(db)` outside any quantifier over `db`.
  private mutating func reportUnboundArguments(
    of name: Name, _ arguments: [SyntaxExpression], _ types: [StaticType], at span: Span
  ) -> Bool {
    guard arguments.count == types.count, !isIncomplete else { return false }
    var binders: [String] = []
    for (argument, type) in zip(arguments, types) {
      guard case .name(let unknown) = argument.bare.kind, isUnknown(unknown.text),
        case .entity(let entity) = type, vocabulary.entities.indices.contains(entity),
        Suggestion.nearest(to: unknown.text, among: locals.map(\.name)) == nil
      else { continue }
      binders.append("\(unknown.text) in \(vocabulary.entities[entity].name)")
    }
    guard let first = binders.first else { return false }
    let unknown = first.prefix { $0 != " " }
    report(
      .unknownName, at: span,
      "nothing is called `\(unknown)` here; a quantifier names the arguments of a step",
      fix: .init("write `every \(binders.joined(separator: ", ")) { … }` around it"))
    return true
  }

  mutating func step(
    _ index: Int, types: [StaticType], named name: Name, with arguments: [SyntaxExpression],
    declared: Span, at span: Span
  ) -> Expression? {
    if reportUnboundArguments(of: name, arguments, types, at: span) { return nil }
    let values = arguments.map { check($0) }
    guard values.count == types.count else {
      report(
        .wrongArgumentCount, at: name.span,
        "`\(name.text)` takes \(Self.count(types.count, of: "argument")), not \(values.count)",
        labels: [.init(declared, "declared here")])
      return nil
    }
    var operands: [Expression] = []
    for (value, type) in zip(values, types) {
      guard let value = value.map({ coerced($0, to: type) }) else { continue }
      guard type.accepts(value.type) else {
        report(
          .wrongArgument, at: value.span,
          "`\(name.text)` takes \(vocabulary.phrase(of: type)) here, but this is \(vocabulary.phrase(of: value.type))",
          labels: [.init(declared, "declared here")])
        continue
      }
      if case .range(let low, let high) = type, case .constant(.number(let number)) = value.kind,
        number < Number(low) || Number(high) < number
      {
        report(
          .wrongArgument, at: value.span,
          "`\(name.text)` takes a whole number from \(low) to \(high) here, but this is \(number)",
          labels: [.init(declared, "declared here")])
        continue
      }
      guard type.isFinite || type.plain != type || type.isSet else {
        report(
          .badStep, at: value.span,
          "an argument of a step is an object, `true` or `false`, but this is \(vocabulary.phrase(of: type))",
          fix: .init("let the action record the value in a `var`, and use the `var`"))
        continue
      }
      guard value.isFixed else {
        report(
          .badStep, at: value.span,
          "an argument of a step must never change, but this changes",
          fix: .init("range over the objects: `every x in … { … }`"))
        continue
      }
      operands.append(value)
    }
    guard operands.count == types.count else { return nil }
    return make(
      .step(index, operands), of: .entity(WorldModel.EntityIndex.step), at: span,
      fixed: operands.allSatisfy(\.isFixed))
  }
}
