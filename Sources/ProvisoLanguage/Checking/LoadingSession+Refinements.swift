import ProvisoKernel
import ProvisoSyntax

/// The worlds that a world refines. Each is loaded by itself, as `explore` would load it, because its
/// names may be the same.
extension LoadingSession {
  /// The largest number of worlds that one world refines.
  static let mostRefined = 20

  /// Loads the worlds that the `refines` of a file name. One that cannot be loaded is reported.
  ///
  /// - Returns: their specs by the paths that the file writes, and the files that were read.
  mutating func loadRefined(by file: SyntaxFile) -> (specs: [String: Spec], files: [SourceFile]) {
    var specs: [String: Spec] = [:]
    var read: [SourceFile] = []
    var known: Set<String> = []
    for case .property(let property) in file.items {
      guard let written = property.refinement?.path, known.insert(written.text).inserted else {
        continue
      }
      guard known.count <= Self.mostRefined else {
        diagnostics.append(
          Diagnostic(
            .tooLarge, at: written.span, "a world refines at most \(Self.mostRefined) others"))
        break
      }
      guard let found = load(refined: written) else { continue }
      if let spec = found.spec { specs[written.text] = spec }
      read += found.files
    }
    return (specs, read)
  }

  private mutating func load(
    refined written: SyntaxText
  ) -> (spec: Spec?, files: [SourceFile])? {
    func report(_ code: DiagnosticCode, _ message: String) {
      diagnostics.append(Diagnostic(code, at: written.span, message))
    }
    guard let path = RelativePath.resolve(written.text, from: sources.files[0].path) else {
      report(
        .pathNotRelative,
        "`from` takes a path that is relative to this file, as in `\"../clock.proviso\"`")
      return nil
    }
    let bytes: [UInt8]
    do throws(SourceReadError) {
      bytes = try read(path)
    } catch {
      report(.fileNotFound, "`\(path)` cannot be read: \(error.reason)")
      return nil
    }
    var session = LoadingSession(
      vocabularies: vocabularies, given: given, extending: nil, read: read)
    session.isRefined = true
    let spec = session.load(path: path, text: bytes)
    values.formUnion(session.values)
    if let mistake = session.finishedDiagnostics().first(where: { $0.level == .error }) {
      let place = session.sources.location(of: mistake.span)
      report(
        .badRefinement,
        "`\(path)` has a mistake at line \(place.line), column \(place.column) of `\(place.path)`: \(mistake.message)"
      )
      return nil
    }
    guard session.files.first?.isWorld == true, spec?.world != nil else {
      report(.badRefinement, "`\(path)` is no world, and only a world can be refined")
      return nil
    }
    return (spec, session.sources.files)
  }
}

extension SyntaxItem {
  /// Whether it is a `refines`.
  var isRefinement: Bool {
    if case .property(let property) = self { property.kind == .refinement } else { false }
  }
}
