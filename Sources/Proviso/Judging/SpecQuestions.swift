import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax

extension LoadedSpecs {
  /// The assumptions that the specs state, as sentences.
  ///
  /// - Parameter run: the noun for carrying out the input, such as `apply`.
  func assumptions(of results: [PropertyResult], run: String) -> [String] {
    var out: [String] = []
    for loaded in specs {
      for assumption in loaded.spec.assumptions {
        out.append("\(loaded.spec.path) assumes: \(loaded.sources.line(of: assumption.span))")
      }
    }
    if results.contains(where: { $0.timing == .atRest }) {
      let most = specs.map(\.spec.failures).max() ?? 1
      out.append(
        "at rest: at most \(most) \(most == 1 ? "step fails" : "steps fail"), and nothing kills the \(run)"
      )
    }
    return out
  }
}

extension Expression {
  /// Whether the expression asks about effects of the plan: a step, or an attribute such as
  /// `after`. If such a condition is false, the plan is the cause.
  func speaksOfPlan(_ schema: VocabularySchema) -> Bool {
    let steps = Set(schema.entities.indices.filter { schema.entities[$0].isStep })
    var stack = [self]
    var seen: Set<ObjectIdentifier> = []
    func isOfSteps(_ binders: [Binder]) -> Bool {
      binders.contains { binder in
        if case .collection(let index) = binder.source {
          return steps.contains(schema.collections[index].entity)
        }
        return false
      }
    }
    while let top = stack.popLast() {
      guard seen.insert(ObjectIdentifier(top)).inserted else { continue }
      switch top.kind {
      case .attribute(let base, let index):
        if case .entity(let entity) = base.type, schema.entities[entity].attributes[index].isOfPlan
        {
          return true
        }
      case .quantifier(_, let binders, _), .aggregate(_, let binders, _),
        .comprehension(let binders, _):
        if isOfSteps(binders) { return true }
      default: break
      }
      top.kind.forEachPart { stack.append($0) }
    }
    return false
  }

  /// Whether the expression reads an attribute of an object. A condition that does not is a fact about
  /// the plan or about values from outside.
  var speaksOfObjects: Bool {
    var stack = [self]
    var seen: Set<ObjectIdentifier> = []
    while let top = stack.popLast() {
      guard seen.insert(ObjectIdentifier(top)).inserted else { continue }
      if case .attribute(let base, _) = top.kind {
        if case .singleton = base.kind {} else { return true }
      }
      top.kind.forEachPart { stack.append($0) }
    }
    return false
  }

  /// The relations that the expression uses, also through definitions.
  var relations: Set<Relation> {
    var found: Set<Relation> = []
    var stack = [self]
    var seen: Set<ObjectIdentifier> = []
    while let top = stack.popLast() {
      guard seen.insert(ObjectIdentifier(top)).inserted else { continue }
      if case .relation(let relation, _, _) = top.kind { found.insert(relation) }
      if case .flowsInto = top.kind { found.insert(.flowsToArgument) }
      top.kind.forEachPart { stack.append($0) }
    }
    return found
  }
}

extension SourceSet {
  /// The text of a span on one line.
  func line(of span: Span) -> String {
    text(of: span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
