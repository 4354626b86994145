import Proviso
import ProvisoInput
import ProvisoReport
import ProvisoResult

extension CheckCommand {
  /// The question to every part of a list, so that the answers of all parts are those of one check.
  ///
  /// - Parameter specs: the specs that were read; `nil` if no input needs any.
  func question(_ verifier: Verifier, _ specs: LoadedSpecs?) -> [ShardAnswer.QuestionPart] {
    func part(_ name: String, _ texts: [String]) -> ShardAnswer.QuestionPart {
      .init(name, digest: Digest(of: texts.flatMap { Array($0.utf8) + [0] }).value)
    }
    // Only the contents count: each job can have the files in a folder of its own.
    func content(of paths: [String]) -> [String] {
      paths.map { path in
        // A pipe can be read only once, and a plan in a directory is found by a program.
        guard FileReader.kind(of: path) == .regular, let bytes = try? FileReader.bytes(of: path)
        else { return "no file" }
        return Digest(of: bytes).value
      }
    }
    let files = spec.filter { FileReader.kind(of: $0) == .regular }
    let packs = spec.filter { FileReader.kind(of: $0) != .regular }
    return [
      part("the version of proviso or of its solver", [Verifier.version, Verifier.solver]),
      part("the content of the plans", content(of: plan)),
      part(
        "the specs",
        packs + content(of: files) + (specs?.files.map { Digest(of: $0.bytes).value } ?? [])),
      part(
        "--only, --exclude or --tags",
        [rules.only, rules.exclude, rules.tags].map { $0.sorted().joined(separator: "\n") }),
      part(
        "the settings, the conventions, the baseline or the policies",
        otherFiles(verifier).map(\.sha256)
          + content(of: [rules.baseline].compactMap(\.self) + policies.policy)),
      part(
        "an option that changes the answer",
        [
          "\(String(describing: strict)) \(String(describing: failOnPreexisting))",
          flow.rawValue, recordFormat.map { "\($0)" } ?? "", rules.failOn?.rawValue ?? "",
          today.map { "\($0)" } ?? "",
        ] + values.assignments.map { "\($0.name)=\($0.text)" } + policies.approve),
    ]
  }
}
