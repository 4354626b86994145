import Foundation
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax

/// Reads specs from files, from texts and from packs.
package struct SpecReader: Sendable {
  /// The vocabularies that a spec can be written for.
  let vocabularies: [VocabularySchema]
  /// A file that replaces the conventions of a pack.
  var conventions: String?

  /// Reads specs. An empty list means the standard pack.
  ///
  /// - Parameter mayBeEmpty: whether specs without a property are accepted.
  /// - Throws: `InputError` with every mistake of every file.
  func load(_ specs: [SpecSource], mayBeEmpty: Bool = false) throws(InputError) -> LoadedSpecs {
    let texts = try texts(of: specs.isEmpty ? [.path(SpecPack.standard.name)] : specs)
    let packed = Dictionary(
      texts.filter(\.isBuiltIn).map { ($0.path, $0.bytes) }, uniquingKeysWith: { $1 })
    let builtIn = SpecLoader(vocabularies: vocabularies) { (path) throws(SourceReadError) in
      guard let bytes = packed[path] else { throw SourceReadError("there is no such file") }
      return bytes
    }
    var checked: [LoadedSpecs.CheckedFile] = []
    var errors: [ResultDiagnostic] = []
    var warnings: [ResultDiagnostic] = []
    for text in texts {
      let loaded = (text.isBuiltIn ? builtIn : onDisk).load(path: text.path, text: text.bytes)
      for diagnostic in loaded.diagnostics {
        let shown = ResultDiagnostic(diagnostic, in: loaded.sources)
        if diagnostic.level == .error {
          if !errors.contains(shown) { errors.append(shown) }
        } else if !warnings.contains(shown), !text.isBuiltIn || conventions != nil {
          warnings.append(shown)
        }
      }
      if let spec = loaded.spec {
        checked.append(
          LoadedSpecs.CheckedFile(
            spec: spec, sources: loaded.sources, isBuiltIn: text.isBuiltIn))
      }
    }
    guard errors.isEmpty else { throw InputError(errors + warnings) }
    if !mayBeEmpty, checked.allSatisfy({ $0.spec.properties.isEmpty }) {
      let names = specs.map(\.name).joined(separator: ", ")
      throw InputError("\(names): there is no property to check (an `invariant` or a `possible`)")
    }
    try Self.rejectSameNames(in: checked)
    let mistakes = Waivers.mistakes(in: checked)
    guard mistakes.isEmpty else { throw InputError(mistakes + warnings) }
    return LoadedSpecs(specs: checked, warnings: warnings)
  }

  private struct SourceText {
    let path: String
    let bytes: [UInt8]
    let isBuiltIn: Bool
  }

  private func texts(of specs: [SpecSource]) throws(InputError) -> [SourceText] {
    let packs = specs.compactMap { spec in
      if case .path(let path) = spec { SpecPack.named(path) } else { nil }
    }
    let replacement = try replacement(in: packs)
    var texts: [SourceText] = []
    for spec in specs {
      switch spec {
      case .text(let text, let name):
        texts.append(SourceText(path: name, bytes: Array(text.utf8), isBuiltIn: false))
      case .path(let path):
        guard let pack = SpecPack.named(path) else {
          texts.append(SourceText(path: path, bytes: try bytes(at: path), isBuiltIn: false))
          continue
        }
        texts += pack.files.map { file in
          let isReplaced = file.path == replacement?.path
          return SourceText(
            path: file.path, bytes: (isReplaced ? replacement?.bytes : nil) ?? file.bytes,
            isBuiltIn: true)
        }
      }
    }
    return texts
  }

  private var onDisk: SpecLoader {
    SpecLoader(vocabularies: vocabularies) { (path) throws(SourceReadError) in
      try Self.read(path)
    }
  }

  /// The file of a pack that the given conventions replace. If there are several packs, it is the
  /// one with the same vocabulary.
  private func replacement(
    in packs: [SpecPack]
  ) throws(InputError) -> (path: String, bytes: [UInt8])? {
    guard let conventions else { return nil }
    let bytes = try bytes(at: conventions)
    var pack = packs.first
    if packs.count > 1 {
      let loader = SpecLoader(vocabularies: vocabularies) { (_) throws(SourceReadError) in
        throw SourceReadError("conventions cannot use other files")
      }
      let vocabulary = loader.load(path: conventions, text: bytes).spec?.vocabulary
      pack = packs.first { $0.vocabulary == vocabulary } ?? pack
    }
    return pack.map { ($0.conventionsPath, bytes) }
  }

  /// Reads one file with or without properties.
  ///
  /// - Returns: the file, if there is no error in it, and its diagnostics.
  func load(file path: String) -> (LoadedSpecs.CheckedFile?, [ResultDiagnostic]) {
    do {
      let loaded = try onDisk.load(path: path)
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
      throw InputError(path.isEmpty ? error.reason : "\(path): \(error.reason)")
    }
  }

  /// The bytes of a spec: a regular file or a built-in contract.
  package static func read(_ path: String) throws(SourceReadError) -> [UInt8] {
    if path.hasPrefix(ToolContracts.scheme) { return try ToolContracts.bytes(at: path) }
    let bytes: [UInt8]
    do throws(FileReader.Failure) {
      bytes = try FileReader.bytes(of: path, limit: SpecLoader.largestFile)
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
