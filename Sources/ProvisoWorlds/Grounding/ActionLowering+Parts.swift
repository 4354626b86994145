import ProvisoKernel
import ProvisoLanguage
import ProvisoSyntax

/// The effects on sets, sequences and maps, which the state stores in parts.
extension ActionLowering {
  /// The parts of a value.
  struct Parts {
    var symbols: [Symbol]
    /// The condition that a sequence has more elements than its type allows.
    var excess = Term.never
    /// The condition that an element of a sequence is null.
    var missing = Term.never
  }

  /// The parts of a value of a declared type.
  func parts(of symbol: Symbol, as type: StaticType) -> Parts {
    let parts = WorldLayout.parts(of: type, in: model)
    switch type {
    case .set(let entity):
      let objects = universe.objects(of: entity)
      return Parts(symbols: lowering.members(of: symbol, among: objects).map(Symbol.condition))
    case .map(let entity, _):
      return Parts(
        symbols: universe.objects(of: entity).map {
          lowering.entry(of: symbol, at: .value(.object($0)))
        })
    default:
      var out = Parts(
        symbols: parts.map { part in
          lowering.mapping(symbol) { list in
            let elements = self.lowering.elements(list) ?? []
            return elements.indices.contains(part.index) ? elements[part.index] : .null
          }
        })
      func test(_ apply: @escaping ([Symbol]) -> Term) -> Term {
        store.settled(lowering.test(symbol) { apply(lowering.elements($0) ?? []) }).yes
      }
      out.excess = test { self.store.truth($0.count > parts.count) }
      out.missing = test { elements in
        self.store.or(elements.map { self.store.settled(self.lowering.isNull($0)).yes })
      }
      return out
    }
  }

  /// Writes the parts of a value: all of them, or, for what is added to a set or removed from it, those
  /// of its objects.
  func write(
    to whole: WorldLayout.Content, as type: StaticType, value symbol: Symbol,
    by operation: AssignmentOperator, when reached: Term, of action: WorldAction,
    into effects: inout Effects
  ) {
    let parts = parts(of: symbol, as: type)
    let targets = parts.symbols.indices.map { universe.layout[.part(whole, $0)] }
    guard let first = targets.first ?? nil else { return }
    let name = universe.name(of: whole) ?? universe.layout.variables[first].name
    func fault(_ kind: Fault.Kind, _ condition: Term, _ text: String) {
      let both = store.and(reached, condition)
      guard both != .never else { return }
      effects.faults.append(Fault(kind, when: both, text: "the action `\(action.name)` \(text)"))
    }
    fault(.doubleWrite, parts.excess, "puts more than \(targets.count) elements into `\(name)`")
    fault(.doubleWrite, parts.missing, "puts `null` into `\(name)`")
    for (target, part) in zip(targets, parts.symbols) {
      guard let target else { continue }
      guard operation != .set else {
        write(to: target, value: part, when: reached, of: action, into: &effects)
        continue
      }
      let settled = store.settled(lowering.condition(of: part))
      fault(
        .noValue, store.and(store.not(settled.yes), store.not(settled.no)),
        "changes `\(name)` by something without a value")
      let touched = store.and(reached, settled.yes)
      guard touched != .never else { continue }
      effects.writes[target, default: []].append(
        .init(
          condition: touched, value: store.constant(.bool(operation == .add)), isAddition: false))
    }
  }
}

extension WorldUniverse {
  /// The name of a variable or a field, as a person writes it.
  package func name(of content: WorldLayout.Content) -> String? {
    switch content {
    case .variable(let index): model.variables[index].name
    case .field(let object, let index):
      model.entities.first { $0.index == object.entity }.map {
        "\(name(of: object)).\($0.fields[index].name)"
      }
    default: nil
    }
  }
}
