import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax

/// Warns of attributes that no resource of the plan has. Most often they are misspelt, and their
/// value is `null`.
struct AttributeCheck {
  private let mistakes: [Mistake]

  init(members: any AttributeMembers, loaded: LoadedSpecs.CheckedFile) {
    mistakes = Self.mistakes(in: loaded, members)
  }

  var warnings: [ResultDiagnostic] { mistakes.map { $0.diagnostic(.attributeOnNoResource) } }

  /// The attributes that make the `where` of a property empty: they are misspelt for certain, or
  /// nearly, and the property would be proved of every plan.
  ///
  /// - Parameter vacuous: the properties whose `where` nothing meets.
  func errors(in vacuous: [Property]) -> [ResultDiagnostic] {
    let conditions = vacuous.flatMap { property in
      PropertyShape.split(property.body).0.compactMap(\.condition?.span)
    }
    return mistakes.filter { mistake in
      mistake.isCertain
        && conditions.contains {
          $0.file == mistake.use.span.file && $0.start <= mistake.use.span.start
            && mistake.use.span.end <= $0.end
        }
    }.map { $0.diagnostic(.misspeltAttribute) }
  }

  /// A use of an attribute that no resource has.
  private struct Mistake {
    let use: AttributeUse
    let message: String
    let near: String?
    let sources: SourceSet

    /// Whether the name is a mistake for any plan with these resources: no resource has the attribute,
    /// and the types that are meant are there, or some attribute has nearly the same name.
    let isCertain: Bool

    func diagnostic(_ code: DiagnosticCode) -> ResultDiagnostic {
      ResultDiagnostic(
        Diagnostic(
          code, at: use.span, message,
          fix: near.map {
            Diagnostic.Fix("write `\($0)`", replace: use.span, with: $0)
          }), in: sources)
    }
  }

  private static func mistakes(
    in loaded: LoadedSpecs.CheckedFile, _ members: any AttributeMembers
  ) -> [Mistake] {
    var out: [Mistake] = []
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
      let message =
        "no `\(of)` of this plan has `\(use.member)`"
        + (near.map { "; did you mean `\($0)`?" } ?? "")
      // The same mistake in several places is told once, at the first.
      guard seen.insert(message).inserted else { continue }
      let isElsewhere =
        members.hasMember(
          Text(use.member), attribute: use.attribute, entity: use.entity, type: nil) == true
      out.append(
        Mistake(
          use: use, message: message, near: near, sources: loaded.sources,
          isCertain: !isElsewhere && (use.types != nil || near != nil)))
    }
    return out
  }
}
