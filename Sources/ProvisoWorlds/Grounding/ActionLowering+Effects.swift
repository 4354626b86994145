import ProvisoKernel
import ProvisoLanguage
import ProvisoSyntax

/// The effects of statements that assign.
extension ActionLowering {
  func assign(
    to assignable: Statement.Assignable, by operation: AssignmentOperator, value: Expression,
    of action: WorldAction, into effects: inout Effects
  ) {
    var symbol = lowering.symbol(of: value, in: effects.frame)
    if operation == .subtract, !value.type.hasParts {
      symbol = lowering.arithmetic(.subtract, of: .value(.number(.zero)), symbol)
    }
    for (condition, content) in contents(of: assignable, for: action, into: &effects) {
      let reached = store.and(effects.path, condition)
      if reached == .never { continue }
      let type = self.type(of: content)
      if type.hasParts {
        write(
          to: content, as: type, value: symbol, by: operation, when: reached, of: action,
          into: &effects)
      } else if let target = universe.layout[content] {
        write(
          to: target, value: symbol, when: reached, of: action, isAddition: operation != .set,
          into: &effects)
      }
    }
  }

  /// The contents that an assignable can be, each with its condition. There is a fault where it is
  /// nothing.
  private func contents(
    of assignable: Statement.Assignable, for action: WorldAction, into effects: inout Effects
  ) -> [(Term, WorldLayout.Content)] {
    func each(
      _ expression: Expression, _ missing: String, _ content: (ObjectID) -> WorldLayout.Content?
    ) -> [(Term, WorldLayout.Content)] {
      var out: [(Term, WorldLayout.Content)] = []
      for (condition, id) in objects(of: expression, in: effects.frame) {
        if let content = id.flatMap(content) {
          out.append((condition, content))
        } else {
          effects.faults.append(
            Fault(
              .noValue, when: store.and(effects.path, condition),
              text: "the action `\(action.name)` assigns to \(missing)"))
        }
      }
      return out
    }
    switch assignable {
    case .variable(let variable): return [(.always, .variable(variable))]
    case .field(let object, let field):
      return each(object, "a field of `null`") { id in
        let content = WorldLayout.Content.field(id, field)
        return universe.layout[content] == nil && universe.layout[.part(content, 0)] == nil
          ? nil : content
      }
    case .entry(let map, let key):
      let maps = contents(of: map, for: action, into: &effects)
      return maps.flatMap { condition, map in
        each(key, "an entry of a map at `null`") { .part(map, $0.index) }.map {
          (store.and(condition, $0.0), $0.1)
        }
      }
    }
  }

  /// The declared type of a variable or a field; `null` for any other content.
  func type(of content: WorldLayout.Content) -> StaticType {
    switch content {
    case .variable(let index): model.variables[index].type
    case .field(let object, let index):
      model.entities.first { $0.index == object.entity }?.fields[index].type ?? .null
    default: .null
    }
  }

  /// The objects that an expression can be, each with its condition; `nil` for no object.
  func objects(of expression: Expression, in frame: Lowering.Frame) -> [(Term, ObjectID?)] {
    var out: [(Term, ObjectID?)] = []
    func visit(_ symbol: Symbol, _ condition: Term) {
      switch symbol {
      case .value(.object(let object)): out.append((condition, object))
      case .choice(let alternatives):
        for alternative in alternatives {
          let both = store.and(condition, alternative.condition)
          if both != .never { visit(alternative.symbol, both) }
        }
      default: out.append((condition, nil))
      }
    }
    visit(lowering.objectSymbol(of: expression, in: frame), .always)
    return out
  }

  func write(
    to target: Int, value symbol: Symbol, when condition: Term, of action: WorldAction,
    isAddition: Bool = false, into effects: inout Effects
  ) {
    let (open, term) = lowering.settledValue(symbol)
    let reached = store.and(condition, open)
    if reached != .never {
      effects.faults.append(
        Fault(
          .noValue, when: reached,
          text: "the action `\(action.name)` assigns something without a value"))
    }
    guard let term else { return }
    effects.writes[target, default: []].append(
      .init(condition: condition, value: term, isAddition: isAddition))
  }

  func change(
    _ relation: Int, with arguments: [Expression], isInsert: Bool, into effects: inout Effects
  ) {
    func visit(_ index: Int, values: [Value], condition: Term) {
      guard index < arguments.count else {
        guard let target = universe.layout[.tuple(relation, values)] else { return }
        effects.writes[target, default: []].append(
          .init(
            condition: condition, value: store.constant(.bool(isInsert)), isAddition: false))
        return
      }
      if arguments[index].type == .bool {
        let settled = store.settled(lowering.condition(of: arguments[index], in: effects.frame))
        visit(
          index + 1, values: values + [.bool(true)], condition: store.and(condition, settled.yes))
        visit(
          index + 1, values: values + [.bool(false)], condition: store.and(condition, settled.no))
        return
      }
      for (test, object) in objects(of: arguments[index], in: effects.frame) {
        let both = store.and(condition, test)
        guard both != .never else { continue }
        if let object {
          visit(index + 1, values: values + [.object(object)], condition: both)
        } else {
          effects.faults.append(
            Fault(.noValue, when: both, text: "a relation with an object that does not exist"))
        }
      }
    }
    visit(0, values: [], condition: effects.path)
  }
}

extension Lowering {
  /// The symbol as a value term, with the condition under which it has no value; the term is `nil`
  /// if it never has one.
  func settledValue(_ symbol: Symbol) -> (open: Term, term: Term?) {
    switch symbol {
    case .condition(let condition):
      let settled = store.settled(condition)
      return (
        store.and(store.not(settled.yes), store.not(settled.no)),
        store.ite(
          settled.yes, then: store.constant(.bool(true)), else: store.constant(.bool(false)))
      )
    case .partial(let defined, let inner, _):
      let isDefined = store.settled(defined).yes
      let value = settledValue(inner)
      return (store.or(store.not(isDefined), value.open), value.term)
    case .choice(let alternatives):
      var open: [Term] = []
      var certain: [Term] = []
      var out: Term?
      for alternative in alternatives.reversed() {
        let settled = store.settled(alternative.condition)
        let value = settledValue(alternative.symbol)
        certain.append(settled.yes)
        open.append(store.and(store.not(settled.no), value.open))
        guard let next = value.term else {
          open.append(store.not(settled.no))
          continue
        }
        out = out.map { store.ite(settled.yes, then: next, else: $0) } ?? next
      }
      return (store.or(open + [store.not(store.or(certain))]), out)
    default:
      guard let term = term(of: symbol), !store.isOpen(term) else { return (.always, nil) }
      return (.never, term)
    }
  }
}
