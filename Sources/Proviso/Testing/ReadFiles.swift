import ProvisoInput
import ProvisoLanguage
import ProvisoResult

extension TestRunner {
  /// The specs of a run of tests.
  struct ReadFiles: Sendable {
    /// The files without a mistake, and then the packs whose rules a test expects.
    private(set) var files: [LoadedSpecs.CheckedFile] = []
    /// The number of `files` that are at or below the paths.
    let given: Int
    private(set) var diagnostics: [ResultDiagnostic] = []

    /// Reads every spec at or below the paths.
    ///
    /// - Throws: `InputError` if there is none, or a variable with a value is in none of them.
    init(_ paths: [String], by verifier: Verifier) throws(InputError) {
      var declared: [String] = []
      for path in try SpecFinder.specs(at: paths) {
        let (file, found) = verifier.reader.load(file: path, variables: &declared)
        for diagnostic in found where !diagnostics.contains(diagnostic) {
          diagnostics.append(diagnostic)
        }
        if let file { files.append(file) }
      }
      let unknown = verifier.reader.unknownVariables(among: declared)
      guard unknown.isEmpty else { throw InputError(unknown) }
      given = files.count
      files += try Self.packs(neededBy: files, by: verifier)
    }

    /// The files of the packs whose rules a test expects.
    private static func packs(
      neededBy files: [LoadedSpecs.CheckedFile], by verifier: Verifier
    ) throws(InputError) -> [LoadedSpecs.CheckedFile] {
      let own = Set(files.flatMap(\.spec.properties).map(\.name))
      let wanted = files.filter { file in
        file.spec.tests.flatMap(\.expectations).contains { !own.contains($0.property) }
      }
      let vocabularies = Set(wanted.map(\.spec.vocabulary))
      var out: [LoadedSpecs.CheckedFile] = []
      for pack in SpecPack.all where vocabularies.contains(pack.vocabulary) {
        var reader = verifier.reader
        reader.adjustments.rules = []
        reader.adjustments.variables = []
        out += try reader.load([.path(pack.name)]).specs.filter { !$0.spec.properties.isEmpty }
      }
      return out
    }
  }
}
