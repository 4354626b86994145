import JSON
import ProvisoKernel

/// Unknowns that are equal because the configuration says so.
///
/// The plan's JSON names what an expression refers to, and not what it makes of it: `a.id` and
/// `"x-${a.id}"` look alike. So a tie is an assumption, which a proof names when it rests on it, and
/// never a reason to call a run definite.
extension TerraformUniverse {
  public func tie(of unknown: Unknown, in store: TermStore) -> (term: Term, text: String)? {
    guard let (resource, path) = place(of: unknown.name), let top = path.first else { return nil }
    if top == "tags_all", path.count > 1 || plan.resources[resource].after?["tags"] != nil {
      return tagTie(unknown, resource, Array(path.dropFirst()), store)
    }
    guard case .named(let list) = plan.references(of: resource, attribute: path),
      list.count == 1, let reference = list.first, reference.resources.count == 1,
      let target = reference.resources.first, !reference.path.isEmpty
    else { return nil }
    guard case .term(let other) = attribute(reference.path, of: target, store),
      case .unknown(let place) = store[other]
    else { return nil }
    let name = store.unknowns[place].name
    guard name != unknown.name else { return nil }
    return (
      store.equal(store.value(of: unknown), other),
      "\(unknown.name) is \(name), for its expression names nothing else"
    )
  }

  /// The AWS provider makes `tags_all` of `tags` and its default tags.
  private func tagTie(
    _ unknown: Unknown, _ resource: Int, _ path: [String], _ store: TermStore
  ) -> (term: Term, text: String)? {
    let own: Symbol = attribute(["tags"] + path, of: resource, store)
    let value = store.value(of: unknown)
    let other: Term
    switch own {
    case .term(let term): other = term
    case .value(let known) where !known.isNull: other = store.constant(known)
    default: return nil
    }
    return (
      store.or(store.isKind(other, .null), store.equal(value, other)),
      "\(unknown.name) is what `tags` of \(plan.resources[resource].address) says"
    )
  }

  /// The attribute of the object as it is after the plan.
  private func attribute(
    _ path: [String], of resource: Int, _ store: TermStore
  ) -> Symbol {
    let object = plan.resources[resource]
    var symbol = PlanValue.symbol(
      object.after, unknown: object.afterUnknown, path: "\(object.address).after", in: store)
    for part in path {
      guard case .structure(let structure) = symbol else {
        if case .term(let term) = symbol, case .unknown(let place) = store[term] {
          symbol = .term(
            store.value(
              of: Unknown(
                name: PlanValue.path(store.unknowns[place].name, member: part),
                parent: UnknownParent(unknown: place, member: Text(part)))))
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
