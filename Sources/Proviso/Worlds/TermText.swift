import ProvisoKernel
import ProvisoLanguage
import ProvisoWorlds

/// Writes terms over a world's state as a person would write them in a spec.
struct TermText {
  let terms: TermTable
  let system: TransitionSystem
  let model: WorldModel

  /// The depth to which a term is written out; deeper parts become an ellipsis.
  private static let deepest = 40

  /// The term as text.
  func text(_ term: Term) -> String { text(term, 0) }

  private func text(_ term: Term, _ depth: Int) -> String {
    guard depth < Self.deepest else { return "…" }
    func part(_ term: Term) -> String { text(term, depth + 1) }
    func joined(_ parts: [Term], _ word: String) -> String {
      "(" + parts.map(part).joined(separator: " \(word) ") + ")"
    }
    switch terms[term] {
    case .truth(let value): return value ? "true" : "false"
    case .constant(let value): return WorldLayout.name(of: value, model)
    case .variable(let index):
      return system.variables.indices.contains(index) ? system.variables[index].name : "?"
    case .unknown(let index):
      return terms.unknowns.indices.contains(index) ? terms.unknowns[index].name : "?"
    case .not(let inner):
      switch terms[inner] {
      case .equal(let a, let b): return "\(part(a)) != \(part(b))"
      case .less(let a, let b): return "not \(part(a)) < \(part(b))"
      default: return "not \(part(inner))"
      }
    case .and(let parts): return joined(parts, "and")
    case .or(let parts): return joined(parts, "or")
    case .ite(let c, let a, let b): return "(if \(part(c)) then \(part(a)) else \(part(b)))"
    case .equal(let a, let b): return "\(part(a)) == \(part(b))"
    case .less(let a, let b): return "\(part(a)) < \(part(b))"
    case .isKind(let a, .null): return "\(part(a)) == null"
    case .isKind(let a, let kind): return "\(part(a)) is a \(kind)"
    case .isTrue(let a): return part(a)
    case .stringTest(let test, let a, let b): return "\(part(a)).\(test)(\(part(b)))"
    case .matches(let pattern, let a):
      let written = terms.patterns.indices.contains(pattern) ? terms.patterns[pattern] : ""
      return "\(part(a)).matches(\(Value.quoted(written)))"
    case .sum(let constant, let parts):
      let counted = parts.map { weighted in
        let condition = "(if \(part(weighted.condition)) then 1 else 0)"
        return weighted.weight == .one ? condition : "\(weighted.weight) * \(condition)"
      }
      return
        "(" + ((constant == .zero ? [] : [constant.description]) + counted).joined(separator: " + ")
        + ")"
    case .arithmetic(let op, let a, let b):
      let sign =
        switch op {
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .modulo: "%"
        }
      return "(\(part(a)) \(sign) \(part(b)))"
    case .size(let a): return "\(part(a)).size()"
    case .lowerASCII(let a): return "\(part(a)).lowerAscii()"
    case .undetermined, .flag, .phase, .happened, .enabled, .before, .justDone: return "?"
    }
  }
}
