import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax

/// Warns of attributes that no resource of the plan has. Most often they are misspelt, and their
/// value is `null`.
struct AttributeCheck {
  let members: any AttributeMembers
  let loaded: LoadedSpecs.CheckedFile

  func warnings() -> [ResultDiagnostic] {
    var out: [ResultDiagnostic] = []
    var seen: Set<String> = []
    // A spec asks about few types many times.
    var known: [String: [String]] = [:]
    for use in loaded.spec.attributeUses {
      // Without a condition on the type, a use is about many types: a mistake only if none has the
      // member.
      let types: [String?] = use.types?.map(Optional.some) ?? [nil]
      let answers = types.map {
        members.hasMember(
          Text(use.member), attribute: use.attribute, entity: use.entity, type: $0)
      }
      guard answers.contains(false), !answers.contains(true) else { continue }
      let names = types.flatMap { type in
        let key = "\(use.entity).\(use.attribute).\(type ?? "")"
        if let names = known[key] { return names }
        let names = members.memberNames(
          attribute: use.attribute, entity: use.entity, type: type)
        known[key] = names
        return names
      }
      let of = use.types?.joined(separator: ", ") ?? "resource"
      let near = Suggestion.nearest(to: use.member, among: names)
      let location = loaded.sources.location(of: use.span)
      let message =
        "no `\(of)` of this plan has `\(use.member)`"
        + (near.map { "; did you mean `\($0)`?" } ?? "")
      let key = "\(location.path):\(location.line):\(location.column)"
      guard seen.insert(key).inserted else { continue }
      out.append(
        ResultDiagnostic(
          Diagnostic(
            .attributeOnNoResource, at: use.span, message,
            fix: near.map {
              Diagnostic.Fix("write `\($0)`", replace: use.span, with: $0)
            }), in: loaded.sources))
    }
    return out
  }
}
