import ProvisoKernel

extension WorldModel {
  /// The name of a variable, field or relation that the expressions read and that another file
  /// than an action's declares; `nil` if there is none.
  package func stateRead(by expressions: [Expression], declaredApartFrom action: WorldAction)
    -> String?
  {
    let file = action.span.file
    var stack = expressions
    var seen: Set<ObjectIdentifier> = []
    while let top = stack.popLast() {
      guard seen.insert(ObjectIdentifier(top)).inserted else { continue }
      if let name = state(at: top), scope[name.declared]?.span.file != file { return name.shown }
      top.kind.forEachPart { stack.append($0) }
    }
    return nil
  }

  /// The state that an expression itself reads, with the declared name that it belongs to.
  private func state(at expression: Expression) -> (declared: String, shown: String)? {
    switch expression.kind {
    case .attribute(let base, let index) where base.type == .entity(EntityIndex.state):
      guard variables.indices.contains(index) else { return nil }
      return (variables[index].name, "`\(variables[index].name)`")
    case .attribute(let base, let index):
      guard case .entity(let type) = base.type,
        let entity = entities.first(where: { $0.index == type }),
        entity.fields.indices.contains(index), entity.fields[index].isVariable
      else { return nil }
      return (entity.name, "`\(entity.fields[index].name)` of `\(entity.name)`")
    case .related(let index, _):
      guard relations.indices.contains(index) else { return nil }
      return (relations[index].name, "`\(relations[index].name)`")
    default: return nil
    }
  }
}
