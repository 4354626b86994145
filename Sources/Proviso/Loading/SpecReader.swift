import Foundation
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax

/// Specs that have been read and checked.
public struct LoadedSpecs: Sendable {
  let specs: [CheckedFile]
  let warnings: [ResultDiagnostic]

  struct CheckedFile: Sendable {
    let spec: Spec
    let sources: SourceSet
    /// Whether it is of a pack, which speaks of things that a plan need not have.
    let isBuiltIn: Bool
  }
}

/// Reads specs from files and from packs.
struct SpecReader {
  /// A file that takes the place of a pack's conventions.
  let conventions: String?
  var hasColors = false

  /// Reads each path, or the pack of that name; none at all: the standard pack.
  ///
  /// - Parameter mayBeEmpty: whether files without a property will do.
  func load(_ paths: [String], mayBeEmpty: Bool = false) throws(InputError) -> LoadedSpecs {
    var sources: [(path: String, bytes: [UInt8], isBuiltIn: Bool)] = []
    let names = paths.isEmpty ? [SpecPack.standard.name] : paths
    let replacement = try replacement(in: names.compactMap(SpecPack.named))
    for path in names {
      if let pack = SpecPack.named(path) {
        for file in pack.files {
          let isReplaced = file.path == replacement?.path
          sources.append((file.path, (isReplaced ? replacement?.bytes : nil) ?? file.bytes, true))
        }
      } else {
        sources.append((path, try bytes(at: path), false))
      }
    }
    let packed = Dictionary(
      sources.filter(\.isBuiltIn).map { ($0.path, $0.bytes) }, uniquingKeysWith: { $1 })
    let builtIn = SpecLoader(vocabularies: .supported) {
      (path) throws(SourceReadError) -> [UInt8] in
      guard let bytes = packed[path] else { throw SourceReadError("there is no such file") }
      return bytes
    }
    let onDisk = SpecLoader(vocabularies: .supported) { (path) throws(SourceReadError) -> [UInt8] in
      try SpecReader.read(path)
    }
    var checked: [LoadedSpecs.CheckedFile] = []
    var errors: [ResultDiagnostic] = []
    var warnings: [ResultDiagnostic] = []
    for source in sources {
      let loaded = (source.isBuiltIn ? builtIn : onDisk).load(path: source.path, text: source.bytes)
      for diagnostic in loaded.diagnostics {
        let told = SpecReader.tell(diagnostic, loaded.sources, hasColors: hasColors)
        if diagnostic.level == .error {
          if !errors.contains(told) { errors.append(told) }
        } else if !warnings.contains(told), !source.isBuiltIn || conventions != nil {
          warnings.append(told)
        }
      }
      if let spec = loaded.spec {
        checked.append(
          LoadedSpecs.CheckedFile(
            spec: spec, sources: loaded.sources, isBuiltIn: source.isBuiltIn))
      }
    }
    guard errors.isEmpty else { throw InputError(errors + warnings) }
    if !mayBeEmpty, checked.allSatisfy({ $0.spec.properties.isEmpty }) {
      let names = paths.joined(separator: ", ")
      throw InputError("\(names): there is no property to check (an `invariant` or a `possible`)")
    }
    try Self.refuseTwins(checked)
    let mistakes = Waivers.mistakes(in: checked)
    guard mistakes.isEmpty else { throw InputError(mistakes + warnings) }
    return LoadedSpecs(specs: checked, warnings: warnings)
  }

  /// The file of a pack in whose place the given conventions come: of several packs the one whose
  /// vocabulary they are for.
  private func replacement(
    in packs: [SpecPack]
  ) throws(InputError) -> (path: String, bytes: [UInt8])? {
    guard let conventions else { return nil }
    let bytes = try bytes(at: conventions)
    var pack = packs.first
    if packs.count > 1 {
      let loader = SpecLoader(vocabularies: .supported) { (_) throws(SourceReadError) -> [UInt8] in
        throw SourceReadError("conventions use no other file")
      }
      let vocabulary = loader.load(path: conventions, text: bytes).spec?.vocabulary
      pack = packs.first { $0.vocabulary == vocabulary } ?? pack
    }
    return pack.map { ($0.conventionsPath, bytes) }
  }

