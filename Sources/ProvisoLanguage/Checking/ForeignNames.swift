import ProvisoKernel
import ProvisoSyntax

/// Names, attributes and conditions that say in other languages what they do not say here.
extension Checker {
  /// An attribute of another tool, with its meaning here.
  struct ForeignAttribute {
    let message: String
    /// The text in its place; `nil` if several things can be meant.
    let replacement: String?
  }

  /// Attributes that the files of other tools have, by the entity.
  private static let foreignAttributes: [String: [String: ForeignAttribute]] = {
    func deleted(_ what: String) -> ForeignAttribute {
      ForeignAttribute(message: what, replacement: nil)
    }
    let destroyed = deleted(
      "`destroyed` says that its data is gone, and `action == \"delete\"` that the plan deletes it")
    var resource: [String: ForeignAttribute] = [
      "change": .init(message: "`action` says what the plan does with it", replacement: nil),
      "changes": .init(message: "`action` says what the plan does with it", replacement: nil),
      "actions": .init(message: "`action` says what the plan does with it", replacement: "action"),
      "values": .init(message: "`now` has its attributes", replacement: "now"),
      "attributes": .init(message: "`now` has its attributes", replacement: "now"),
      "config": .init(message: "`now` has its attributes", replacement: "now"),
      "kind": .init(message: "`type` is its type", replacement: "type"),
      "id": .init(message: "`address` names it; an `id` is in `now`", replacement: nil),
    ]
    for name in ["deleted", "removed", "isDeleted", "is_deleted", "gone"] {
      resource[name] = destroyed
    }
    for (name, action) in [
      ("created", "create"), ("added", "create"), ("updated", "update"), ("changed", "update"),
      ("modified", "update"), ("replaced", "replace"), ("imported", "import"),
    ] {
      resource[name] = .init(
        message: "`action == \"\(action)\"` says that the plan does this",
        replacement: "action == \"\(action)\"")
    }
    let call: [String: ForeignAttribute] = [
      "name": .init(message: "`tool` is the name of the tool", replacement: "tool"),
      "function": .init(message: "`tool` is the name of the tool", replacement: "tool"),
      "input": .init(message: "`args` has its arguments", replacement: "args"),
      "arguments": .init(message: "`args` has its arguments", replacement: "args"),
      "params": .init(message: "`args` has its arguments", replacement: "args"),
      "parameters": .init(message: "`args` has its arguments", replacement: "args"),
      "result": .init(message: "`output` is what it returns", replacement: "output"),
      "response": .init(message: "`output` is what it returns", replacement: "output"),
    ]
    return ["Resource": resource, "Call": call]
  }()

  /// Reports an attribute that other tools have.
  ///
  /// - Returns: whether it is one.
  mutating func reportForeignAttribute(_ name: Name, of entity: String, _ article: String) -> Bool {
    guard let found = Self.foreignAttributes[entity]?[name.text] else { return false }
    report(
      .unknownAttribute, at: name.span,
      "\(article) has no attribute `\(name.text)`: \(found.message)",
      fix: found.replacement.map { write($0, at: name.span) })
    return true
  }

  /// Reports a name that is an attribute of objects of the world, outside any quantifier over them.
  mutating func reportUnknownAttribute(_ name: Name) -> Bool {
    guard vocabulary.isOfWorld else { return false }
    let own = vocabulary.entities.indices.dropFirst(WorldModel.EntityIndex.first).filter {
      vocabulary.attribute(name.text, of: $0) != nil
    }
    guard let entity = own.first, own.count == 1 else { return false }
    let type = vocabulary.entities[entity].name
    let object = type.lowercased()
    report(
      .unknownName, at: name.span,
      "nothing is called `\(name.text)` here; it is an attribute of each `\(type)`",
      fix: .init("write `every \(object) in \(type) { \(object).\(name.text) … }`"))
    return true
  }

  /// Reports a name that has the shape of a type of resources, which is a text.
  mutating func reportTextWithoutQuotes(_ name: Name) -> Bool {
    guard !vocabulary.isOfWorld, vocabulary.name == SyntaxFile.exampleVocabulary else {
      return false
    }
    let prefixes = ["aws_", "azurerm_", "google_", "kubernetes_", "azuread_", "helm_", "random_"]
    guard prefixes.contains(where: name.text.hasPrefix) else { return false }
    let quoted = Value.quoted(name.text)
    report(
      .unknownName, at: name.span,
      "nothing is called `\(name.text)` here; the type of a resource is a string",
      fix: write(quoted, at: name.span))
    return true
  }

