import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax

/// Specs that have been read and checked, and can be used for many inputs.
public struct LoadedSpecs: Sendable {
  /// No specs at all.
  package static let none = LoadedSpecs(specs: [], warnings: [])

  package let specs: [CheckedFile]
  package let warnings: [ResultDiagnostic]
  /// The caller's changes of the rules.
  package var rules: [RuleAdjustment] = []
  /// The values from outside that the specs use.
  package var values: [OutsideValue] = []
  /// The parts of the selection that fit no property.
  package var unmet: [RuleSelection.Unmet] = []

  package struct CheckedFile: Sendable {
    package let spec: Spec
    package let sources: SourceSet
    /// Whether the file belongs to a pack. A pack has rules for much that a single plan does not
    /// contain.
    package let isBuiltIn: Bool
  }
}

extension ResultDiagnostic {
  /// A diagnostic of a spec as results show it.
  package init(_ diagnostic: Diagnostic, in sources: SourceSet, hasColors: Bool = false) {
    self.init(
      code: diagnostic.code.rawValue, level: diagnostic.level == .error ? .error : .warning,
      message: diagnostic.message,
      location: ResultLocation(sources.location(of: diagnostic.span)), fix: diagnostic.fix?.text,
      rendered: DiagnosticRenderer(hasColors: hasColors).render(diagnostic, in: sources))
  }
}

extension LoadedSpecs {
  /// Rejects a selection of which a part fits no property of these specs or of a plan's world.
  func requireSelection(with world: Spec? = nil) throws(InputError) {
    let remaining = unmet.filter { $0.remains(with: world) }
    guard remaining.isEmpty else { throw InputError(remaining.map(\.message)) }
  }

  /// All files, each once, with those that others use.
  package var files: [SpecFile] {
    var seen: Set<String> = []
    return specs.flatMap(\.sources.files).filter { seen.insert($0.path).inserted }
      .map { SpecFile(path: $0.path, bytes: $0.bytes) }
  }

  /// The locations of the properties that belong to packs.
  var builtInLocations: Set<ResultLocation> {
    Set(specs.filter(\.isBuiltIn).flatMap(\.spec.properties).map { ResultLocation($0.location) })
  }

  /// The locations of the properties that depend on a value from outside. Another value may make such
  /// a property apply.
  var outsideLocations: Set<ResultLocation> {
    Set(
      specs.flatMap(\.spec.properties).filter(\.isOfOutside).map { ResultLocation($0.location) })
  }

  /// The texts of the properties, by their locations.
  var propertyTexts: [ResultLocation: String] {
    var out: [ResultLocation: String] = [:]
    for file in specs {
      for property in file.spec.properties {
        out[ResultLocation(property.location)] = file.sources.text(of: property)
      }
    }
    return out
  }

  /// The summary of a property and its text; `nil` if there is none with the name.
  package func rule(named name: String) -> (summary: PropertySummary, source: String)? {
    for file in specs {
      for property in file.spec.properties where property.name == name {
        return (Self.summary(property), file.sources.text(of: property))
      }
    }
    return nil
  }

  /// Summaries of the specs that have properties or describe a world.
  public var summaries: [SpecSummary] {
    specs.map(\.spec).filter { !$0.properties.isEmpty || $0.world != nil }.map { spec in
      SpecSummary(
        name: spec.name, path: spec.path, documentation: spec.documentation,
        properties: spec.properties.map(Self.summary), world: spec.world.map(Self.summary))
    }
  }

  private static func summary(_ world: WorldModel) -> WorldSummary {
    WorldSummary(
      name: world.name,
      actions: world.actions.map { action in
        let parameters = action.parameters.map { "\($0.name): \(world.schema.name(of: $0.type))" }
        return "\(action.name)(\(parameters.joined(separator: ", ")))"
          + (action.result.map { " returns \($0.name): \(world.schema.name(of: $0.type))" } ?? "")
          + (action.isHarmless ? " harmless" : "") + (action.mayFail ? " may fail" : "")
      },
      agents: world.agents.map { agent in
        let actions = agent.actions.map { world.actions[$0].name }.joined(separator: ", ")
        return "\(agent.name) may \(actions)"
          + (agent.steps.map { " at most \($0) steps" } ?? "")
      })
  }

  private static func summary(_ property: Property) -> PropertySummary {
    PropertySummary(
      name: property.name, title: property.title, severity: property.severity,
      kind: property.kind.result, timing: property.timing,
      isOverRuns: PropertyShape.overRuns(property.body) != nil,
      documentation: property.documentation, because: property.because,
      reference: property.reference, tags: property.tags,
      location: ResultLocation(property.location))
  }
}

extension SourceSet {
  /// The text of a property, from the line with its name to the end of its body.
  func text(of property: Property) -> String {
    let span = property.body.span
    guard files.indices.contains(span.file) else { return "" }
    let file = files[span.file]
    let line = property.location.line - 1
    guard file.path == property.location.path, file.lineStarts.indices.contains(line) else {
      return ""
    }
    let brace = file.bytes[min(max(span.end, 0), file.bytes.count)...].firstIndex(
      of: UInt8(ascii: "}"))
    let end = brace.map { $0 + 1 } ?? span.end
    return text(of: Span(file: span.file, start: file.lineStarts[line], end: end))
  }
}

extension ResultLocation {
  /// The location of a part of a spec.
  init(_ location: SourceLocation) {
    self.init(path: location.path, line: location.line, column: location.column)
  }
}