  /// Reads one file, whatever it holds, for its tests.
  ///
  /// - Returns: the file, if there is no error in it, and its diagnostics.
  static func load(file path: String) -> (LoadedSpecs.CheckedFile?, [ResultDiagnostic]) {
    let loader = SpecLoader(vocabularies: .supported) { (path) throws(SourceReadError) -> [UInt8] in
      try SpecReader.read(path)
    }
    do {
      let loaded = try loader.load(path: path)
      let file = loaded.spec.map {
        LoadedSpecs.CheckedFile(spec: $0, sources: loaded.sources, isBuiltIn: false)
      }
      return (file, loaded.diagnostics.map { tell($0, loaded.sources) })
    } catch {
      let message = "\(path): \(error.reason)"
      return (
        nil,
        [
          ResultDiagnostic(
            code: DiagnosticCode.fileNotFound.rawValue, level: "error", message: message,
            location: nil, fix: nil, rendered: "error: " + message)
        ]
      )
    }
  }

  /// Two files with properties of one name would make one result hide the other, unless they are about
  /// different worlds, which no result brings together.
  static func refuseTwins(_ files: [LoadedSpecs.CheckedFile]) throws(InputError) {
    var seen: [[String?]: SourceLocation] = [:]
    for (file, property) in files.flatMap({ file in file.spec.properties.map { (file, $0) } }) {
      let key = [file.spec.world?.name, property.name]
      if let first = seen[key] {
        guard first != property.location else {
          throw InputError("\(first.path) is given twice")
        }
        throw InputError(
          "\(property.location.path):\(property.location.line):\(property.location.column): "
            + "the property `\(property.name)` is also in \(first.path):\(first.line); give one of them another name"
        )
      }
      seen[key] = property.location
    }
  }

  private func bytes(at path: String) throws(InputError) -> [UInt8] {
    do {
      return try SpecReader.read(path)
    } catch {
      throw InputError(path.isEmpty ? error.reason : "\(path): \(error.reason)")
    }
  }

  /// The bytes of a regular file.
  static func read(_ path: String) throws(SourceReadError) -> [UInt8] {
    if path.hasPrefix(ToolContracts.scheme) { return try ToolContracts.bytes(at: path) }
    guard !path.isEmpty else { throw SourceReadError("the path of a spec is empty") }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw SourceReadError("there is no such file")
    }
    if isFolder.boolValue {
      throw SourceReadError("this is a directory; expected a .proviso file")
    }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw SourceReadError("the file cannot be opened; check its permissions")
    }
    defer { try? handle.close() }
    let data: Data
    do {
      // At the end of a file there is no data.
      data = try handle.read(upToCount: SpecLoader.largestFile + 1) ?? Data()
    } catch {
      throw SourceReadError("the file cannot be read")
    }
    guard data.count <= SpecLoader.largestFile else {
      throw SourceReadError("the file is larger than \(SpecLoader.largestFile >> 20) MB")
    }
    // Excerpts of such files would be noise, or show a plan's secrets.
    if data.first(where: { ![0x09, 0x0A, 0x0D, 0x20].contains($0) }) == UInt8(ascii: "{") {
      throw SourceReadError("this is JSON; expected a .proviso file (a plan stands without -s)")
    }
    if data.contains(0) { throw SourceReadError("this is a binary file; expected a .proviso file") }
    return [UInt8](data)
  }

  static func tell(
    _ diagnostic: Diagnostic, _ sources: SourceSet, hasColors: Bool = false
  ) -> ResultDiagnostic {
    let place = sources.location(of: diagnostic.span)
    return ResultDiagnostic(
      code: diagnostic.code.rawValue, level: diagnostic.level.rawValue,
      message: diagnostic.message,
      location: ResultLocation(path: place.path, line: place.line, column: place.column),
      fix: diagnostic.fix?.text,
      rendered: DiagnosticRenderer(hasColors: hasColors).render(diagnostic, in: sources))
  }
}

extension LoadedSpecs {
  /// The specs that have properties or are about a world, with these.
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
      kind: property.kind.rawValue, timing: property.timing,
      isOverRuns: PropertyShape.overRuns(property.body) != nil,
      documentation: property.documentation, because: property.because,
      reference: property.reference, tags: property.tags,
      location: ResultLocation(
        path: property.location.path, line: property.location.line,
        column: property.location.column))
  }
}
