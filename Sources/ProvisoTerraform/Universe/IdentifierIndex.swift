import JSON
import ProvisoKernel
import Synchronization

/// The references between the objects of a plan.
///
/// An object refers to another when one of its attributes contains an identifier of the other, or
/// when the expression of an unknown attribute names the other. The index is built on the first
/// query, and the references of each object when they are first needed.
final class IdentifierIndex: Sendable {
  private struct Table {
    /// Objects by each identifier that they have before the apply.
    var before: [String: [Int]] = [:]
    /// Objects by each identifier that they have after the apply.
    var after: [String: [Int]] = [:]
    /// The identifiers that contain `:` or `/` and have at least eight bytes, by their last eight
    /// bytes. These also count when they occur inside a longer text.
    var long: [UInt64: [(text: [UInt8], identifier: String)]] = [:]
    var references: [Int: ObjectReferences] = [:]
    /// For each object, the objects that may refer to it; nil until it is first needed.
    var referrers: [Int: [Int]]?
    /// Objects with an unknown attribute that may refer to any of `HiddenTargets`. Filled together
    /// with `referrers`.
    var hiding: [Int] = []
  }

  private let plan: TerraformPlan
  private let table = Mutex<Table?>(nil)

  init(_ plan: TerraformPlan) { self.plan = plan }

  /// Returns the references of an object.
  func references(of object: Int) -> ObjectReferences {
    table.withLock { references(of: object, &$0) }
  }

  private func references(of object: Int, _ table: inout Table?) -> ObjectReferences {
    if table == nil { table = makeTable() }
    if let known = table?.references[object] { return known }
    let made = table.map { search(object, in: $0) } ?? ObjectReferences()
    table?.references[object] = made
    return made
  }

  /// Returns the objects that may refer to the given one, without those that hide the reference.
  func referrers(of object: Int) -> Set<Int> {
    table.withLock { table in
      findReferrers(&table)
      return Set(table?.referrers?[object] ?? [])
    }
  }

  /// The objects with an unknown attribute that may refer to any object of the plan.
  var hidingObjects: [Int] {
    table.withLock { table in
      findReferrers(&table)
      return table?.hiding ?? []
    }
  }

  private func findReferrers(_ table: inout Table?) {
    guard table?.referrers == nil else { return }
    var referrers: [Int: [Int]] = [:]
    var hiding: [Int] = []
    for index in plan.resources.indices {
      let found = references(of: index, &table)
      for target in found.targets { referrers[target, default: []].append(index) }
      if !found.hidden.isEmpty { hiding.append(index) }
    }
    table?.referrers = referrers
    table?.hiding = hiding
  }

  private func makeTable() -> Table {
    var table = Table()
    for (index, object) in plan.resources.enumerated() {
      for text in Identifiers.of(object, in: object.before) {
        table.before[text, default: []].append(index)
      }
      for text in Identifiers.of(object, in: object.after) where object.deposed == nil {
        table.after[text, default: []].append(index)
      }
    }
    for text in Set(table.before.keys).union(table.after.keys)
    where text.utf8.count >= 8 && text.utf8.contains(where: { $0 == 0x3A || $0 == 0x2F }) {
      let bytes = Array(text.utf8)
      table.long[IdentifierIndex.window(bytes[...]), default: []].append((bytes, text))
    }
    return table
  }

  /// The least length of a text, in bytes, that identifies an object in any attribute.
  private static let shortest = 3

