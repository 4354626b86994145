import JSON
import ProvisoKernel
import ProvisoPlans

/// The conditions on unknowns that the plan suggests.
///
/// The plan lists the references of an expression, but not the expression: `a.id`, `"x-${a.id}"` and
/// `a.id == "on" ? 1 : 2` look the same. So that such values are equal is only an expectation: it
/// chooses the values of a counterexample, and never proves anything.
extension TerraformUniverse {
  package func expectation(of unknown: Unknown, in store: TermStore) -> ExpectedCondition? {
    if unknown.isCondition {
      let isIt = store.isTrue(store.value(of: unknown))
      if let (text, _) = documentSource(of: unknown.name) {
        let policy = store.value(of: Unknown(name: text))
        return ExpectedCondition(
          store.and([
            isIt, store.isKind(policy, .string),
            store.not(store.equal(policy, store.constant(.string("")))),
          ]), unknown.name, isAssumed: false)
      }
      if isUnrecordedDependency(unknown.name) {
        return ExpectedCondition(
          store.not(isIt), "\(unknown.name): the plan shows no such dependency", isAssumed: false)
      }
      guard isExpectedReference(unknown.name) else { return nil }
      return ExpectedCondition(isIt, unknown.name, isAssumed: false)
    }
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

  /// Whether a condition says that an object depends on another, and neither the configuration nor the
  /// prior state records anything of it.
  private func isUnrecordedDependency(_ condition: String) -> Bool {
    condition.ranges(of: " depends on ").contains { range in
      resource(at: condition[..<range.lowerBound]).map {
        dependencies.seemsComplete($0)
      } ?? false
    }
  }

  /// Whether a condition says that an object refers to another whose identifier the expression of an
  /// unknown attribute names.
  private func isExpectedReference(_ condition: String) -> Bool {
    for range in condition.ranges(of: " refers to ") {
      guard let from = resource(at: condition[..<range.lowerBound]),
        let to = resource(at: condition[range.upperBound...])
      else { continue }
      return identifiers.references(of: from).expected.contains { $0.target == to }
    }
    return false
  }

  /// Relates `tags_all` to `tags` and to the provider's default tags: the AWS provider fills
  /// `tags_all` with both, and the tags of the object come first.
  private func expectedTags(
    _ unknown: Unknown, to resource: Int, at path: [String], in store: TermStore
  ) -> ExpectedCondition? {
    let own: Symbol = attribute(["tags"] + path, of: resource, in: store)
    let value = store.value(of: unknown)
    let other: Term
    switch own {
    case .term(let term): other = term
    case .value(let known): other = store.constant(known)
    default: return nil
    }
    let address = plan.resources[resource].address
    if path.count == 1, let key = path.first, let standard = plan.defaultTag(key, of: resource) {
      let isOwn = store.not(store.isKind(other, .null))
      return ExpectedCondition(
        store.equal(
          value, store.ite(isOwn, then: other, else: store.constant(.string(Text(standard))))),
        "\(unknown.name) equals the value in `tags` of \(address), or the default tag of its provider",
        isAssumed: false)
    }
    if case .value(.null) = own { return nil }
    return ExpectedCondition(
      store.or(store.isKind(other, .null), store.equal(value, other)),
      "\(unknown.name) equals the value in `tags` of \(address), if it is set", isAssumed: true)
  }

  /// Returns the value at a path of the object's `after`.
  private func attribute(
    _ path: [String], of resource: Int, in store: TermStore
  ) -> Symbol {
    var symbol = planned(resource, in: store)
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

extension TerraformPlan {
  /// The value of a default tag of the provider of a resource, if the configuration has it as a
  /// constant.
  fileprivate func defaultTag(_ key: String, of resource: Int) -> String? {
    guard let node = resources[resource].configuration,
      let provider = configuration.nodes[node].provider,
      case .provider(let value) = configuration.nodes[provider].role,
      let blocks = value["expressions"]?["default_tags"]
    else { return nil }
    let block = blocks.kind == .array ? blocks.elements.first { _ in true } : blocks
    return block?["tags"]?["constant_value"]?[key]?.string
  }
}
