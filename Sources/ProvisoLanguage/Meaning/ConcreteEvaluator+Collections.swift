import ProvisoKernel

/// Sets and maps of worlds. The value of a set is the list of its objects in their order; the value of a
/// map is the list of its values in the order of its keys.
extension ConcreteEvaluator {
  func sets(
    _ operation: SetOperator, of parts: [Expression], _ expression: Expression, in frame: Frame
  ) -> Outcome {
    var values: [Value] = []
    for part in parts {
      switch value(of: part, in: frame) {
      case .value(let masked): values.append(masked.value)
      case .none(let reason): return .none(reason)
      }
    }
    let first = values[0].asList
    func made(_ values: [Value]) -> Outcome {
      guard case .set(let entity) = expression.type else { return .plain(.list(values)) }
      return .plain(.list(values.objects(of: entity)))
    }
    switch operation {
    case .of: return made(first)
    case .contains: return .plain(.bool(values[1].asList.contains(values[0])))
    case .union: return made(first + values[1].asList)
    case .difference:
      let removed = Set(values[1].asList)
      return made(first.filter { !removed.contains($0) })
    case .subset: return .plain(.bool(Set(first).isSubset(of: values[1].asList)))
    case .equal: return .plain(.bool(Set(first) == Set(values[1].asList)))
    }
  }

  func entry(of map: Value, at key: Value) -> Value {
    guard case .object(let object) = key else { return .null }
    guard case .list(let values) = map else { return map }
    return values.indices.contains(object.index) ? values[object.index] : .null
  }
}
