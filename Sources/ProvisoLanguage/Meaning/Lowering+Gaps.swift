import ProvisoKernel

/// Gaps that name the unknowns which would settle them.
extension Lowering {
  /// A gap that the unknown parts of some symbols would settle.
  ///
  /// - Parameter what: what is missing, such as "the JSON".
  func gap(_ what: String, of symbols: Symbol...) -> Gap { gap(what, ofAll: symbols) }

  /// A gap that the unknown parts of some symbols would settle.
  func gap(_ what: String, ofAll symbols: [Symbol]) -> Gap {
    var terms: [Term] = []
    var stack = symbols
    while let top = stack.popLast() {
      switch top {
      case .value: break
      case .term(let term), .condition(let term): terms.append(term)
      case .choice(let alternatives): stack += alternatives.map(\.symbol)
      case .list(let elements): stack += elements
      case .partial(let defined, let inner, _):
        terms.append(defined)
        stack.append(inner)
      case .none(let gap): terms += gap.unknowns.map { store.value(of: store.unknowns[$0]) }
      case .structure(let structure) where structure.isKnown: break
      case .structure(let structure):
        stack +=
          structure.isList
          ? structure.elements(in: store) : structure.members(in: store).map(\.symbol)
      }
    }
    return store.gap(what, ofAll: terms, universe.unknownWords)
  }
}
