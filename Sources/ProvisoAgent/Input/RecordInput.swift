import ProvisoInput
import ProvisoKernel
import ProvisoPlans
import ProvisoResult

/// The options for records of calls.
public struct RecordOptions: InputOption, Equatable {
  /// The kind of flow between calls that counts.
  public var flow = FlowKind.implicit
  /// The format of the record; `nil` to detect it from the content.
  public var format: AgentFormat?
  /// The policies of the tools.
  public var policies = ToolPolicies()
  /// The values that a person approved.
  public var approvals: [ApprovedValue] = []
  /// The number of calls, from the first, that are steps of a plan which the record follows. The plan
  /// decides their values.
  package var plannedCalls = 0

  /// The default choices.
  public init() {}
}

extension InputOptions {
  /// The choices for records of calls.
  public var records: RecordOptions {
    get { self[RecordOptions.self] }
    set { self[RecordOptions.self] = newValue }
  }
}

/// Records of calls that agents made, in one of the formats of ``AgentFormat``.
package struct RecordInput: InputKind {
  package let name = InputKindName.record
  package var vocabulary: VocabularySchema? { .agent }
  package let description = "a record of agents' calls"

  package var words: InputWords {
    InputWords(
      input: InputWords.Noun("record"), run: "run", step: InputWords.Noun("call"),
      openOrder: .hint(
        "a call failed in the source, and later calls are assumed not to wait for it: the source may "
          + "exclude the order of this run"),
      unknownValue: InputWords.Noun(unknown: .ofCalls))
  }

  /// Makes the kind.
  package init() {}

  package func likelihood(of source: InputSource) -> Likelihood {
    guard !source.isDirectory,
      let first = source.head.first(where: { $0 > 0x20 }),
      first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    else { return .no }
    guard let bytes = try? source.bytes(), AgentImporter.recognises(bytes) else { return .possible }
    return .certain
  }

  package func read(
    _ source: InputSource, in context: InputContext
  ) throws(InputError) -> Subject {
    guard source.file != "" else { throw InputError("the path of the record is empty") }
    let bytes = try source.bytes()
    do throws(AgentFormatError) {
      return try subject(
        of: try AgentImporter.read(bytes, as: context.options.records.format),
        context.options.records, path: source.path,
        digest: Digest(of: bytes))
    } catch {
      throw InputError(error, in: source.name)
    }
  }

  /// The subject of a record in memory.
  ///
  /// - Throws: `AgentFormatError` with the reason why its calls have no order.
  package func subject(
    of trace: AgentTrace, _ options: RecordOptions, path: String, digest: Digest
  ) throws(AgentFormatError) -> Subject {
    @Sendable func universe(_ trace: AgentTrace) throws(AgentFormatError) -> AgentUniverse {
      try AgentUniverse(
        trace, flow: options.flow, policies: options.policies, approvals: options.approvals,
        plannedCalls: options.plannedCalls)
    }
    let own = try universe(trace)
    @Sendable func read(_ declared: DeclaredCommands) -> RecordedCommands {
      RecordedCommands(trace, in: declared.directory, paths: declared.paths) {
        CallReading.shell(number: $0 + 1, declared: declared)
      }
    }
    let commands = read(DeclaredCommands())
    let recorded = RecordedCalls(
      runsCommands: commands.hasCommands,
      commandTools: RecordedCommands.tools,
      commandArguments: RecordedCommands.arguments,
      calledTools: Set(ShellReader.tools.map(\.name)), directory: commands.base,
      plan: { unnamed, declared, problem in
        let own = declared.isEmpty ? commands : read(declared)
        return RecordedPlan(trace: trace, commands: own).plan(unnamed: unnamed, problem: problem)
      },
      expanded: { () throws(InputError) in
        do throws(AgentFormatError) {
          let all = try universe(ExpandedTrace.make(of: trace, with: commands))
          return subject(of: all, path: path, digest: digest, recorded: nil)
        } catch {
          throw InputError(error, in: path)
        }
      })
    return subject(of: own, path: path, digest: digest, recorded: recorded)
  }

  private func subject(
    of universe: AgentUniverse, path: String, digest: Digest, recorded: RecordedCalls?
  ) -> Subject {
    Subject(
      kind: self, description: "\(description) (\(universe.trace.format))", model: .order(universe),
      notes: RecordNotes(universe), path: path, steps: universe.trace.calls.count, digest: digest,
      recorded: recorded)
  }
}

extension InputError {
  /// The reason why a source cannot be read as calls or as a plan of agents.
  package init(_ error: AgentFormatError, in path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    self.init(
      error.all.map { mistake in
        let file = mistake.file.map { $0.hasPrefix("/") ? $0 : folder + $0 } ?? path
        return InputError.position(file, line: mistake.line, column: mistake.column)
          + mistake.message
      },
      remedy: error.fitting.isEmpty ? nil : .recordFormat(among: error.fitting.map(\.rawValue)))
  }
}
