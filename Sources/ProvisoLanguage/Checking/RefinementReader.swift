import ProvisoKernel
import ProvisoSyntax

/// Reads the state of the other world of a `refines`: one expression for each of its parts.
struct RefinementReader {
  var file: FileChecker
  let other: WorldModel
  let objects: RefinementObjects
  private(set) var parts: [Refinement.Part: Refinement.Mapped] = [:]
  /// Whether a mistake was reported, or a part has an expression with a mistake.
  private(set) var hasFailed = false
  /// The parts whose expressions have a mistake, which are not reported as missing.
  private var broken: Set<Refinement.Part> = []
  /// The names of variables, fields and relations with an expression that was written.
  private var written: [String: Span] = [:]

  init(file: FileChecker, other: WorldModel, objects: RefinementObjects) {
    self.file = file
    self.other = other
    self.objects = objects
  }

  /// A binder with the objects of this world that it ranges over.
  private typealias Bound = (name: Name, entity: Int)

  private var own: WorldModel? { file.refined?.own }

  private mutating func fail(_ message: String, at span: Span, fix: Diagnostic.Fix? = nil) {
    file.checker.report(.badRefinement, at: span, message, fix: fix)
    hasFailed = true
  }

  // MARK: What is written

  mutating func read(_ entry: SyntaxMappingEntry) {
    file.checker.startDeclaration()
    var bound: [Bound] = []
    for binder in entry.binders {
      guard let entity = entity(of: binder) else { return }
      bound.append((binder.name, entity))
      file.checker.locals.append(
        Local(name: binder.name.text, type: .entity(entity), isFixed: true, span: binder.name.span))
    }
    guard let (type, part) = target(of: entry, bound), let expected = objects.own(type) else {
      return
    }
    let value = value(entry.value, of: expected)
    if value == nil { hasFailed = true }
    visit(bound) { reader, frame in
      guard let part = part(frame) else { return true }
      guard let value else {
        reader.broken.insert(part)
        return true
      }
      guard reader.parts.updateValue(.init(value: value, frame: frame), forKey: part) == nil else {
        reader.fail("this part of `\(reader.other.name)` is given twice", at: entry.span)
        return false
      }
      return true
    }
  }

  private mutating func entity(of binder: SyntaxBinder) -> Int? {
    if let condition = binder.condition {
      fail(
        "the state is given for every object, so there is no `where`; write `if … then … else …` in the expression",
        at: condition.span)
      return nil
    }
    if file.checker.reportClash(binder.name) {
      hasFailed = true
      return nil
    }
    guard case .name(let name) = binder.source.bare.kind,
      let index = file.checker.vocabulary.entities.firstIndex(where: { $0.name == name.text }),
      objects.types.values.contains(index)
    else {
      let names = objects.types.values.map { "`\(file.checker.vocabulary.entities[$0].name)`" }
      fail(
        "the objects must be those of a type that the state of `\(other.name)` has"
          + (names.isEmpty ? "; it has none" : ": " + names.sorted().listed("or")),
        at: binder.source.span)
      return nil
    }
    return index
  }

  /// Visits every choice of the bound objects until `body` returns false.
  private mutating func visit(
    _ bound: [Bound], _ body: (inout RefinementReader, [Value]) -> Bool
  ) {
    var frames: [[Value]] = [[]]
    for (_, entity) in bound {
      let count = own?.objectNames[entity].count ?? 0
      guard frames.count * max(count, 1) <= Self.mostParts else {
        fail(
          "the state has more than \(Self.mostParts) parts", at: bound[0].name.span)
        return
      }
      frames = frames.flatMap { frame in
        (0..<count).map { frame + [.object(ObjectID(entity: entity, index: $0))] }
      }
    }
    for frame in frames where !body(&self, frame) { return }
  }

  private static let mostParts = 100_000

