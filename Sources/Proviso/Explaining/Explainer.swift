import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax

/// Explains diagnostic codes at length (Diagnostics). Each example is checked when it is shown, so
/// its diagnostics are those that a user's own spec would get.
public struct Explainer: Sendable {
  /// Whether the messages may have colours.
  public var hasColors: Bool

  /// Makes an explainer.
  public init(hasColors: Bool = false) { self.hasColors = hasColors }

  /// All codes in order, each with a short title.
  public static var codes: [(code: String, title: String)] {
    DiagnosticCode.allCases.map { ($0.rawValue, $0.title) }.sorted { $0.0 < $1.0 }
  }

  /// The explanation of a code, which may be written in lower case, or as a number without `PV`.
  ///
  /// - Throws: `InputError` if there is no such code.
  public func explain(_ written: String) throws(InputError) -> CodeExplanation {
    var name = written.uppercased()
    if !name.isEmpty, name.utf8.count <= 4, name.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      name = "PV" + String(repeating: "0", count: 4 - name.utf8.count) + name
    }
    guard let code = DiagnosticCode(rawValue: name) else {
      let near = Suggestion.nearest(to: name, among: DiagnosticCode.allCases.map(\.rawValue))
      throw InputError(
        "there is no code `\(written)`"
          + (near.map { "; did you mean \($0)?" } ?? ""), remedy: .codes)
    }
    let explanation = code.explanation
    return CodeExplanation(
      code: code.rawValue, level: code.level == .error ? .error : .warning, title: code.title,
      rule: explanation.rule,
      failing: explanation.failing.map(example), passing: example(explanation.passing))
  }

  private func example(_ example: Explanation.Example) -> CodeExplanation.Example {
    let files = example.files.merging([Explanation.path: ""]) { written, _ in written }
    let loader = SpecLoader(vocabularies: InputKinds.builtIn.vocabularies) {
      (path) throws(SourceReadError) -> [UInt8] in
      guard let text = files[path], path != Explanation.path else {
        throw SourceReadError("there is no such file")
      }
      return Array(text.utf8)
    }
    let loaded = loader.load(path: Explanation.path, text: example.bytes)
    var diagnostics = loaded.diagnostics.map {
      ResultDiagnostic($0, in: loaded.sources, hasColors: hasColors)
    }
    if example.needsPlan, let spec = loaded.spec {
      diagnostics += checked(
        LoadedSpecs.CheckedFile(spec: spec, sources: loaded.sources, isBuiltIn: false))
    }
    return CodeExplanation.Example(
      text: example.shown, files: example.files,
      plan: example.needsPlan ? Explanation.planDescription : nil, diagnostics: diagnostics)
  }

  /// The diagnostics of checking the plan of the examples against a spec.
  private func checked(_ file: LoadedSpecs.CheckedFile) -> [ResultDiagnostic] {
    let mistakes = Waivers.mistakes(in: [file])
    guard mistakes.isEmpty else { return mistakes }
    var verifier = Verifier()
    verifier.today = CalendarDate(Explanation.today)
    do throws(InputError) {
      return try verifier.wait { (run) throws(InputError) in
        try run.check(
          .text(Explanation.plan, name: "plan.json"),
          against: LoadedSpecs(specs: [file], warnings: []))
      }.diagnostics
    } catch {
      // A test ensures that the plan of the examples can be read, so the error is about the spec.
      return error.diagnostics
    }
  }
}
