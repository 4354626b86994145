import ProvisoKernel

/// What expressions take from a world: its variables, relations and steps.
extension Checker {
  /// A `var` of the world's own, as an attribute of its state.
  func worldVariable(_ place: Int, _ span: Span) -> Expression? {
    let state = WorldModel.Place.state
    guard vocabulary.entities.indices.contains(state),
      vocabulary.entities[state].attributes.indices.contains(place)
    else { return nil }
    let object = make(.singleton(0), .entity(state), span, fixed: true)
    return make(
      .attribute(object, place), vocabulary.entities[state].attributes[place].type, span,
      fixed: false)
  }

  /// An action with its arguments.
  mutating func step(
    _ place: Int, _ types: [StaticType], _ name: Name, _ arguments: [SyntaxExpression],
    _ declared: Span, _ span: Span
  ) -> Expression? {
    let values = arguments.map { check($0) }
    guard values.count == types.count else {
      report(
        .wrongArgumentCount, name.span,
        "`\(name.text)` takes \(Self.count(types.count, "argument")), not \(values.count)",
        labels: [.init(declared, "declared here")])
      return nil
    }
    var operands: [Expression] = []
    for (value, type) in zip(values, types) {
      guard let value else { continue }
      guard type.accepts(value.type) else {
        report(
          .wrongArgument, value.span,
          "`\(name.text)` takes \(vocabulary.phrase(of: type)) here, and this is \(vocabulary.phrase(of: value.type))",
          labels: [.init(declared, "declared here")])
        continue
      }
      guard type.isFinite else {
        report(
          .badStep, value.span,
          "a step is named by objects, and \(vocabulary.phrase(of: type)) is one of infinitely many",
          fix: .init("let the action keep the value in a `var`, and speak of that"))
        continue
      }
      guard value.isFixed else {
        report(
          .badStep, value.span,
          "a step is named by what never changes, and this does",
          fix: .init("range over the objects: `every x in … { … }`"))
        continue
      }
      operands.append(value)
    }
    guard operands.count == types.count else { return nil }
    return make(
      .step(place, operands), .entity(WorldModel.Place.step), span,
      fixed: operands.allSatisfy(\.isFixed))
  }
}