  /// Returns the last eight bytes as a number.
  private static func window(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func search(_ index: Int, in table: Table) -> ObjectReferences {
    let object = plan.resources[index]
    var out = ObjectReferences()
    // A text that identifies the object itself is not a reference, even if another object has the
    // same identifier. In any other attribute it is one: the `id` of a bucket policy is the name of
    // the bucket, and its `bucket` refers to the bucket.
    let own = OwnIdentifiers(object)
    if let before = object.before {
      visit(before) { top, last, text in
        for (target, isBefore) in hits(of: text, top: top, last: last, own: own, in: table)
        where target != index {
          let carried = AttributeLink(attribute: top, target: target)
          if isBefore { out.before.insert(carried) } else { out.beforeToAfter.insert(carried) }
        }
      }
    }
    if let after = object.after {
      visit(after) { top, last, text in
        for (target, isBefore) in hits(of: text, top: top, last: last, own: own, in: table)
        where target != index {
          let carried = AttributeLink(attribute: top, target: target)
          if isBefore {
            out.afterToBefore.insert(carried)
          } else {
            out.afterToAfter.insert(carried)
          }
        }
      }
    }
    if let unknown = object.afterUnknown { addUnknowns(unknown, of: index, in: table, into: &out) }
    return out
  }

  /// Calls `take` for every text in a value, with the top-level attribute that contains it and the
  /// innermost member name around it.
  ///
  /// The keys of maps are texts, and so are whole numbers: providers have identifiers as numbers in one attribute
  /// and as texts in another. The texts in a JSON document count as well as the document itself.
  ///
  /// - Parameter attribute: the only attribute to look at; nil for all.
  private func visit(
    _ value: JSONValue, only attribute: String? = nil, _ take: (String, String, String) -> Void
  ) {
    for (key, member) in value.members {
      let top = key.string
      guard attribute == nil || top == attribute else { continue }
      var stack: [(JSONValue, String)] = [(member, top)]
      while let (at, last) = stack.popLast() {
        switch at.kind {
        case .string:
          guard let text = at.string else { continue }
          take(top, last, text)
          if let document = Self.document(text) { stack.append((document, last)) }
        case .number:
          if let number = at.number?.integer, Identifiers.canIdentify(number, in: last) {
            take(top, last, "\(number)")
          }
        case .array: for element in at.elements { stack.append((element, last)) }
        case .object:
          for (name, inner) in at.members {
            if Identifiers.isDistinctive(name.string) { take(top, last, name.string) }
            stack.append((inner, name.string))
          }
        default: break
        }
      }
    }
  }

  /// The longest text that is read as JSON, in bytes.
  private static let longestDocument = 1 << 20

  /// The document in a text, such as the policy of a bucket; nil if it is none.
  private static func document(_ text: String) -> JSONValue? {
    guard let first = text.utf8.first(where: { $0 > 0x20 }), first == 0x7B || first == 0x5B,
      text.utf8.count <= longestDocument
    else { return nil }
    return (try? JSONDocument(text: text))?.root
  }

  /// Returns the objects that a text identifies. `isBefore` is true for an identifier that the
  /// object has before the apply, and false for one that it has after the apply.
  private func hits(
    of text: String, top: String, last: String, own: OwnIdentifiers, in table: Table
  ) -> [(Int, isBefore: Bool)] {
    var out: [(Int, isBefore: Bool)] = []
    func add(_ identifier: String) {
      for target in table.before[identifier] ?? [] { out.append((target, true)) }
      for target in table.after[identifier] ?? [] { out.append((target, false)) }
    }
    let count = text.utf8.count
    guard count >= Self.shortest else {
      // A short text is an identifier only in an attribute that is named after such objects.
      guard !own.contains(text, at: top) else { return [] }
      add(text)
      return out.filter { Identifiers.isName(last, of: plan.resources[$0.0]) }
    }
    if !own.contains(text, at: top)
      && (!Identifiers.isOwnName(top: top, last: last) || Identifiers.isDistinctive(text))
    {
      add(text)
    }
    guard count > 8, !table.long.isEmpty,
      text.utf8.contains(where: { $0 == 0x3A || $0 == 0x2F })
    else { return out }
    let bytes = Array(text.utf8)
    var window: UInt64 = 0
    for (end, byte) in bytes.enumerated() {
      window = window << 8 | UInt64(byte)
      guard end >= 7, let candidates = table.long[window] else { continue }
      for candidate in candidates
      where candidate.text.count < bytes.count && candidate.text.count <= end + 1 {
        let start = end + 1 - candidate.text.count
        if bytes[start...end].elementsEqual(candidate.text),
          isWhole(bytes, from: start, to: end)
        {
          add(candidate.identifier)
        }
      }
    }
    return out
  }

  /// Whether the bytes from `start` to `end` are not part of a longer word. For example, the text
  /// `…/db-10` does not contain the identifier `…/db-1`.
  private func isWhole(_ bytes: [UInt8], from start: Int, to end: Int) -> Bool {
    func isWord(_ at: Int) -> Bool {
      guard bytes.indices.contains(at) else { return false }
      let byte = bytes[at]
      return (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x2D
        || byte == 0x5F
    }
    return !isWord(end + 1) && !isWord(start - 1)
  }

  /// Returns the paths of the unknown parts of a value: each with the number of elements of the list
  /// that it is in, or nil outside a list.
  private func unknownPaths(_ unknown: JSONValue) -> [(path: [String], count: Int?)] {
    var out: [(path: [String], count: Int?)] = []
    var stack: [(value: JSONValue, path: [String], count: Int?)] = [(unknown, [], nil)]
    while let (at, path, count) = stack.popLast() {
      switch at.kind {
      case .bool where at.bool == true: if !path.isEmpty { out.append((path, count)) }
      case .array:
        for (index, element) in at.elements.enumerated() {
          stack.append((element, path + [String(index)], at.count))
        }
      case .object:
        for (key, member) in at.members { stack.append((member, path + [key.string], nil)) }
      default: break
      }
    }
    return out
  }

  private func addUnknowns(
    _ unknown: JSONValue, of index: Int, in table: Table, into out: inout ObjectReferences
  ) {
    for (path, count) in unknownPaths(unknown) {
      let found = plan.references(of: index, attribute: path)
      add(found.list, at: path, of: count, in: index, into: &out)
      if found.isHidden { out.hidden.insert(path[0]) }
      follow(found.list, carriedBy: path[0], of: index, in: table, into: &out)
    }
  }

  /// A part of an object whose value another object can carry on.
  private struct Source: Hashable {
    let object: Int
    /// The attribute; nil for the whole object.
    let attribute: String?
  }

  /// Adds the objects that an unknown value may refer to because an attribute that its expression names
  /// does: the value of `b.x` can be `a.arn`, if `b.x` is.
  ///
  /// A value that only a provider chooses refers to nothing, as everywhere.
  private func follow(
    _ list: [AttributeReference], carriedBy top: String, of index: Int, in table: Table,
    into out: inout ObjectReferences
  ) {
    func sources(_ list: [AttributeReference]) -> [Source] {
      list.flatMap { reference in
        reference.resources.map { Source(object: $0, attribute: reference.path.first) }
      }
    }
    var open = sources(list)
    var seen: Set<Source> = []
    while let source = open.popLast() {
      guard seen.insert(source).inserted else { continue }
      let object = plan.resources[source.object]
      let own = OwnIdentifiers(object)
      func note(_ target: Int) {
        if target != index { out.possible.insert(AttributeLink(attribute: top, target: target)) }
      }
      if let after = object.after {
        visit(after, only: source.attribute) { attribute, last, text in
          for (target, isBefore) in hits(of: text, top: attribute, last: last, own: own, in: table)
          where target != index {
            let link = AttributeLink(attribute: top, target: target)
            if isBefore { out.possibleToBefore.insert(link) } else { out.possible.insert(link) }
          }
        }
      }
      guard let unknown = object.afterUnknown else { continue }
      for (path, _) in unknownPaths(unknown)
      where source.attribute == nil || path[0] == source.attribute {
        let found = plan.references(of: source.object, attribute: path)
        if found.isHidden { out.hidden.insert(top) }
        for target in found.list.flatMap(\.resources) { note(target) }
        open += sources(found.list)
      }
    }
  }

  /// Adds the references of one unknown value.
  ///
  /// The plan lists what an expression names, and not how: it may take an object's identifier, a part
  /// of it, or only compare with it. So a reference is certain only if the attribute is named after
  /// the object and its expression names nothing but identifiers of such objects.
  ///
  /// - Parameter count: the number of elements of the list that the value is in; nil outside a list.
  private func add(
    _ list: [AttributeReference], at path: [String], of count: Int?, in index: Int,
    into out: inout ObjectReferences
  ) {
    guard let top = path.first else { return }
    let name = path.last { Int($0) == nil } ?? top
    let isCertain =
      Set(list.map(\.resources)).count == (count ?? 1)
      && list.allSatisfy { reference in
        guard reference.isAmongObjects, reference.resources.count == 1,
          let target = reference.resources.first
        else { return false }
        let object = plan.resources[target]
        return Identifiers.isIdentifier(reference.path, of: object)
          && Identifiers.isName(name, of: object)
      }
    for reference in list {
      for target in reference.resources where target != index {
        let carried = AttributeLink(attribute: top, target: target)
        if isCertain {
          out.certain.insert(carried)
        } else {
          out.possible.insert(carried)
          if reference.resources.count == 1,
            Identifiers.isIdentifier(reference.path, of: plan.resources[target])
          {
            out.expected.insert(carried)
          }
        }
      }
    }
  }
}

/// A cache of the dependencies of the eight objects queried last. Rules query one object many times
/// in a row.
final class DependencyCache: Sendable {
  private let plan: TerraformPlan
  private let recent = Mutex<[(object: Int, found: ResourceDependencies?)]>([])

  init(_ plan: TerraformPlan) { self.plan = plan }

  /// Returns whether one object depends on another; nil when the plan does not show it.
  func dependsOn(_ object: Int, _ other: Int) -> Bool? {
    dependencies(of: object).map { $0.contains(other) } ?? false
  }

  /// Whether the plan probably shows everything that a new object depends on.
  func seemsComplete(_ object: Int) -> Bool { dependencies(of: object)?.seemsComplete ?? false }

  /// Returns the objects on which the given one can depend; nil when that can be any object.
  func candidates(of object: Int) -> Set<Int>? { dependencies(of: object)?.candidates() }

  private func dependencies(of object: Int) -> ResourceDependencies? {
    recent.withLock { recent in
      if let known = recent.first(where: { $0.object == object }) { return known.found }
      let made = plan.dependencies(of: object)
      recent.insert((object, made), at: 0)
      if recent.count > 8 { recent.removeLast() }
      return made
    }
  }
}