  /// The type of the part that an entry gives, and the part for given objects of this world.
  private mutating func target(
    of entry: SyntaxMappingEntry, _ bound: [Bound]
  ) -> (StaticType, ([Value]) -> Refinement.Part?)? {
    let others = objects.others
    func there(_ value: Value) -> ObjectID? {
      guard case .object(let object) = value else { return nil }
      return others[object]
    }
    switch entry.target {
    case .variable(let name):
      guard let index = other.variables.firstIndex(where: { $0.name == name.text }) else {
        unknown(name, "variable", among: other.variables.map(\.name))
        return nil
      }
      written[name.text] = name.span
      guard bound.isEmpty else {
        fail("`\(name.text)` is one variable, so it is given outside of `every`", at: name.span)
        return nil
      }
      return (other.variables[index].type, { _ in .variable(index) })
    case .field(let base, let field):
      guard let object = object(named: base, bound), let type = otherType(object.entity),
        let entity = other.entities.first(where: { $0.index == type })
      else {
        hasFailed = true
        return nil
      }
      guard let index = entity.fields.firstIndex(where: { $0.name == field.text }) else {
        unknown(field, "field", of: entity.name, among: entity.fields.map(\.name))
        return nil
      }
      written["\(entity.name).\(field.text)"] = field.span
      guard entity.given.indices.contains(where: { !other.isConstant(index, of: entity, at: $0) })
      else {
        fail(
          "`\(field.text)` of `\(entity.name)` never changes in the world `\(other.name)`, so it is not given",
          at: field.span)
        return nil
      }
      return (
        entity.fields[index].type,
        { [other] frame in
          guard let id = there(object.value(frame)),
            !other.isConstant(index, of: entity, at: id.index)
          else { return nil }
          return .field(id, index)
        }
      )
    case .relation(let name, let operands):
      guard let index = other.relations.firstIndex(where: { $0.name == name.text }) else {
        unknown(name, "relation", among: other.relations.map(\.name))
        return nil
      }
      written[name.text] = name.span
      let types = other.relations[index].types
      let found = operands.compactMap { object(named: $0, bound) }
      guard found.count == operands.count else {
        hasFailed = true
        return nil
      }
      guard found.map({ StaticType.entity($0.entity) }) == types.map({ objects.own($0) ?? $0 })
      else {
        fail(
          "`\(name.text)` relates \(types.map { other.schema.name(of: $0) }.listed("and")), but the objects here are others",
          at: name.span)
        return nil
      }
      return (
        .bool,
        { frame in
          let tuple = found.compactMap { there($0.value(frame)).map(Value.object) }
          return tuple.count == found.count ? .tuple(index, tuple) : nil
        }
      )
    }
  }

  private func otherType(_ entity: Int) -> Int? {
    objects.types.first { $0.value == entity }?.key
  }

  /// An object of this world that an entry names: a binder, or an object by its own name.
  private struct NamedObject {
    let entity: Int
    let value: ([Value]) -> Value
  }

  private mutating func object(named name: Name, _ bound: [Bound]) -> NamedObject? {
    if let slot = bound.firstIndex(where: { $0.name.text == name.text }) {
      return NamedObject(entity: bound[slot].entity) { $0[slot] }
    }
    if case .object(let object)? = file.checker.names[name.text]?.kind,
      objects.others[object] != nil
    {
      return NamedObject(entity: object.entity) { _ in .object(object) }
    }
    fail(
      "`\(name.text)` is no object that the state of `\(other.name)` has", at: name.span,
      fix: .init("name an object, or bind it, as in `every \(name.text) in … { … }`"))
    return nil
  }

  private mutating func unknown(
    _ name: Name, _ kind: String, of entity: String? = nil, among known: [String]
  ) {
    let meant = Suggestion.nearest(to: name.text, among: known)
    fail(
      (entity.map { "`\($0)` of " } ?? "")
        + "the world `\(other.name)` has no \(kind) `\(name.text)`"
        + (meant.map { "; did you mean `\($0)`?" } ?? ""), at: name.span,
      fix: meant.map { .init("write `\($0)`", replace: name.span, with: $0) })
  }

  /// The expression of a part; `nil` if it has a mistake, which is reported.
  private mutating func value(_ syntax: SyntaxExpression, of type: StaticType) -> Expression? {
    guard let checked = file.checker.check(syntax) else { return nil }
    let value = file.checker.coerced(checked, to: type)
    if let moment = file.checker.temporal {
      file.checker.report(
        .misplacedMoment, at: moment, "the state of the other world is about one moment")
      return nil
    }
    guard type.accepts(value.type) || value.type == .null else {
      let vocabulary = file.checker.vocabulary
      file.checker.report(
        .badRefinement, at: value.span,
        "this must be \(vocabulary.phrase(of: type)), as in the world `\(other.name)`, but the value is \(vocabulary.phrase(of: value.type))"
      )
      return nil
    }
    return value
  }

  // MARK: What is left out

  /// Gives the parts that are not written and that this world has under the same name with the same type.
  mutating func completeFromNames(at span: Span) {
    guard let own else { return }
    func name(_ text: String) -> SyntaxExpression {
      SyntaxExpression(.name(Name(text: text, span: span)), at: span)
    }
    for variable in other.variables where written[variable.name] == nil {
      guard let mine = own.variables.first(where: { $0.name == variable.name }),
        mine.type == objects.own(variable.type)
      else { continue }
      add(name(variable.name), under: [])
    }
    for entity in other.entities {
      guard let type = objects.types[entity.index],
        let mine = own.entities.first(where: { $0.index == type })
      else { continue }
      for field in entity.fields where written["\(entity.name).\(field.name)"] == nil {
        guard let same = mine.fields.first(where: { $0.name == field.name }),
          same.type == objects.own(field.type)
        else { continue }
        let base = Name(text: Self.generated(0), span: span)
        let value = SyntaxExpression(
          .member(SyntaxExpression(.name(base), at: span), Name(text: field.name, span: span)),
          at: span)
        add(value, under: [(base, type)], field: field.name)
      }
    }
    for relation in other.relations where written[relation.name] == nil {
      let types = relation.types.compactMap { objects.own($0) }
      guard types.count == relation.types.count,
        let mine = own.relations.first(where: { $0.name == relation.name }), mine.types == types
      else { continue }
      let entities = types.compactMap { type -> Int? in
        if case .entity(let entity) = type { entity } else { nil }
      }
      guard entities.count == types.count else { continue }
      let names = entities.indices.map { Name(text: Self.generated($0), span: span) }
      let value = SyntaxExpression(
        .call(
          Name(text: relation.name, span: span),
          names.map { SyntaxExpression(.name($0), at: span) }), at: span)
      add(value, under: Array(zip(names, entities)), relation: relation.name)
    }
  }

