import Essentials
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax

/// Reads specs from files, from texts and from packs.
package struct SpecReader: Sendable {
  /// The vocabularies that a spec can be written for.
  let vocabularies: [VocabularySchema]
  /// A file that extends the conventions of a pack.
  var conventions: String?
  /// The files that specs may use.
  var reach = FileReach()
  /// The caller's changes of the specs.
  var adjustments = SpecAdjustments()
  /// The value of `today`; by default the first day of 1970.
  var today = CalendarDate(secondsSince1970: 0)
  /// The properties that are judged.
  var selection = RuleSelection()
  /// Called with the name of each spec before it is read.
  var reading: (@Sendable (String) -> Void)?
  /// Whether a `var` without a value gets one of its type, because nothing is judged.
  var fillsGaps = false

  /// Reads specs. An empty list means the standard pack.
  ///
  /// - Parameter mayBeEmpty: whether specs without a property are accepted.
  /// - Throws: `InputError` with every mistake of every file.
  func load(_ specs: [SpecSource], mayBeEmpty: Bool = false) throws(InputError) -> LoadedSpecs {
    let texts = try texts(of: specs.isEmpty ? [.path(SpecPack.standard.name)] : specs)
    let packed = Dictionary(
      texts.filter(\.isBuiltIn).map { ($0.path, $0.bytes) }, uniquingKeysWith: { $1 })
    let builtIn = SpecLoader(
      vocabularies: vocabularies, given: givenToPacks, extending: try fileExtension(in: texts)
    ) { (path) throws(SourceReadError) in
      guard let bytes = packed[path] else { throw SourceReadError("there is no such file") }
      return bytes
    }
    var checked: [LoadedSpecs.CheckedFile] = []
    var errors: [ResultDiagnostic] = []
    var warnings: [ResultDiagnostic] = []
    var all: [(spec: LoadedSpec, isBuiltIn: Bool)] = []
    let packs = texts.filter(\.isBuiltIn)
    // The files of a pack use each other. They have no mistakes unless a caller's conventions do.
    let wholes =
      conventions == nil ? builtIn.loadAll(packs.map { ($0.path, $0.bytes) }) : nil
    let whole = Dictionary(
      zip(packs.map(\.path), wholes ?? []), uniquingKeysWith: { first, _ in first })
    for text in texts {
      if !text.isBuiltIn { reading?(text.path) }
      let known = text.isBuiltIn ? whole[text.path] : nil
      let loaded =
        known
        ?? (text.isBuiltIn ? builtIn : onDisk(scope(of: text.path)))
        .load(path: text.path, text: text.bytes)
      for diagnostic in loaded.diagnostics {
        let shown = ResultDiagnostic(diagnostic, in: loaded.sources)
        if diagnostic.level == .error {
          if !errors.contains(shown) { errors.append(shown) }
        } else if !warnings.contains(shown), !text.isBuiltIn || conventions != nil {
          warnings.append(shown)
        }
      }
      all.append((loaded, text.isBuiltIn))
      if let spec = loaded.spec {
        checked.append(
          LoadedSpecs.CheckedFile(
            spec: spec, sources: loaded.sources, isBuiltIn: text.isBuiltIn))
      }
    }
    guard errors.isEmpty else {
      let missing = all.lazy.flatMap(\.spec.values.missing).first
      throw InputError(errors + warnings, remedy: missing.map { .value(variable: $0) })
    }
    let values = try values(of: all)
    if !mayBeEmpty, checked.allSatisfy({ $0.spec.properties.isEmpty }) {
      let names = specs.map(\.name).joined(separator: ", ")
      throw InputError("\(names): there is no property to check (an `invariant` or a `possible`)")
    }
    try Self.rejectSameNames(in: checked)
    let mistakes = Waivers.mistakes(in: checked)
    guard mistakes.isEmpty else { throw InputError(mistakes + warnings) }
    let (adjusted, rules) = try applyingRules(to: checked)
    let (selected, unmet) = try selection.applied(to: adjusted)
    let names = Set(selected.flatMap(\.spec.properties).map(\.name))
    return LoadedSpecs(
      specs: selected, warnings: warnings,
      rules: rules.filter { selection.isEverything || names.contains($0.rule) }, values: values,
      unmet: unmet)
  }

  private struct SourceText {
    let path: String
    let bytes: [UInt8]
    let isBuiltIn: Bool
  }

  private func texts(of specs: [SpecSource]) throws(InputError) -> [SourceText] {
    var texts: [SourceText] = []
    for spec in specs {
      reading?(spec.name)
      switch spec {
      case .text(let text, let name):
        texts.append(SourceText(path: name, bytes: Array(text.utf8), isBuiltIn: false))
      case .path(let path):
        guard let pack = SpecPack.named(path) else {
          texts.append(SourceText(path: path, bytes: try bytes(at: path), isBuiltIn: false))
          continue
        }
        texts += pack.files.map { file in
          SourceText(path: file.path, bytes: file.bytes, isBuiltIn: true)
        }
      }
    }
    return texts
  }

  /// Reads the files that a spec uses, if they are in a scope.
  private func onDisk(_ scope: FileScope) -> SpecLoader {
    SpecLoader(vocabularies: vocabularies, given: given) { (path) throws(SourceReadError) in
      try Self.read(path, in: scope)
    }
  }

  /// The folders of the files that a spec may use.
  private func scope(of path: String) -> FileScope {
    reach.scope(of: path)
  }

  /// The given conventions, which extend those of a pack. If there are several packs, it is the one
  /// with the same vocabulary.
  private func fileExtension(in texts: [SourceText]) throws(InputError) -> FileExtension? {
    guard let conventions else { return nil }
    let bytes = try bytes(at: conventions)
    let packs = SpecPack.all.filter { pack in
      texts.contains { $0.isBuiltIn && $0.path == pack.conventionsPath }
    }
    guard let first = packs.first else {
      throw InputError(
        "\(conventions): only a pack with a conventions.proviso can take other conventions, and none of this check has one"
      )
    }
    var pack = first
    if packs.count > 1 {
      let loader = SpecLoader(vocabularies: vocabularies) { (_) throws(SourceReadError) in
        throw SourceReadError("conventions cannot use other files")
      }
      let vocabulary = loader.load(path: conventions, text: bytes).spec?.vocabulary
      pack = packs.first { $0.vocabulary == vocabulary } ?? first
    }
    return pack.conventionsPath.map { FileExtension(of: $0, path: conventions, bytes: bytes) }
  }

  /// Reads one file with or without properties.
  ///
  /// - Returns: the file, if there is no error in it, and its diagnostics.
  func load(
    file path: String, in scope: FileScope? = nil
  ) -> (LoadedSpecs.CheckedFile?, [ResultDiagnostic]) {
    var variables: [String] = []
    return load(file: path, in: scope, variables: &variables)
  }

  /// Reads one file with or without properties.
  ///
  /// - Parameters:
  ///   - scope: the folders that the file and those that it uses must lie in; `nil` for a file that
  ///     the caller gives.
  ///   - variables: gets the names of the `var`s that the file and those that it uses declare.
  /// - Returns: the file, if there is no error in it, and its diagnostics.
  func load(
    file path: String, in scope: FileScope? = nil, variables: inout [String]
  ) -> (LoadedSpecs.CheckedFile?, [ResultDiagnostic]) {
    reading?(path)
    do {
      let text = try Self.read(path, in: scope ?? .everywhere)
      let loaded = onDisk(scope ?? self.scope(of: path)).load(path: path, text: text)
      variables += loaded.values.variables.map(\.name)
      let file = loaded.spec.map {
        LoadedSpecs.CheckedFile(spec: $0, sources: loaded.sources, isBuiltIn: false)
      }
      return (file, loaded.diagnostics.map { ResultDiagnostic($0, in: loaded.sources) })
    } catch {
      let message = "\(path): \(error.reason)"
      let diagnostic = ResultDiagnostic(
        code: DiagnosticCode.fileNotFound.rawValue, level: .error, message: message, location: nil,
        fix: nil, rendered: "error: " + message)
      return (nil, [diagnostic])
    }
  }

  /// Rejects two properties of the same name, because they would hide each other in a result.
  /// Different worlds are never in one result, so their properties may share names.
  static func rejectSameNames(in files: [LoadedSpecs.CheckedFile]) throws(InputError) {
    var seen: [[String?]: SourceLocation] = [:]
    for (file, property) in files.flatMap({ file in file.spec.properties.map { (file, $0) } }) {
      let key = [file.spec.world?.name, property.name]
      let location = property.location
      if let first = seen[key] {
        guard first != location else { throw InputError("\(first.path) is given twice") }
        throw InputError(
          InputError.position(location.path, line: location.line, column: location.column)
            + "the property `\(property.name)` is also in \(first.path):\(first.line); give one of "
            + "them another name")
      }
      seen[key] = location
    }
  }

  private func bytes(at path: String) throws(InputError) -> [UInt8] {
    do {
      return try Self.read(path)
    } catch {
      let isName = !path.contains("/") && !path.contains(".")
      let meant =
        isName ? Suggestion.nearest(to: path, among: SpecPack.all.map(\.name)) : nil
      throw InputError(
        (path.isEmpty ? error.reason : "\(path): \(error.reason)")
          + (meant.map { "; did you mean the pack `\($0)`?" } ?? ""))
    }
  }

  /// The bytes of a spec: a regular file or a built-in contract.
  ///
  /// - Parameter scope: the folders that may be read.
  package static func read(
    _ path: String, in scope: FileScope = .everywhere
  ) throws(SourceReadError) -> [UInt8] {
    if path.hasPrefix(ToolContracts.scheme) { return try ToolContracts.bytes(at: path) }
    let bytes: [UInt8]
    do throws(FileReader.Failure) {
      bytes = try FileReader.bytes(of: path, limit: SpecLoader.largestFile, in: scope)
    } catch {
      throw SourceReadError(
        error == .emptyPath
          ? "the path of a spec is empty" : error.reason(expected: "a .proviso file"))
    }
    // Excerpts of JSON could show secrets of a plan, and those of a binary file would be
    // unreadable.
    if bytes.first(where: { ![0x09, 0x0A, 0x0D, 0x20].contains($0) }) == UInt8(ascii: "{") {
      throw SourceReadError("this is JSON, like a plan; expected a .proviso file")
    }
    if bytes.contains(0) {
      throw SourceReadError("this is a binary file; expected a .proviso file")
    }
    return bytes
  }
}
