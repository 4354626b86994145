import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax

/// The waivers of the specs of one check (SemanticsOfProperties, "Waivers"): whether they make sense, and
/// what they let pass.
///
/// A waiver may name a property of any spec of the check, so that exceptions can be kept in a file of
/// their own. It never touches a verdict: it marks violations, and what is undecided stays so.
struct Waivers: Sendable {
  private struct Entry: Sendable {
    let waiver: Waiver
    let sources: SourceSet
  }

  private let entries: [Entry]
  private let today: CalendarDate

  init(_ files: [LoadedSpecs.CheckedFile], today: CalendarDate) {
    entries = files.flatMap { file in
      file.spec.waivers.map { Entry(waiver: $0, sources: file.sources) }
    }
    self.today = today
  }

  // MARK: Do they make sense

  /// What is wrong with the waivers whatever the plan is: names that no spec of the check declares,
  /// and objects that no instance can have.
  static func mistakes(in files: [LoadedSpecs.CheckedFile]) -> [ResultDiagnostic] {
    var properties: [String: Property] = [:]
    for property in files.flatMap(\.spec.properties) { properties[property.name] = property }
    var out: [ResultDiagnostic] = []
    for file in files {
      for waiver in file.spec.waivers {
        guard let property = properties[waiver.property] else {
          out.append(
            ResultDiagnostic(
              unknown(waiver.property, at: waiver.propertySpan, among: properties.keys),
              in: file.sources))
          continue
        }
        if let mistake = wrongCount(waiver, of: property) {
          out.append(ResultDiagnostic(mistake, in: file.sources))
        }
      }
    }
    return out
  }

  /// The message about a property that nothing declares.
  static func unknown(
    _ name: String, at span: Span, among names: some Sequence<String>
  ) -> Diagnostic {
    let meant = Suggestion.nearest(to: name, among: names)
    return Diagnostic(
      .unknownProperty, at: span,
      "there is no property `\(name)` in these specs"
        + (meant.map { "; did you mean `\($0)`?" } ?? ""),
      fix: meant.map { .init("write `\($0)`", replace: span, with: $0) })
  }

  private static func wrongCount(_ waiver: Waiver, of property: Property) -> Diagnostic? {
    let binders = binders(of: property)
    guard waiver.objects.count != binders.count else { return nil }
    let names = binders.map { "`\($0.name)`" }.joined(separator: ", ")
    let message: String
    if binders.isEmpty {
      message = "`\(property.name)` has one instance, so its waiver names no object"
    } else {
      let many = binders.count == 1 ? "one object" : "\(binders.count) objects, in order"
      message = "an instance of `\(property.name)` has \(many): \(names)"
    }
    return Diagnostic(
      .wrongObjectCount, at: waiver.span, message,
      fix: .init(
        binders.isEmpty
          ? "remove the `for`"
          : "write `for` and "
            + binders.map { "the name of `\($0.name)`" }.joined(separator: ", ") + " in quotes"))
  }

  /// The binders whose objects tell a property's instances apart.
  static func binders(of property: Property) -> [Binder] {
    property.kind == .possible ? [] : PropertyShape.split(property.body).0
  }

  /// Warnings that need no plan: waivers that have ended, and pairs for one instance.
  func standing() -> [ResultDiagnostic] {
    var out: [ResultDiagnostic] = []
    var first: [[String]: Entry] = [:]
    for entry in entries {
      let waiver = entry.waiver
      if hasEnded(waiver) {
        out.append(
          ResultDiagnostic(
            Diagnostic(
              .waiverExpired, at: waiver.span,
              "this waiver ended on \(waiver.end) and no longer accepts any violation",
              fix: .init("remove it, or agree on a later day")), in: entry.sources))
        continue
      }
      let key = [waiver.property] + waiver.objects
      guard let other = first[key] else {
        first[key] = entry
        continue
      }
      let place = other.sources.location(of: other.waiver.span)
      out.append(
        ResultDiagnostic(
          Diagnostic(
            .waiversOverlap, at: waiver.span,
            "the same instance is waived at \(place.path):\(place.line) until \(other.waiver.end)",
            fix: .init("keep one of the two")), in: entry.sources))
    }
    return out
  }

  private func hasEnded(_ waiver: Waiver) -> Bool { waiver.end < today }

  // MARK: What they let pass

  /// Marks the violations that a waiver lets pass.
  ///
  /// - Returns: warnings about waivers that match none.
  func apply(
    to properties: inout [PropertyResult], of words: InputWords
  ) -> [ResultDiagnostic] {
    var used: Set<Int> = []
    for place in properties.indices {
      let name = properties[place].name
      let candidates = entries.indices.filter {
        entries[$0].waiver.property == name && !hasEnded(entries[$0].waiver)
      }
      guard !candidates.isEmpty else { continue }
      for at in properties[place].violations.indices {
        let objects = properties[place].violations[at].bindings.map(\.object)
        let matching = candidates.filter { entries[$0].waiver.objects == objects }
        used.formUnion(matching)
        // Of several the one that ends last: whoever looks at the date must see the true one.
        guard
          let longest = matching.max(by: { entries[$0].waiver.end < entries[$1].waiver.end })
        else { continue }
        let entry = entries[longest]
        let location = entry.sources.location(of: entry.waiver.propertySpan)
        properties[place].violations[at].waiver = Violation.Waiver(
          until: entry.waiver.end.description, because: entry.waiver.reason,
          location: ResultLocation(location))
      }
    }
    return entries.indices.filter { !used.contains($0) && !hasEnded(entries[$0].waiver) }.map {
      let waiver = entries[$0].waiver
      let found = properties.first { $0.name == waiver.property }
      let others = found?.violations.filter { $0.waiver == nil }.map {
        $0.bindings.map(\.object).joined(separator: ", ")
      }
      let meant = Suggestion.nearest(
        to: waiver.objects.joined(separator: ", "), among: others ?? [])
      return ResultDiagnostic(
        Diagnostic(
          .waiverUnmatched, at: waiver.span,
          found?.verdict == .undecided
            ? "`\(waiver.property)` is undecided, and what is undecided is never waived"
            : "this waiver matches no violation of `\(waiver.property)` in this \(words.input.singular)"
              + (meant.map { "; did you mean \($0)?" } ?? "")), in: entries[$0].sources)
    }
  }
}
