import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax

/// The waivers of the specs of one check (SemanticsOfProperties, "Waivers"): checks them, and marks
/// the violations that they accept.
///
/// A waiver names a property, patterns of objects, or both; without objects it is for every instance.
/// A waiver may name a property of any spec of the check, so exceptions can be kept in a file of
/// their own. A waiver marks violations and undecided instances, and never changes the verdict of a
/// property.
struct Waivers: Sendable {
  private struct Entry: Sendable {
    let waiver: Waiver
    let sources: SourceSet
    let patterns: [NamePattern]

    init(waiver: Waiver, sources: SourceSet) {
      self.waiver = waiver
      self.sources = sources
      patterns = waiver.objects.map(NamePattern.init)
    }
  }

  /// A waiver that can be for a property: what is compared with each of its instances.
  private struct Candidate {
    let number: Int
    let patterns: [NamePattern]
    let isOfAnyRule: Bool
    let end: CalendarDate

    /// Whether it accepts the violations of an instance with these objects, as UTF-8.
    func accepts(_ objects: [[UInt8]]) -> Bool {
      if isOfAnyRule { return patterns.contains { objects.contains(where: $0.matches) } }
      return patterns.isEmpty
        || patterns.count == objects.count
          && zip(patterns, objects).allSatisfy { $0.matches($1) }
    }
  }

  private let entries: [Entry]
  private let today: CalendarDate

  init(_ files: [LoadedSpecs.CheckedFile], today: CalendarDate) {
    entries = files.flatMap { file in
      file.spec.waivers.map { Entry(waiver: $0, sources: file.sources) }
    }
    self.today = today
  }

  // MARK: Mistakes in waivers

  /// The mistakes that do not depend on the plan: properties that no spec of the check declares,
  /// and a wrong number of objects.
  static func mistakes(in files: [LoadedSpecs.CheckedFile]) -> [ResultDiagnostic] {
    var properties: [String: Property] = [:]
    for property in files.flatMap(\.spec.properties) { properties[property.name] = property }
    var out: [ResultDiagnostic] = []
    for file in files {
      for waiver in file.spec.waivers {
        guard let name = waiver.property else {
          if waiver.objects.isEmpty {
            out.append(
              ResultDiagnostic(
                Diagnostic(
                  .wrongObjectCount, at: waiver.span,
                  "a waiver of every rule names the objects that it is for",
                  fix: .init("add the objects, as in `for \"module.old.*\"`")), in: file.sources))
          }
          continue
        }
        guard let property = properties[name] else {
          out.append(
            ResultDiagnostic(
              unknown(name, at: waiver.propertySpan, among: properties.keys),
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

  /// The message about a property that no spec declares.
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
    guard !waiver.objects.isEmpty, waiver.objects.count != binders.count else { return nil }
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

  /// The binders whose objects distinguish the instances of a property.
  static func binders(of property: Property) -> [Binder] {
    property.kind == .possible ? [] : PropertyShape.split(property.body).0.filter(\.bindsObjects)
  }

  /// Warnings that need no plan: waivers that have ended, and two waivers for one instance.
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
      let key = [waiver.property ?? ""] + waiver.objects
      guard let other = first[key] else {
        first[key] = entry
        continue
      }
      let location = other.sources.location(of: other.waiver.span)
      out.append(
        ResultDiagnostic(
          Diagnostic(
            .waiversOverlap, at: waiver.span,
            "the same instance is waived at \(location.path):\(location.line) until \(other.waiver.end)",
            fix: .init("keep one of the two")), in: entry.sources))
    }
    return out
  }

  private func hasEnded(_ waiver: Waiver) -> Bool { waiver.end < today }

  private func accepted(by entry: Entry) -> Violation.Waiver {
    let location = entry.sources.location(of: entry.waiver.propertySpan)
    return Violation.Waiver(
      until: entry.waiver.end.description, because: entry.waiver.reason,
      location: ResultLocation(location))
  }

  // MARK: Accepted violations

  /// Marks the violations and the undecided instances that a waiver accepts.
  ///
  /// - Returns: warnings about waivers that match no violation.
  func apply(
    to properties: inout [PropertyResult], of words: InputWords
  ) -> [ResultDiagnostic] {
    var used: Set<Int> = []
    let open = entries.indices.filter { !hasEnded(entries[$0].waiver) }
    for index in properties.indices {
      let name = properties[index].name
      if properties[index].violations.isEmpty, properties[index].undecided.isEmpty { continue }
      let candidates = open.filter { (entries[$0].waiver.property ?? name) == name }.map {
        Candidate(
          number: $0, patterns: entries[$0].patterns,
          isOfAnyRule: entries[$0].waiver.property == nil, end: entries[$0].waiver.end)
      }
      func waiver(of objects: [String]) -> Violation.Waiver? {
        let objects = objects.map { Array($0.utf8) }
        let matching = candidates.filter { $0.accepts(objects) }
        used.formUnion(matching.map(\.number))
        // The waiver that ends last decides when the violation counts again, so its date is
        // reported.
        return matching.max { $0.end < $1.end }.map { accepted(by: entries[$0.number]) }
      }
      for at in properties[index].violations.indices {
        properties[index].violations[at].waiver = waiver(
          of: properties[index].violations[at].objects)
      }
      for at in properties[index].undecided.indices {
        properties[index].undecided[at].waiver = waiver(
          of: properties[index].undecided[at].objects)
      }
    }
    return unmatched(besides: used, in: properties, of: words)
  }

  /// The most waivers for which a name that was meant is looked for.
  private static let mostSuggestions = 20

  /// Warnings about waivers that match no violation.
  private func unmatched(
    besides used: Set<Int>, in properties: [PropertyResult], of words: InputWords
  ) -> [ResultDiagnostic] {
    let left = entries.indices.filter { !used.contains($0) && !hasEnded(entries[$0].waiver) }
    return left.enumerated().map { place, index in
      let waiver = entries[index].waiver
      var meant: String?
      if place < Self.mostSuggestions {
        let found = properties.filter { waiver.property == nil || $0.name == waiver.property }
        let others = found.flatMap { property in
          (property.violations.filter { $0.waiver == nil }.map(\.objects)
            + property.undecided.filter { $0.waiver == nil }.map(\.objects))
            .map { $0.joined(separator: ", ") }
        }
        meant = Suggestion.nearest(to: waiver.objects.joined(separator: ", "), among: others)
      }
      let rule = waiver.property.map { "`\($0)`" } ?? "any rule"
      return ResultDiagnostic(
        Diagnostic(
          .waiverUnmatched, at: waiver.span,
          "this waiver matches no violation of \(rule) in this \(words.input.singular)"
            + (meant.map { "; did you mean \($0)?" } ?? "")), in: entries[index].sources)
    }
  }
}
