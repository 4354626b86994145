import ProvisoResult

/// The list of what proves each answer, beside the files themselves: `proviso.certificates/1`.
struct CertificateManifest: Codable {
  static let version = "proviso.certificates/1"
  static let name = "manifest.json"

  let schema: String
  let tool: CheckedFiles.Tool
  var inputs: [Subject]
  var properties: [Property]

  /// An input with the other files that its answers rest on.
  struct Subject: Codable {
    let input: CheckedFiles.Input
    let files: [CheckedFiles.File]
    let assumptions: [String]
  }

  /// The evidence for one property of one input.
  struct Property: Codable {
    let name: String
    /// The index of the input.
    let input: Int
    let spec: String
    let verdict: String
    /// The conjuncts of the inductive invariants, in the language.
    let invariant: [String]
    let queries: [Query]
    let arguments: [Argument]
    /// The runs that break it, or that reach its goal.
    let runs: [Run]
  }

  struct Query: Codable {
    let file: String
    let sha256: String
    let expected: String
  }

  /// A part of a proof that no query shows.
  struct Argument: Codable {
    let kind: String
    let text: String
    private let saidToNeedNoSolver: Bool

    init(_ kind: PropertyEvidence.Argument.Kind, _ text: String) {
      self.kind = kind.rawValue
      self.text = text
      saidToNeedNoSolver = kind.needsNoSolver
    }

    /// Whether it is known to need no solver. Anyone could have written the manifest, so its kind decides,
    /// and one that is not known needs whatever it is.
    var needsNoSolver: Bool {
      PropertyEvidence.Argument.Kind(rawValue: kind)?.needsNoSolver ?? false
    }

    private enum CodingKeys: String, CodingKey {
      case kind, text
      case saidToNeedNoSolver = "needs_no_solver"
    }
  }

  struct Run: Codable {
    let file: String
    let sha256: String
  }
}
