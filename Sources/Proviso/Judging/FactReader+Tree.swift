import ProvisoKernel
import ProvisoLanguage
import ProvisoResult

/// The whole formula with the value of each part, down to the attributes that decide.
extension FactReader {
  /// The number of levels of a tree.
  private static let deepest = 16
  /// The number of choices of a quantifier that are shown.
  private static let mostChoices = 3

  /// The formulas of an instance: the conditions of its objects, then its body.
  func trees(of binders: [Binder], _ body: Expression, in frame: Frame) -> [FormulaNode] {
    let tree = tree(of: body, in: frame, depth: 0)
    // That the body is false is the verdict.
    let verdict = FormulaNode(tree.text, value: truth(of: body, in: frame), parts: tree.parts)
    return binders.compactMap(\.condition).map { self.tree(of: $0, in: frame, depth: 0) }
      + [verdict]
  }

  private func tree(of expression: Expression, in frame: Frame, depth: Int) -> FormulaNode {
    let parts = depth < Self.deepest ? parts(of: expression, in: frame, depth: depth + 1) : []
    return FormulaNode(quoted(expression), value: value(of: expression, in: frame), parts: parts)
  }

  private func value(of expression: Expression, in frame: Frame) -> String {
    guard expression.type != .bool else {
      return isSecret(expression, in: frame) ? Mask.hidden : truth(of: expression, in: frame)
    }
    return switch printer.value(of: expression, in: frame) {
    case .value(let masked): shown(masked)
    case .none(let reason): "no value: \(reason)"
    }
  }

  private func truth(of condition: Expression, in frame: Frame) -> String {
    switch judge.truth(of: condition, in: frame) {
    case .yes: "true"
    case .no: "false"
    case .open(let reason): "undetermined: \(reason)"
    }
  }

  /// Whether the truth of a condition depends on a value that must not be printed. One question after the
  /// other about such a value would tell all of it.
  private func isSecret(_ condition: Expression, in frame: Frame) -> Bool {
    guard case .value(let truth) = judge.value(of: condition, in: frame) else { return false }
    return truth.mask.hidesAnything
  }

  private func parts(of expression: Expression, in frame: Frame, depth: Int) -> [FormulaNode] {
    func all(_ parts: [Expression]) -> [FormulaNode] {
      parts.compactMap { part in
        if case .constant = part.kind { return nil }
        return tree(of: part, in: frame, depth: depth)
      }
    }
    switch expression.kind {
    case .not(let inner), .once(let inner): return all([inner])
    case .and(let parts): return deciding(parts, being: false, in: frame, depth: depth)
    case .or(let parts): return deciding(parts, being: true, in: frame, depth: depth)
    case .implies(let a, let b): return all([a, b])
    case .conditional(let test, let a, let b):
      if isSecret(test, in: frame) { return all([test, a, b]) }
      return all([test, judge.truth(of: test, in: frame) == .yes ? a : b])
    case .compare(_, let a, let b), .arithmetic(_, let a, let b): return all([a, b])
    case .method(_, let base, let arguments): return all([base] + arguments)
    case .function(_, let arguments): return all(arguments)
    case .wheneverStarts(_, let inner), .wheneverHappens(_, let inner): return all([inner])
    case .call(let definition, let arguments):
      guard let inner = self.frame(of: arguments, in: frame) else { return [] }
      return [tree(of: definition.body, in: inner, depth: depth)]
    case .quantifier(let quantifier, let binders, let body):
      return choices(of: quantifier, over: binders, body, in: frame, depth: depth)
    default: return []
    }
  }

  /// The parts of a conjunction or a disjunction. If some of them decide it alone, the others have no
  /// parts of their own, unless this would say which of them a secret makes true.
  private func deciding(
    _ parts: [Expression], being truth: Bool, in frame: Frame, depth: Int
  ) -> [FormulaNode] {
    let wanted = ConcreteEvaluator.Truth(truth)
    let decides = parts.map { judge.truth(of: $0, in: frame) == wanted }
    let isDecided = decides.contains(true) && !parts.contains { isSecret($0, in: frame) }
    return zip(parts, decides).map { part, decides in
      !isDecided || decides
        ? tree(of: part, in: frame, depth: depth)
        : FormulaNode(quoted(part), value: value(of: part, in: frame))
    }
  }

  /// The choices that decide a quantifier: of `every`, those that break it; otherwise those that meet it.
  private func choices(
    of quantifier: Quantifier, over binders: [Binder], _ body: Expression?, in frame: Frame,
    depth: Int
  ) -> [FormulaNode] {
    var deciding: [Frame] = []
    var others: [Frame] = []
    var count = 0
    _ = choices(of: binders, in: frame) { choice in
      count += 1
      let truth = body.map { judge.truth(of: $0, in: choice) } ?? .yes
      if (truth == .yes) != (quantifier == .every) {
        if deciding.count < Self.mostChoices { deciding.append(choice) }
      } else if others.count < Self.mostChoices {
        others.append(choice)
      }
    }
    let shown = deciding.isEmpty ? others : deciding
    // Without a choice, the nearest candidates are told.
    if shown.isEmpty {
      return misses(of: binders, body, in: frame).map { FormulaNode($0, value: nil) }
    }
    var nodes = shown.map { choice in
      let chosen = binders.map { "\($0.name) = \(named(choice, $0))" }.joined(separator: ", ")
      let conditions = binders.compactMap(\.condition) + [body].compactMap(\.self)
      return FormulaNode(
        chosen, value: nil,
        parts: conditions.map { tree(of: $0, in: choice, depth: depth + 1) })
    }
    let more = count - shown.count
    if more > 0 { nodes.append(FormulaNode("\(more) more of \(count) choices", value: nil)) }
    return nodes
  }
}
