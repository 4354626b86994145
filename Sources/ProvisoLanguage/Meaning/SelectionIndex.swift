import ProvisoKernel

/// The objects of collections by fixed attributes, such as the resources of a type.
///
/// A judge looks at a property's binders for every counterexample, and most of the objects fail the first
/// test, `r.type == "…"`. The values are those that the judge itself reads, so the index shares no answer
/// with the lowering. An object whose value is masked, or that has none, is never left out.
package final class SelectionIndex {
  private struct Key: Hashable {
    let collection: Int
    let attribute: Int
  }

  private struct Entry {
    var byValue: [Value: [ObjectID]] = [:]
    var others: [ObjectID] = []
  }

  private var entries: [Key: Entry] = [:]

  /// Makes an index of one universe.
  package init() {}

  /// The objects of a collection that can pass a test, in their order; `nil` if the caller must look at
  /// each.
  func objects(
    in collection: Int, passing test: AttributeTest, of universe: any ConcreteMeaning,
    in situation: Situation
  ) -> [ObjectID]? {
    let key = Key(collection: collection, attribute: test.attribute)
    if entries[key] == nil {
      // Only an attribute that is the same in every situation has an index.
      guard universe.objects(in: collection, where: test.attribute, is: .null) != nil else {
        return nil
      }
      var made = Entry()
      for object in universe.objects(in: collection) {
        let value =
          universe.gap(test.attribute, of: object) == nil
          ? universe.value(test.attribute, of: object, in: situation) : nil
        if let value, !value.mask.hidesAnything, value.markings.isEmpty {
          made.byValue[value.value, default: []].append(object)
        } else {
          made.others.append(object)
        }
      }
      entries[key] = made
    }
    guard let entry = entries[key] else { return nil }
    let lists = (test.values.map { entry.byValue[$0] ?? [] } + [entry.others])
      .filter { !$0.isEmpty }
    return lists.count > 1 ? lists.flatMap(\.self).sorted() : lists.first ?? []
  }
}

/// A test like `r.type == "a"`, `r.type in ["a", "b"]` or `r.type == s.type` of the object in a slot.
struct AttributeTest {
  let attribute: Int
  let values: Set<Value>

  /// `nil` for any other condition.
  ///
  /// - Parameter other: the value of an attribute of another object; `nil` if it is not known.
  init?(
    _ condition: Expression, slot: Int, other: (Expression) -> Value? = { _ in nil }
  ) {
    guard case .compare(let comparison, let a, let b) = condition.kind else { return nil }
    if let index = Self.attribute(a, of: slot) {
      attribute = index
      switch (comparison, b.kind) {
      case (.equal, .constant(let value)): values = [value]
      case (.in, .constant(.list(let list))): values = Set(list)
      case (.in, .list(let parts)):
        let constants = parts.compactMap {
          if case .constant(let value) = $0.kind { value } else { nil }
        }
        guard constants.count == parts.count else { return nil }
        values = Set(constants)
      case (.equal, .attribute(let object, _)):
        guard case .local(let slot) = object.kind, Self.attribute(b, of: slot) != nil,
          let value = other(b)
        else { return nil }
        values = [value]
      default: return nil
      }
      return
    }
    guard comparison == .equal, let index = Self.attribute(b, of: slot),
      case .attribute(let object, _) = a.kind, case .local(let slot) = object.kind,
      Self.attribute(a, of: slot) != nil, let value = other(a)
    else { return nil }
    attribute = index
    values = [value]
  }

  /// The index of a fixed attribute of the object in a slot.
  private static func attribute(_ expression: Expression, of slot: Int) -> Int? {
    guard case .attribute(let object, let index) = expression.kind, expression.isFixed,
      case .local(slot) = object.kind
    else { return nil }
    return index
  }
}
