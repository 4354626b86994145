import JSON
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax
import ProvisoTerraform

/// Tells the long form of diagnostic codes (Diagnostics). The examples are checked when they
/// are told, so what is said of them is what would be said of a user's own spec.
public struct Explainer: Sendable {
  /// Whether the messages may have colours.
  public var hasColors: Bool

  /// Makes an explainer.
  public init(hasColors: Bool = false) { self.hasColors = hasColors }

  /// Every code with the kind of mistake in a few words, in order.
  public static var codes: [(code: String, title: String)] {
    DiagnosticCode.allCases.map { ($0.rawValue, $0.title) }.sorted { $0.0 < $1.0 }
  }

  /// The line that says how to learn more of errors, once below all of them; `nil` where none has a code.
  public static func hint(for diagnostics: [ResultDiagnostic]) -> String? {
    var codes: [String] = []
    for diagnostic in diagnostics where diagnostic.level == "error" {
      if !diagnostic.code.isEmpty, !codes.contains(diagnostic.code) {
        codes.append(diagnostic.code)
      }
    }
    guard let first = codes.first else { return nil }
    return codes.count <= mostHinted
      ? "`proviso explain \(codes.joined(separator: " "))` tells more"
      : "`proviso explain CODE` tells more of each, as in `proviso explain \(first)`"
  }

  /// Beyond this many codes the hint names only one.
  private static let mostHinted = 3

  /// The long form of a code, which may be written in lower case and without `PV`.
  ///
  /// - Throws: `InputError` where there is no such code.
  public func explain(_ written: String) throws(InputError) -> CodeExplanation {
    var name = written.uppercased()
    if !name.isEmpty, name.utf8.count <= 4, name.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      name = "PV" + String(repeating: "0", count: 4 - name.utf8.count) + name
    }
    guard let code = DiagnosticCode(rawValue: name) else {
      let near = Suggestion.nearest(to: name, among: DiagnosticCode.allCases.map(\.rawValue))
      throw InputError(
        "there is no code `\(written)`" + (near.map { "; did you mean \($0)?" } ?? "")
          + "\n`proviso explain` lists all codes")
    }
    let explanation = code.explanation
    return CodeExplanation(
      code: code.rawValue, level: code.level.rawValue, title: code.title, rule: explanation.rule,
      failing: explanation.failing.map(example), passing: example(explanation.passing))
  }

  private func example(_ example: Explanation.Example) -> CodeExplanation.Example {
    let files = example.files.merging([Explanation.path: ""]) { written, _ in written }
    let loader = SpecLoader(vocabularies: .supported) { (path) throws(SourceReadError) -> [UInt8] in
      guard let text = files[path], path != Explanation.path else {
        throw SourceReadError("there is no such file")
      }
      return Array(text.utf8)
    }
    let loaded = loader.load(path: Explanation.path, text: example.bytes)
    var told = loaded.diagnostics.map {
      SpecReader.tell($0, loaded.sources, hasColors: hasColors)
    }
    if example.needsPlan, let spec = loaded.spec {
      told += checked(
        LoadedSpecs.CheckedFile(spec: spec, sources: loaded.sources, isBuiltIn: false))
    }
    return CodeExplanation.Example(
      text: example.shown, files: example.files,
      plan: example.needsPlan ? Explanation.planInWords : nil, diagnostics: told)
  }

  /// What is said of a spec when the plan of the examples is checked against it.
  private func checked(_ file: LoadedSpecs.CheckedFile) -> [ResultDiagnostic] {
    let mistakes = Waivers.mistakes(in: [file])
    guard mistakes.isEmpty else { return mistakes }
    var verifier = Verifier()
    verifier.today = CalendarDate(Explanation.today)
    do {
      let document = try JSONDocument(text: Explanation.plan)
      let plan = try TerraformPlan(document: document)
      return try verifier.check(
        TerraformUniverse(plan), LoadedSpecs(specs: [file], warnings: []), PlanNotes(plan)
      ).diagnostics
    } catch {
      // A test reads the plan of the examples; what a check refuses, it says why.
      return (error as? InputError)?.diagnostics ?? []
    }
  }
}
