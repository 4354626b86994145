import ProvisoKernel
import ProvisoSyntax

/// The files with the options of commands that worlds name.
struct CommandFiles {
  /// The files, each once.
  private(set) var files: [WorldCommandFile] = []

  /// Reads the files that a world names.
  ///
  /// - Parameters:
  ///   - syntax: the world.
  ///   - path: the path of the world.
  ///   - read: reads a file.
  /// - Returns: the mistakes.
  mutating func add(
    namedIn syntax: SyntaxFile, at path: String, read: SpecLoader.Reader
  ) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    for case .world(.commandFile(let name)) in syntax.items {
      guard let path = RelativePath.resolve(name.text, from: path) else {
        diagnostics.append(
          Diagnostic(
            .pathNotRelative, at: name.span,
            "`commands` takes a path that is relative to this file, as in `\"acme.yaml\"`"))
        continue
      }
      if files.contains(where: { $0.path == path }) { continue }
      do throws(SourceReadError) {
        let bytes = try read(path)
        guard bytes.count <= SpecLoader.largestFile else {
          throw SourceReadError(
            "it has \(bytes.count) bytes, but the limit is \(SpecLoader.largestFile)")
        }
        files.append(WorldCommandFile(path: path, bytes: bytes))
      } catch {
        diagnostics.append(
          Diagnostic(.fileNotFound, at: name.span, "`\(path)` cannot be read: \(error.reason)"))
      }
    }
    return diagnostics
  }
}
