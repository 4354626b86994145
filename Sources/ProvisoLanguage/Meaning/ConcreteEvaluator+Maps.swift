import ProvisoKernel
import ProvisoSyntax

/// Maps and comprehensions in one situation.
extension ConcreteEvaluator {
  /// `keys(map)` or `values(map)`, in the order of the keys.
  func listing(_ function: Function, of map: MaskedValue) -> Outcome {
    if map.value.isNull { return .plain(.list([])) }
    guard case .map(let members) = map.value else {
      return .none("`\(function.rawValue)` of a value that is not a map")
    }
    let names = members.keys.filter { !map.value[$0].isNull }.sorted()
    if function == .keys {
      return .value(
        MaskedValue(.list(names.map(Value.string)), map.mask == .all ? .all : .none))
    }
    let masks = names.map { map.mask[$0] }
    return .value(
      MaskedValue(
        .list(names.map { map.value[$0] }),
        masks.allSatisfy { $0 == .none } ? .none : .list(masks)))
  }

  /// `map.get(key, default)`.
  func get(_ base: Expression, _ arguments: [Expression], in frame: Frame) -> Outcome {
    guard arguments.count == 2 else { return .none("`get` without arguments") }
    return with(value(of: base, in: frame)) { base in
      with(value(of: arguments[0], in: frame)) { key in
        if case .string(let name) = key.value, !base.value[name].isNull {
          return hidden(if: key, .value(MaskedValue(base.value[name], base.mask[name])))
        }
        return hidden(if: key, value(of: arguments[1], in: frame))
      }
    }
  }

  /// `[element for binders]`.
  func comprehension(
    _ binders: [Binder], of element: Expression, in frame: Frame
  ) -> Outcome {
    let (elements, open) = elements(binders, of: element, in: frame)
    if let open { return .none(open) }
    let isPlain = elements.allSatisfy { $0.mask == .none }
    return .value(
      MaskedValue(.list(elements.map(\.value)), isPlain ? .none : .list(elements.map(\.mask))))
  }

  /// The elements of a comprehension for a message: those that are certainly in the list; `nil` if
  /// the expression is no comprehension.
  package func certainElements(of expression: Expression, in frame: Frame) -> [MaskedValue]? {
    guard case .comprehension(let binders, let element) = expression.kind else { return nil }
    return elements(binders, of: element, in: frame).elements
  }

  private func elements(
    _ binders: [Binder], of element: Expression, in frame: Frame
  ) -> (elements: [MaskedValue], open: String?) {
    var elements: [MaskedValue] = []
    var missing: String?
    let open = choices(of: binders, in: frame) { choice in
      switch value(of: element, in: choice) {
      case .value(let masked): elements.append(masked)
      case .none(let reason): missing = missing ?? reason
      }
    }
    return (elements, open ?? missing)
  }
}
