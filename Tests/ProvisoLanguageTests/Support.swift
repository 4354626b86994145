import ProvisoKernel
import ProvisoSyntax
import ProvisoTerraform
import Testing

@testable import ProvisoLanguage

/// Loads a spec from memory; `others` has the other files by their paths.
func load(_ text: String, _ others: [String: String] = [:], path: String = "main.proviso")
  -> LoadedSpec
{
  let loader = SpecLoader(vocabularies: [.terraform, .agent]) { (path) throws(SourceReadError) in
    guard let text = others[path] else { throw SourceReadError("no such file") }
    return Array(text.utf8)
  }
  return loader.load(path: path, text: text)
}

/// A spec for `terraform` with some declarations.
func spec(_ items: String) -> String { "spec example for terraform\n" + items }

/// A spec with one invariant that has this body.
func property(_ body: String) -> String {
  spec("invariant p \"title\" {\n\(body)\n}\n")
}

/// All diagnostics as text, for the message of a failing test.
func shown(_ loaded: LoadedSpec) -> String {
  DiagnosticRenderer().render(loaded.diagnostics, in: loaded.sources)
}

/// The body of the invariant with the given text; `nil` if there is an error.
func body(_ text: String) -> Expression? { load(property(text)).spec?.properties.first?.body }

/// An expression with all its parentheses, to show how it was parsed.
func outline(_ e: Expression) -> String {
  func binders(_ list: [Binder]) -> String {
    list.map { binder in
      let source: String =
        switch binder.source {
        case .collection(let index): VocabularySchema.terraform.collections[index].name
        case .list(let list): outline(list)
        }
      return "\(binder.name)@\(binder.slot) in \(source)"
        + (binder.condition.map { " where " + outline($0) } ?? "")
    }.joined(separator: ", ")
  }
  switch e.kind {
  case .constant(let value): return value.description
  case .local(let slot): return "$\(slot)"
  case .attribute(let base, let index):
    guard case .entity(let entity) = base.type else { return "?" }
    return outline(base) + "."
      + VocabularySchema.terraform.entities[entity].attributes[index].name
  case .member(let base, let name): return outline(base) + "." + name.string
  case .index(let base, let index): return "\(outline(base))[\(outline(index))]"
  case .singleton(let index): return VocabularySchema.terraform.singletons[index].name
  case .not(let a): return "not(\(outline(a)))"
  case .negate(let a): return "-(\(outline(a)))"
  case .and(let parts): return "(" + parts.map(outline).joined(separator: " and ") + ")"
  case .or(let parts): return "(" + parts.map(outline).joined(separator: " or ") + ")"
  case .implies(let a, let b): return "(\(outline(a)) implies \(outline(b)))"
  case .compare(let c, let a, let b): return "(\(outline(a)) \(c.rawValue) \(outline(b)))"
  case .arithmetic(let o, let a, let b): return "(\(outline(a)) \(o.rawValue) \(outline(b)))"
  case .conditional(let c, let a, let b):
    return "if(\(outline(c)), \(outline(a)), \(outline(b)))"
  case .call(let d, let arguments):
    return "\(d.name)(\(arguments.map(outline).joined(separator: ", ")))"
  case .method(let m, let base, let arguments):
    return "\(outline(base)).\(m.rawValue)(\(arguments.map(outline).joined(separator: ", ")))"
  case .function(let f, let arguments):
    return "\(f.rawValue)(\(arguments.map(outline).joined(separator: ", ")))"
  case .list(let parts): return "[" + parts.map(outline).joined(separator: ", ") + "]"
  case .lookup(let t, let key): return "\(t.name)[\(outline(key))]"
  case .quantifier(let q, let list, let inner):
    return "\(q) \(binders(list))" + (inner.map { " {\(outline($0))}" } ?? "")
  case .aggregate(let a, let list, let inner):
    return "\(a.rawValue)(\(binders(list))" + (inner.map { ": \(outline($0))" } ?? "") + ")"
  case .comprehension(let list, let inner): return "[\(outline(inner)) for \(binders(list))]"
  case .before(let a, let b): return "(\(outline(a)) before \(outline(b)))"
  case .relation(let r, let a, let b): return "(\(outline(a)) \(r) \(outline(b)))"
  case .flowsInto(let a, let b, let path):
    return "(\(outline(a)) flowsTo \(outline(b))\(path.map { "[\(outline($0))]" }.joined()))"
  case .step(let action, let parts), .related(let action, let parts):
    return "#\(action)(\(parts.map(outline).joined(separator: ", ")))"
  case .sets(let operation, let parts):
    return "(\(parts.map(outline).joined(separator: " \(operation.rawValue) ")))"
  case .entry(let map, let key): return "\(outline(map))[\(outline(key))]"
  case .once(let a): return "once{\(outline(a))}"
  case .previous(let a): return "before.(\(outline(a)))"
  case .wheneverStarts(let s, let a): return "starts(\(outline(s))){\(outline(a))}"
  case .overRun(let kind, let parts):
    return "\(kind.rawValue){\(parts.map(outline).joined(separator: "; "))}"
  case .wheneverHappens(let s, let a): return "happens(\(outline(s))){\(outline(a))}"
  }
}
