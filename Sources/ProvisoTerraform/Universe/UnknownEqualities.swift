import JSON
import ProvisoKernel
import ProvisoPlans

/// Equalities between unknowns that the configuration suggests.
///
/// The plan lists the references of an expression, but not the expression: `a.id`, `"x-${a.id}"` and
/// `a.id == "on" ? 1 : 2` look the same. So such an equality is only an expectation: it chooses the
/// values of a counterexample, and never proves anything.
extension TerraformUniverse {
  package func expectation(of unknown: Unknown, in store: TermStore) -> ExpectedCondition? {
    guard let (resource, path) = index(of: unknown.name), let top = path.first else { return nil }
    if top == "tags_all", path.count > 1 || plan.resources[resource].after?["tags"] != nil {
      return expectedTags(unknown, to: resource, at: Array(path.dropFirst()), in: store)
    }
    guard case .named(let list) = plan.references(of: resource, attribute: path),
      list.count == 1, let reference = list.first, reference.resources.count == 1,
      let target = reference.resources.first, !reference.path.isEmpty
    else { return nil }
    guard case .term(let other) = attribute(reference.path, of: target, in: store),
      case .unknown(let index) = store[other]
    else { return nil }
    let name = store.unknowns[index].name
    guard name != unknown.name else { return nil }
    return ExpectedCondition(
      store.equal(store.value(of: unknown), other),
      "\(unknown.name) equals \(name): its expression names nothing else", isAssumed: false)
  }

  /// Relates `tags_all` to `tags`: the AWS provider fills `tags_all` with the tags of the object
  /// and its own default tags.
  private func expectedTags(
    _ unknown: Unknown, to resource: Int, at path: [String], in store: TermStore
  ) -> ExpectedCondition? {
    let own: Symbol = attribute(["tags"] + path, of: resource, in: store)
    let value = store.value(of: unknown)
    let other: Term
    switch own {
    case .term(let term): other = term
    case .value(let known) where !known.isNull: other = store.constant(known)
    default: return nil
    }
    return ExpectedCondition(
      store.or(store.isKind(other, .null), store.equal(value, other)),
      "\(unknown.name) equals the value in `tags` of \(plan.resources[resource].address), if it is set",
      isAssumed: true)
  }

  /// Returns the value at a path of the object's `after`.
  private func attribute(
    _ path: [String], of resource: Int, in store: TermStore
  ) -> Symbol {
    let object = plan.resources[resource]
    var symbol = TerraformValue.symbol(
      object.after, unknown: object.afterUnknown, path: "\(object.address).after", in: store)
    for part in path {
      guard case .structure(let structure) = symbol else {
        if case .term(let term) = symbol, case .unknown(let index) = store[term] {
          symbol = .term(
            store.value(
              of: Unknown(
                name: TerraformValue.path(store.unknowns[index].name, member: part),
                parent: UnknownParent(unknown: index, member: Text(part)))))
          continue
        }
        return .null
      }
      if structure.isList, let index = Int(part) {
        let elements = structure.elements(in: store)
        symbol = elements.indices.contains(index) ? elements[index] : .null
      } else {
        symbol = structure.member(Text(part), in: store)
      }
    }
    return symbol
  }
}