  /// The name of a binder that no word of a source can equal.
  private static func generated(_ index: Int) -> String { "(\(index + 1))" }

  private mutating func add(
    _ value: SyntaxExpression, under bound: [Bound], field: String? = nil, relation: String? = nil
  ) {
    let span = value.span
    let target: SyntaxMappingEntry.Target
    if let field, let base = bound.first {
      target = .field(base.name, Name(text: field, span: span))
    } else if let relation {
      target = .relation(Name(text: relation, span: span), bound.map(\.name))
    } else if case .name(let name) = value.kind {
      target = .variable(name)
    } else {
      return
    }
    if let field, let type = bound.first.flatMap({ otherType($0.entity) }),
      let entity = other.entities.first(where: { $0.index == type }),
      let index = entity.fields.firstIndex(where: { $0.name == field }),
      entity.given.indices.allSatisfy({ other.isConstant(index, of: entity, at: $0) })
    {
      return
    }
    let entities = file.checker.vocabulary.entities
    let source = { (entity: Int) in
      SyntaxExpression(.name(Name(text: entities[entity].name, span: span)), at: span)
    }
    read(
      SyntaxMappingEntry(
        binders: bound.map {
          SyntaxBinder(name: $0.name, source: source($0.entity), condition: nil)
        }, target: target, value: value, span: span))
  }

  // MARK: What is missing

  /// Reports the parts without an expression.
  mutating func reportMissing(at span: Span) {
    guard !hasFailed else { return }
    var missing: [(text: String, example: String)] = []
    func lacks(_ part: Refinement.Part) -> Bool { parts[part] == nil && !broken.contains(part) }
    for (index, variable) in other.variables.enumerated() where lacks(.variable(index)) {
      missing.append(
        (
          "`\(variable.name): \(other.schema.name(of: variable.type))`", "\(variable.name) = …"
        ))
    }
    for entity in other.entities {
      for (index, field) in entity.fields.enumerated() {
        let isMissing = entity.given.indices.contains { object in
          !other.isConstant(index, of: entity, at: object)
            && lacks(.field(ObjectID(entity: entity.index, index: object), index))
        }
        if isMissing {
          missing.append(
            (
              "`\(field.name)` of `\(entity.name)`",
              "every x in \(entity.name) { x.\(field.name) = … }"
            ))
        }
      }
    }
    for (index, relation) in other.relations.enumerated() {
      guard other.tuples(of: relation).contains(where: { lacks(.tuple(index, $0)) }) else {
        continue
      }
      let names = relation.types.indices.map { "x\($0 + 1)" }
      let binders = zip(names, relation.types).map { "\($0) in \(other.schema.name(of: $1))" }
      missing.append(
        (
          "the relation `\(relation.name)`",
          "every \(binders.joined(separator: ", ")) { \(relation.name)(\(names.joined(separator: ", "))) = … }"
        ))
    }
    guard !missing.isEmpty else { return }
    fail(
      "the state of `\(other.name)` also has \(missing.map(\.text).listed("and")), which this world does not have with the same name and type",
      at: span,
      fix: .init("write, in the braces, " + missing.map { "`\($0.example)`" }.listed("and")))
  }
}

extension WorldModel {
  /// Whether the field of an object is a constant, which is no part of the state.
  func isConstant(_ field: Int, of entity: WorldEntity, at object: Int) -> Bool {
    guard entity.given.indices.contains(object), !entity.fields[field].isVariable,
      case .constant? = (entity.given[object][field] ?? entity.fields[field].initial)?.kind
    else { return false }
    return true
  }

  /// All tuples of a relation.
  fileprivate func tuples(of relation: WorldRelation) -> [[Value]] {
    var out: [[Value]] = [[]]
    for type in relation.types {
      let values: [Value]
      switch type {
      case .bool: values = [.bool(false), .bool(true)]
      case .entity(let entity):
        values = objectNames[entity].indices.map { .object(ObjectID(entity: entity, index: $0)) }
      default: return []
      }
      out = out.flatMap { tuple in values.map { tuple + [$0] } }
    }
    return out
  }
}
