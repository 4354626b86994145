import ProvisoKernel
import ProvisoSyntax

/// Checks that a `refines` gives the whole state of the other world.
extension FileChecker {
  /// The worlds that the file refines, by the paths that it writes, and the world that the file declares.
  struct RefinedWorlds {
    let specs: [String: Spec]
    let own: WorldModel
  }

  mutating func refinement(_ syntax: SyntaxProperty, at location: SourceLocation) -> Property? {
    guard let refined else {
      checker.report(
        .onlyInWorlds, at: syntax.name.span,
        "only a world refines another, in its own file or in a spec for it")
      return nil
    }
    guard let written = syntax.refinement, let spec = refined.specs[written.path.text],
      let other = spec.world
    else { return nil }
    guard other.name == syntax.name.text else {
      checker.report(
        .badRefinement, at: syntax.name.span,
        "`\(written.path.text)` declares the world `\(other.name)`, not `\(syntax.name.text)`",
        fix: .init("write `\(other.name)`", replace: syntax.name.span, with: other.name))
      return nil
    }
    guard isRefinable(other, at: syntax.name.span) else { return nil }
    var objects = RefinementObjects()
    let mismatches = objects.match(other.typesOfState, of: other, in: refined.own)
    for mismatch in mismatches { report(mismatch, of: other, at: syntax.name.span) }
    guard mismatches.isEmpty else { return nil }
    var reader = RefinementReader(file: self, other: other, objects: objects)
    for entry in written.entries { reader.read(entry) }
    reader.completeFromNames(at: syntax.name.span)
    reader.reportMissing(at: syntax.name.span)
    self = reader.file
    guard !reader.hasFailed else { return nil }
    checker.startDeclaration()
    var property = Property(
      name: syntax.name.text, title: syntax.title, kind: .refinement,
      severity: syntax.severity ?? .high, timing: .everyMoment, message: [],
      because: syntax.because, reference: syntax.reference, tags: syntax.tags,
      documentation: syntax.documentation, location: location,
      body: checker.constant(.bool(true), of: .bool, at: syntax.name.span))
    property.refinement = Refinement(
      spec: spec, model: other, objects: objects.objects, parts: reader.parts)
    return property
  }

  /// Whether the state of a world consists of what another world can give; otherwise it is reported.
  private mutating func isRefinable(_ other: WorldModel, at span: Span) -> Bool {
    if let agent = other.agents.first(where: { $0.steps != nil }) {
      checker.report(
        .badRefinement, at: span,
        "the agent `\(agent.name)` of the world `\(other.name)` takes a limited number of steps, which no expression here can count",
        fix: .init("count the steps in a `var` of `\(other.name)`, and remove `at most` there"))
      return false
    }
    if let entity = other.entities.first(where: { $0.most > 0 }) {
      checker.report(
        .badRefinement, at: span,
        "objects of `\(entity.name)` are created in the world `\(other.name)`, and no expression here says which exist",
        fix: .init("declare its objects in `\(other.name)`, with a `var` that says which exist"))
      return false
    }
    return true
  }

  private mutating func report(
    _ mismatch: RefinementObjects.Mismatch, of other: WorldModel, at span: Span
  ) {
    switch mismatch {
    case .noType(let name):
      checker.report(
        .badRefinement, at: span,
        "the state of `\(other.name)` has values of the type `\(name)`, which this world does not declare",
        fix: .init("declare `\(name)` here, with the same names"))
    case .objects(let name, let missing, let surplus):
      let parts = [
        missing.isEmpty ? nil : "lacks \(missing.quotedList)",
        surplus.isEmpty ? nil : "also has \(surplus.quotedList)",
      ].compactMap(\.self)
      checker.report(
        .badRefinement, at: span,
        "`\(name)` has other values here than in the world `\(other.name)`: it "
          + parts.listed("and"))
    }
  }
}

extension WorldModel {
  /// The types of the values that the state has, and of the objects that have fields.
  fileprivate var typesOfState: Set<Int> {
    var out: Set<Int> = []
    for variable in variables { out.formUnion(variable.type.entities) }
    for entity in entities where !entity.fields.isEmpty {
      out.insert(entity.index)
      for field in entity.fields { out.formUnion(field.type.entities) }
    }
    for relation in relations {
      for type in relation.types { out.formUnion(type.entities) }
    }
    return out
  }
}

extension [String] {
  /// The first few names in backticks.
  fileprivate var quotedList: String {
    let shown = prefix(4).map { "`\($0)`" }
    return count > 4
      ? shown.joined(separator: ", ") + " and \(count - 4) more" : shown.listed("and")
  }
}
