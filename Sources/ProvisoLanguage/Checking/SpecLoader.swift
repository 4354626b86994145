import ProvisoKernel
import ProvisoSyntax

/// The reason why a spec or a file that it uses cannot be read.
package struct SourceReadError: Error, Hashable, Sendable {
  /// The reason in a few words ("no such file").
  package let reason: String

  /// Makes an error.
  package init(_ reason: String) { self.reason = reason }
}

/// The result of loading a spec.
package struct LoadedSpec: Sendable {
  /// The spec; `nil` if and only if there is an error among the diagnostics.
  package let spec: Spec?
  /// The errors and warnings, file by file, in the order of the source.
  package let diagnostics: [Diagnostic]
  /// The files that were read, to render the diagnostics.
  package let sources: SourceSet
  /// The values from outside that the files use.
  package var values = ValueUse()
}

/// Reads and checks a spec and the files that it uses.
package struct SpecLoader: Sendable {
  /// Returns the bytes of the file at a path, for example from a disk or from memory.
  package typealias Reader = @Sendable (_ path: String) throws(SourceReadError) -> [UInt8]

  /// The largest file that is read, in bytes.
  package static let largestFile = SourceFile.largest
  /// The largest number of files that are read for one spec, including the spec itself.
  package static let maximumFileCount = 1_000
  /// The largest number of diagnostics that one check lists.
  package static let maximumDiagnosticCount = Diagnostic.mostListed

  private let vocabularies: [VocabularySchema]
  private let given: GivenValues
  private let fileExtension: FileExtension?
  private let read: Reader

  /// Makes a loader.
  ///
  /// - Parameters:
  ///   - vocabularies: the vocabularies that a spec can be for.
  ///   - given: the values from outside. Without them, `today` is the first day of 1970.
  ///   - fileExtension: a file that extends another; `nil` for none.
  ///   - read: reads the files that a spec uses. Their paths are relative to the same folder as the path
  ///     of the spec.
  package init(
    vocabularies: [VocabularySchema], given: GivenValues = GivenValues(),
    extending fileExtension: FileExtension? = nil, read: @escaping Reader
  ) {
    self.vocabularies = vocabularies
    self.given = given
    self.fileExtension = fileExtension
    self.read = read
  }

  /// Reads and checks the spec at a path.
  ///
  /// - Throws: `SourceReadError` if the file itself cannot be read. Errors in the files that it uses are
  ///   diagnostics.
  package func load(path: String) throws(SourceReadError) -> LoadedSpec {
    load(path: path, text: try read(path))
  }

  /// Checks a spec with the given text.
  package func load(path: String, text: String) -> LoadedSpec {
    load(path: path, text: Array(text.utf8))
  }

  /// Checks a spec with the given bytes.
  package func load(path: String, text: [UInt8]) -> LoadedSpec {
    var session = LoadingSession(
      vocabularies: vocabularies, given: given, extending: fileExtension, read: read)
    let spec = session.load(path: path, text: text)
    return LoadedSpec(
      spec: spec, diagnostics: session.finishedDiagnostics(), sources: session.sources,
      values: session.values)
  }

  /// Checks specs that use each other, such as those of a pack, and reads each file once.
  ///
  /// - Returns: the specs in the order of `texts`; `nil` if one has a mistake or is about a world. Then
  ///   each has to be checked by itself, which also finds the diagnostics of each.
  package func loadAll(_ texts: [(path: String, text: [UInt8])]) -> [LoadedSpec]? {
    var session = LoadingSession(
      vocabularies: vocabularies, given: given, extending: fileExtension, read: read)
    guard let specs = session.loadAll(texts) else { return nil }
    return specs.map {
      LoadedSpec(
        spec: $0, diagnostics: session.finishedDiagnostics(), sources: session.sources,
        values: session.values)
    }
  }
}
