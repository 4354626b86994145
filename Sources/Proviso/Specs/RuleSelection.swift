import ProvisoInput
import ProvisoKernel
import ProvisoLanguage

/// The properties that one check judges. Properties that were not selected are not reported.
package struct RuleSelection: Sendable, Equatable {
  /// Names or patterns of properties; empty for all.
  package var only: [String] = []
  /// Names or patterns of properties that are left out.
  package var exclude: [String] = []
  /// Tags, of which a property needs one; empty for all.
  package var tags: [String] = []

  /// Selects every property.
  package init() {}

  var isEverything: Bool { self == RuleSelection() }

  /// Whether a property is judged.
  func contains(_ property: Property) -> Bool {
    func isNamed(by patterns: [String]) -> Bool {
      patterns.contains { NamePattern($0).matches(property.name) }
    }
    return (only.isEmpty || isNamed(by: only)) && !isNamed(by: exclude)
      && (tags.isEmpty || property.tags.contains(where: tags.contains))
  }

  /// A name, a pattern or a tag that fits no property of the specs. The world of a plan can still have
  /// one.
  package struct Unmet: Sendable {
    let name: String
    let isTag: Bool
    let message: String

    /// Whether it fits no property of a world either.
    func remains(with world: Spec?) -> Bool {
      !(world?.properties ?? []).contains {
        isTag ? $0.tags.contains(name) : NamePattern(name).matches($0.name)
      }
    }
  }

  /// The files with only the selected properties, and with the waivers of these.
  ///
  /// - Returns: also what fits none of them.
  /// - Throws: `InputError` if no property is left although everything fits.
  func applied(
    to files: [LoadedSpecs.CheckedFile]
  ) throws(InputError) -> (files: [LoadedSpecs.CheckedFile], unmet: [Unmet]) {
    guard !isEverything else { return (files, []) }
    let properties = files.flatMap(\.spec.properties)
    let names = properties.map(\.name)
    var unmet: [Unmet] = []
    for name in only + exclude where !names.contains(where: NamePattern(name).matches) {
      unmet.append(
        Unmet(
          name: name, isTag: false,
          message: "there is no property `\(name)` in these specs\(Self.meant(name, names))"))
    }
    let known = Set(properties.flatMap(\.tags))
    for tag in tags where !known.contains(tag) {
      unmet.append(
        Unmet(
          name: tag, isTag: true,
          message: known.isEmpty
            ? "no property of these specs has a tag"
            : "no property has the tag `\(tag)`\(Self.meant(tag, known))"))
    }
    let kept = files.map { file in
      LoadedSpecs.CheckedFile(
        spec: keeping(file.spec), sources: file.sources, isBuiltIn: file.isBuiltIn)
    }
    guard !unmet.isEmpty || kept.contains(where: { !$0.spec.properties.isEmpty }) else {
      throw InputError("the selection leaves no property to check")
    }
    return (kept, unmet)
  }

  /// A spec with only the selected properties, and with the waivers of these.
  func keeping(_ spec: Spec) -> Spec {
    guard !isEverything else { return spec }
    let dropped = Set(spec.properties.filter { !contains($0) }.map(\.name))
    return spec.replacing(
      spec.properties.filter(contains),
      waivers: spec.waivers.filter { $0.property.map { !dropped.contains($0) } ?? true })
  }

  private static func meant(_ name: String, _ names: some Sequence<String>) -> String {
    Suggestion.nearest(to: name, among: names).map { "; did you mean `\($0)`?" } ?? ""
  }
}
