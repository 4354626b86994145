import JSON
import ProvisoKernel

/// Policy documents that a data source `aws_iam_policy_document` makes during the apply, from its
/// `statement` blocks, which are in the plan.
///
/// That a policy is exactly the text of the data source is an expectation, for the plan lists only
/// that its expression names it. What the blocks become is in the provider's documentation of the
/// data source.
extension TerraformUniverse {
  /// The words between an unknown text and the data source that it is expected to come from.
  private static let link = " is the text of "

  package func expectedDocument(of unknown: Unknown, in store: TermStore) -> ExpectedDocument? {
    guard let (resource, path) = index(of: unknown.name),
      let source = policySource(of: resource, at: path)
    else { return nil }
    let object = plan.resources[source]
    let document = PolicyDocument(planned(source, in: store), in: store)
    return ExpectedDocument(
      document.symbol,
      if: Unknown(name: unknown.name + Self.link + object.address, isCondition: true))
  }

  /// The data source that makes a text; nil if none is named, or more than one.
  func policySource(of resource: Int, at path: [String]) -> Int? {
    func isDocument(_ index: Int, _ path: [String]) -> Bool {
      plan.resources[index].mode == .data
        && plan.resources[index].type == "aws_iam_policy_document"
        && (path == ["json"] || path == ["minified_json"])
    }
    if isDocument(resource, path) { return resource }
    guard case .named(let list) = plan.references(of: resource, attribute: path), list.count == 1,
      let reference = list.first, reference.resources.count == 1,
      let target = reference.resources.first, isDocument(target, reference.path)
    else { return nil }
    return target
  }

  /// The text and the data source that a condition of ``expectedDocument(of:in:)`` is about; nil for
  /// another condition.
  func documentSource(of condition: String) -> (text: String, resource: Int)? {
    guard let range = condition.ranges(of: Self.link).last,
      let source = resource(at: condition[range.upperBound...])
    else { return nil }
    return (String(condition[..<range.lowerBound]), source)
  }

  package func completed(_ unknowns: [String: Value]) -> [String: Value] {
    var out = unknowns
    for (name, value) in unknowns where value == .bool(true) {
      guard let (text, source) = documentSource(of: name) else { continue }
      let filled = planned(
        source,
        in: Situation(
          moment: Moment(initialOf: system), world: FlagValues(), unknowns: unknowns,
          filler: .string(Text("unknown"))))
      out[text] = .string(Text(PolicyText.document(filled).description))
    }
    return out
  }
}

/// The document of a data source with parts that may be unknown.
private struct PolicyDocument {
  private let store: TermStore
  private let source: Symbol

  init(_ source: Symbol, in store: TermStore) {
    self.source = source
    self.store = store
  }

  var symbol: Symbol {
    map([
      ("Version", .value(.string(Text("2012-10-17")))),
      ("Statement", list(member("statement", of: source)) { statement($0) }),
    ])
  }

  private func statement(_ block: Symbol) -> Symbol {
    var parts: [(Text, Symbol)] = []
    func add(_ name: String, _ symbol: Symbol) {
      if case .value(let value) = symbol, value.isNull || value == .list([]) { return }
      if case .list(let elements) = symbol, elements.isEmpty { return }
      parts.append((Text(name), symbol))
    }
    add("Sid", member("sid", of: block))
    let effect = member("effect", of: block)
    add("Effect", isNull(effect) ? .value(.string(Text("Allow"))) : effect)
    for (name, attribute) in [
      ("Action", "actions"), ("NotAction", "not_actions"), ("Resource", "resources"),
      ("NotResource", "not_resources"),
    ] {
      add(name, member(attribute, of: block))
    }
    add("Principal", principals(member("principals", of: block)))
    add("NotPrincipal", principals(member("not_principals", of: block)))
    let conditions = elements(member("condition", of: block)) ?? []
    var tests: [(Text, Symbol)] = []
    for condition in conditions {
      guard case .value(.string(let test)) = member("test", of: condition),
        case .value(.string(let variable)) = member("variable", of: condition)
      else { continue }
      tests.append((test, map([(variable.string, member("values", of: condition))])))
    }
    if !conditions.isEmpty {
      parts.append((Text("Condition"), .structure(PartialMap(parts: tests))))
    }
    return .structure(PartialMap(parts: parts))
  }

  private func principals(_ blocks: Symbol) -> Symbol {
    guard let blocks = elements(blocks) else { return blocks }
    if blocks.isEmpty { return .null }
    var parts: [(Text, Symbol)] = []
    for block in blocks {
      guard case .value(.string(let type)) = member("type", of: block) else { continue }
      let identifiers = member("identifiers", of: block)
      if type.string == "*" { return .value(.string(Text("*"))) }
      parts.append((type, identifiers))
    }
    return .structure(PartialMap(parts: parts))
  }

  private func isNull(_ symbol: Symbol) -> Bool {
    if case .value(let value) = symbol { value.isNull } else { false }
  }

  private func member(_ name: String, of symbol: Symbol) -> Symbol {
    switch symbol {
    case .structure(let structure): structure.member(Text(name), in: store)
    case .value(let value): .value(value[Text(name)])
    default: .null
    }
  }

  private func elements(_ symbol: Symbol) -> [Symbol]? {
    switch symbol {
    case .structure(let structure): structure.isList ? structure.elements(in: store) : [symbol]
    case .value(.list(let values)): values.map(Symbol.value)
    case .value(.null): []
    default: nil
    }
  }

  private func list(_ symbol: Symbol, _ transform: (Symbol) -> Symbol) -> Symbol {
    elements(symbol).map { .list($0.map(transform)) } ?? symbol
  }

  private func map(_ parts: [(String, Symbol)]) -> Symbol {
    .structure(PartialMap(parts: parts.map { (Text($0.0), $0.1) }))
  }
}

/// The text of a document whose parts all have values.
private enum PolicyText {
  static func document(_ source: Value) -> Value {
    .map([
      Text("Version"): .string(Text("2012-10-17")),
      Text("Statement"): .list(source[Text("statement")].asList.map(statement)),
    ])
  }

  private static func statement(_ block: Value) -> Value {
    var out: [Text: Value] = [:]
    func set(_ name: String, _ value: Value) {
      if !value.isNull && value != .list([]) { out[Text(name)] = value }
    }
    set("Sid", block[Text("sid")])
    let effect = block[Text("effect")]
    set("Effect", effect.isNull ? .string(Text("Allow")) : effect)
    set("Action", block[Text("actions")])
    set("NotAction", block[Text("not_actions")])
    set("Resource", block[Text("resources")])
    set("NotResource", block[Text("not_resources")])
    set("Principal", principals(block[Text("principals")]))
    set("NotPrincipal", principals(block[Text("not_principals")]))
    var tests: [Text: Value] = [:]
    for condition in block[Text("condition")].asList {
      guard case .string(let test) = condition[Text("test")],
        case .string(let variable) = condition[Text("variable")]
      else { continue }
      tests[test] = .map([variable: condition[Text("values")]])
    }
    if !tests.isEmpty { out[Text("Condition")] = .map(tests) }
    return .map(out)
  }

  private static func principals(_ blocks: Value) -> Value {
    var out: [Text: Value] = [:]
    for block in blocks.asList {
      guard case .string(let type) = block[Text("type")] else { continue }
      if type.string == "*" { return .string(Text("*")) }
      out[type] = block[Text("identifiers")]
    }
    return out.isEmpty ? .null : .map(out)
  }
}