  /// Reports a name that is compared with a text or an attribute, and that nothing declares.
  ///
  /// - Returns: whether it is reported.
  mutating func reportComparedName(_ syntax: SyntaxExpression, with other: SyntaxExpression) -> Bool
  {
    guard case .name(let name) = syntax.bare.kind, isUnknown(name.text), !isIncomplete,
      !isAttributeOfLocal(name.text)
    else { return false }
    if case .name(let second) = other.bare.kind, isUnknown(second.text) { return false }
    guard let checked = check(other), checked.type == .string || checked.type == .value else {
      return false
    }
    let candidates = locals.map(\.name) + names.keys
    guard Suggestion.nearest(to: name.text, among: candidates) == nil,
      Self.foreignConstants[name.text] == nil
    else { return false }
    report(
      .unknownName, at: name.span,
      "nothing is called `\(name.text)` here; a text stands in quotes",
      fix: write(Value.quoted(name.text), at: name.span))
    return true
  }

  /// Whether an object that is in scope has an attribute of that name.
  private func isAttributeOfLocal(_ name: String) -> Bool {
    locals.contains { local in
      guard case .entity(let entity)? = local.type else { return false }
      return vocabulary.attribute(name, of: entity) != nil
    }
  }

  /// Whether nothing has a name.
  func isUnknown(_ name: String) -> Bool {
    alias(named: name) == nil && !locals.contains { $0.name == name } && names[name] == nil
      && builtIn.kind(of: name) == nil && !vocabulary.singletons.contains { $0.name == name }
      && name != BuiltInNames.today && name != "_"
  }

  /// Reports `not r.before`, which asks for the absence of a map.
  mutating func reportAbsence(of operand: SyntaxExpression, at span: Span) -> Bool {
    guard case .member(let base, let name) = operand.bare.kind,
      case .name(let object) = base.bare.kind,
      let local = locals.last(where: { $0.name == object.text }),
      case .entity(let entity)? = local.type,
      let (_, schema) = vocabulary.attribute(name.text, of: entity), schema.holdsAttributes
    else { return false }
    let text = written(operand.span)
    report(
      .notACondition, at: operand.span,
      "a condition must be true or false, but `\(text)` has attributes or is `null`",
      fix: write("\(text) == null", at: span))
    return true
  }

  /// Reports `x == "a" or "b"`.
  mutating func reportAlternatives(_ parts: [SyntaxExpression]) -> Bool {
    guard case .compare(.equal, let left, let right) = parts[0].bare.kind else { return false }
    let others = parts.dropFirst().prefix { part in
      switch part.bare.kind {
      case .string, .number: true
      default: false
      }
    }
    guard let last = others.last else { return false }
    let list = ([right] + others).map { written($0.span) }.joined(separator: ", ")
    report(
      .notACondition, at: others[others.startIndex].span,
      "a condition must be true or false, but this is a value to compare with",
      fix: write(
        "\(written(left.span)) in [\(list)]", at: parts[0].span.through(last.span)))
    return true
  }

  /// Warns of `.length` after an attribute, which is an attribute of that name.
  mutating func warnOfLength(_ name: Name, of base: SyntaxExpression) {
    guard ["length", "len"].contains(name.text), case .member(let inner, _) = base.bare.kind,
      case .member = inner.bare.kind
    else { return }
    report(
      .foreignMeaning, at: name.span,
      "`.\(name.text)` is an attribute of this name; the number of elements is `.size()`",
      fix: write("size()", at: name.span))
  }

  /// Warns of a negative index, which no element has.
  mutating func warnOfNegative(_ index: SyntaxExpression) {
    guard case .negate(let inner) = index.bare.kind, case .number = inner.bare.kind else { return }
    report(
      .foreignMeaning, at: index.span,
      "the first element has the index 0, so `[\(written(index.span))]` is always `null`",
      fix: .init("for the last element of a list `x`, write `x[x.size() - 1]`"))
  }

  /// Reports `resources[0]` and `resources["address"]`.
  mutating func reportIndexOfMany(_ base: SyntaxExpression, by index: SyntaxExpression) -> Bool {
    guard let (object, source) = ranged(base) else { return false }
    let text = written(index.span)
    let isText = if case .string = index.bare.kind { true } else { false }
    let hasAddresses = vocabulary.name == SyntaxFile.exampleVocabulary && !vocabulary.isOfWorld
    report(
      .noMembers, at: base.span,
      "`\(source)` has no order and no index; a quantifier finds an object",
      fix: .init(
        isText && hasAddresses
          ? "write `some \(object) in \(source) where \(object).address == \(text)`"
          : "write `some \(object) in \(source) where …`"))
    return true
  }

  /// The fix for a value that is a text or a number where a value of another type is meant.
  func literal(_ value: Expression, as type: StaticType) -> Diagnostic.Fix? {
    guard case .constant(let constant) = value.kind else { return nil }
    switch (type, constant) {
    case (.bool, .number(let number)) where number == .zero: return write("false", at: value.span)
    case (.bool, .number(let number)) where number == .one: return write("true", at: value.span)
    case (.bool, .string(let text)) where ["true", "false"].contains(text.string):
      return write(text.string, at: value.span)
    case (.entity, .string(let text)):
      switch names[text.string]?.kind {
      case .object(let object)? where .entity(object.entity) == type:
        return write(text.string, at: value.span)
      default: return nil
      }
    default: return nil
    }
  }
}
