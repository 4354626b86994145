import ProvisoInput
import ProvisoKernel
import ProvisoPlans
import ProvisoResult

/// Plans of calls that agents will make, in one of the formats of ``PlanFormat``.
package struct AgentPlanInput: InputKind {
  package let name = InputKindName.agentPlan
  package var vocabulary: VocabularySchema? { .agent }
  package let description = "a plan of agents"

  package var words: InputWords {
    InputWords(
      input: InputWords.Noun("plan"), run: "run", step: InputWords.Noun("call"),
      unknownValue: InputWords.Noun(unknown: .ofCalls))
  }

  /// Larger sources are not plans.
  private static let maximumBytes = 16 << 20

  /// Makes the kind.
  package init() {}

  package func likelihood(of source: InputSource) -> Likelihood {
    guard !source.isDirectory else { return .no }
    // Nothing else is written in YAML.
    if let file = source.file, file.hasSuffix(".yaml") || file.hasSuffix(".yml") { return .certain }
    let head = source.head
    guard !head.isEmpty, !head.starts(with: Array("PK\u{3}\u{4}".utf8)),
      !InputSource.contains(head, "\"format_version\""), let bytes = try? source.bytes(),
      bytes.count <= Self.maximumBytes, Self.hasWords(bytes)
    else { return .no }
    return AgentPlanReader.format(of: bytes) == nil ? .no : .certain
  }

  /// Whether the bytes contain the words that every plan of some format contains. This avoids
  /// parsing large files of other kinds.
  private static func hasWords(_ bytes: [UInt8]) -> Bool {
    func has(_ word: String) -> Bool { InputSource.contains(bytes, word) }
    return has("proviso.plan") || (has("\"nodes\"") && has("\"edges\""))
      || (has("\"StartAt\"") && has("\"States\""))
  }

  package func read(
    _ source: InputSource, in context: InputContext
  ) throws(InputError) -> Subject {
    let bytes = try source.bytes()
    let read: @Sendable (DeclaredCommands) throws(InputError) -> AgentPlan = {
      (declared) throws(InputError) in
      try Self.plan(bytes, of: source, in: context, declared: declared)
    }
    var subject = subject(
      of: try read(DeclaredCommands()), path: source.path, digest: Digest(of: bytes))
    subject.rereading = read
    return subject
  }

  private static func plan(
    _ bytes: [UInt8], of source: InputSource, in context: InputContext, declared: DeclaredCommands
  ) throws(InputError) -> AgentPlan {
    var commands = 0
    return try plan(bytes, of: source, in: context.scope, declared) {
      command, position, start in
      commands += 1
      return CallReading.shell(number: commands, declared: declared)(command, position, start)
    }
  }

  /// Reads a plan with its commands of a shell as they are written, so that calls can be compared with its
  /// steps.
  package static func written(
    _ source: InputSource, in scope: FileScope
  ) throws(InputError) -> AgentPlan {
    try plan(try source.bytes(), of: source, in: scope, DeclaredCommands(), shell: nil)
  }

  private static func plan(
    _ bytes: [UInt8], of source: InputSource, in scope: FileScope, _ declared: DeclaredCommands,
    shell: ShellCommandReader?
  ) throws(InputError) -> AgentPlan {
    do throws(AgentFormatError) {
      return try AgentPlanReader.read(
        bytes, base: declared.directory, paths: declared.paths, shell: shell,
        file: { (file) throws(AgentFormatError) -> [UInt8] in
          do throws(InputError) {
            let path = file.hasPrefix("/") ? file : source.folder + file
            return try InputSource(path: path, in: scope).bytes()
          } catch {
            throw AgentFormatError(
              "`\(file)` cannot be read: \(error.messages.joined(separator: "; "))")
          }
        })
    } catch {
      throw InputError(error, in: source.name)
    }
  }

  /// The subject of a plan in memory.
  package func subject(of plan: AgentPlan, path: String, digest: Digest) -> Subject {
    Subject(
      kind: self, model: .calls(plan), notes: PlanNotes(plan: plan), path: path,
      steps: plan.calls.count, digest: digest)
  }
}

/// The assumptions and gaps of a plan of agents.
private struct PlanNotes: InputNotes {
  let plan: AgentPlan

  var incompleteness: String? { plan.gaps.first }
  var notModelled: [String] { plan.notModelled }
  func assumptions(using relations: Set<Relation>) -> [String] { plan.assumptions }
}
