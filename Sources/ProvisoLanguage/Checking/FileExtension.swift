import ProvisoKernel
import ProvisoSyntax

/// A file whose declarations replace and extend those of another file, such as a user's own
/// conventions.
package struct FileExtension: Sendable {
  /// The path of the file that it extends.
  package let extended: String
  /// Its own path, for messages.
  package let path: String
  package let bytes: [UInt8]

  /// Makes an extension.
  package init(of extended: String, path: String, bytes: [UInt8]) {
    self.extended = extended
    self.path = path
    self.bytes = bytes
  }
}

extension SyntaxItem {
  /// The name of a `let`, `var`, `table` or `define`; `nil` for other items.
  fileprivate var declaredName: Name? {
    switch self {
    case .constant(let name, _), .table(let name, _): name
    case .define(let definition): definition.name
    case .outside(let field): field.name
    case .use, .assume, .failures, .property, .waive, .test, .world: nil
    }
  }

  fileprivate func collectNames(into names: inout Set<String>) {
    switch self {
    case .constant(_, let value), .assume(let value): value.collectNames(into: &names)
    case .table(_, let rows): for row in rows { row.value.collectNames(into: &names) }
    case .define(let definition): definition.body.collectNames(into: &names)
    case .outside(let field): field.initial?.collectNames(into: &names)
    case .property(let property): property.body.collectNames(into: &names)
    case .world(let item): item.collectNames(into: &names)
    case .use, .failures, .waive, .test: break
    }
  }
}

extension SyntaxFile {
  /// The file with the items of another file, which replace items of the same names.
  ///
  /// - Returns: the extended file, and the mistakes: a new name that the other file does not use
  ///   itself, because it would have no effect.
  func extended(by other: SyntaxFile) -> (SyntaxFile, [Diagnostic]) {
    var names: [String: Name] = [:]
    for name in other.items.compactMap(\.declaredName) { names[name.text] = name }
    for name in other.brokenNames { names[name.text] = name }
    var out = self
    for item in items {
      if let name = item.declaredName?.text, names[name] != nil { out.replaced[name] = item }
    }
    out.items.removeAll { $0.declaredName.map { names[$0.text] != nil } ?? false }
    out.items += other.items
    out.brokenNames += other.brokenNames
    out.hasBrokenUse = hasBrokenUse || other.hasBrokenUse
    let own = Set(items.compactMap { $0.declaredName?.text })
    var used: Set<String> = []
    for item in other.items { item.collectNames(into: &used) }
    let mistakes = names.values.filter { !own.contains($0.text) && !used.contains($0.text) }
      .sorted { $0.span.start < $1.span.start }.map { name in
        let meant = Suggestion.nearest(to: name.text, among: own)
        return Diagnostic(
          .unknownName, at: name.span,
          "the conventions have no `\(name.text)`, and nothing in this file uses it"
            + (meant.map { "; did you mean `\($0)`?" } ?? ""),
          fix: meant.map { .init("write `\($0)`", replace: name.span, with: $0) })
      }
    return (out, mistakes)
  }
}
