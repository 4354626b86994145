import ArgumentParser
import Essentials
import JSONOutput
import Proviso
import ProvisoAgent
import ProvisoInput
import ProvisoKernel
import ProvisoRuntime

/// `proviso monitor`.
struct MonitorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "monitor",
    abstract: "Follows the transcript of an agent, and reports calls that break the rules.",
    discussion: """
      Reads the transcript of a session while it grows (Claude Code's JSONL, spans of OpenTelemetry as lines of \
      JSON, and the other formats of records), and judges each call as `proviso hook` would have done before it \
      was made. What breaks a property in some run is reported when it is seen, one line each on standard \
      output. Monitoring prevents nothing; the hook and the proxy do.

      Ends with --once at the end of the file, or when it is interrupted. Exit status: 0 nothing to report, 1 a \
      call broke a property, 2 an input is wrong, 3 a call is not decided and none broke a property.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Argument(help: "The transcript. It may appear later.")
  var transcript: String

  @Option(
    help: ArgumentHelp(
      "The file with the world whose actions say what the tools do.", valueName: "file"))
  var world: String

  @OptionGroup var specs: GateSpecsOption

  @OptionGroup var policies: PolicyOptions

  @OptionGroup var carried: CarriedPlanOptions

  @Option(
    help: ArgumentHelp(
      "A plan of agents that the calls have to follow. It is proved first.", valueName: "file"))
  var plan: String?

  @Option(name: .customLong("record-format"), help: "The format of the transcript.")
  var recordFormat: AgentFormat?

  @Option(
    help: "The format of the lines (\(Format.allCases.map(\.rawValue).joined(separator: ", "))).")
  var format = Format.text

  @Flag(help: "End at the end of the file.")
  var once = false

  @Flag(help: "Report only what breaks a property, not what is undecided.")
  var quiet = false

  @Option(help: "The time limit of one decision, in seconds.")
  var deadline = 15

  /// The largest transcript, in bytes.
  private static let largest = 256 << 20
  /// The time between two looks at the file, in microseconds.
  private static let pause: UInt32 = 300_000

  func validate() throws {
    try GateSpecsOption.validate(deadline: deadline)
  }

  func run() throws {
    let verifier = specs.verifier(deadline: deadline)
    let interruption = Interruption.install()
    var monitor: TranscriptMonitor
    do throws(InputError) {
      monitor = try TranscriptMonitor(
        world: .path(world),
        directory: StateFolder.directory(of: world), verifier: verifier,
        plans: try carried.verifier(verifier, specs: specs, deadline: deadline),
        policies: policies.policy.isEmpty ? nil : try ToolPolicies(at: policies.policy),
        approvals: policies.approvals, format: recordFormat)
      if let plan {
        try monitor.follow(
          InputSource(path: plan).bytes(), named: plan)
      }
    } catch {
      Terminal().complain(error)
      throw ProvisoExit.unusable.code
    }
    var worst = ProvisoExit.proved
    var seen = -1
    var told: Set<String> = []
    while true {
      let isEnded = interruption.isCancelled
      let isLast = once || isEnded
      if let size = try size(), size != seen || isLast {
        seen = size
        worst = try read(&monitor, worst, isWhole: isLast)
        for gap in monitor.gaps where told.insert(gap).inserted {
          if worst == .proved { worst = .undecided }
          if !quiet { try tell(gap: gap) }
        }
      } else if once, seen < 0 {
        Console.complain("error: \(transcript): there is no such file")
        throw ProvisoExit.unusable.code
      }
      if isLast { break }
      usleep(Self.pause)
    }
    if worst != .proved { throw worst.code }
  }

  /// Judges what is new, and returns the worst status so far.
  private func read(
    _ monitor: inout TranscriptMonitor, _ status: ProvisoExit, isWhole: Bool
  ) throws -> ProvisoExit {
    var alerts: [TranscriptMonitor.Alert] = []
    do throws(AgentFormatError) {
      let bytes: [UInt8]
      do throws(FileReader.Failure) {
        bytes = try FileReader.bytes(of: transcript, limit: Self.largest)
      } catch {
        throw AgentFormatError(error.reason())
      }
      try monitor.read(bytes, isWhole: isWhole) { alerts.append($0) }
    } catch {
      Terminal().complain(InputError(error, in: transcript))
      throw ProvisoExit.unusable.code
    }
    var worst = status
    for alert in alerts {
      if alert.decision.kind == .deny {
        worst = .violated
      } else if worst == .proved {
        worst = .undecided
      }
      if alert.decision.kind == .deny || !quiet { try tell(alert) }
    }
    return worst
  }

  private func tell(_ alert: TranscriptMonitor.Alert) throws {
    let verdict = alert.decision.kind == .deny ? "violated" : "undecided"
    switch format {
    case .text:
      let place = alert.line.map { "\(transcript):\($0)" } ?? transcript
      try Console.print(
        "\(verdict)  \(place): \(alert.call.tool)  \(alert.decision.explanation)".printable + "\n")
    case .json:
      try Console.print(
        JSONText.object([
          .init("event", .string(verdict)), .init("at", .string(Timestamp.now)),
          .init("transcript", .string(transcript)),
          .init("line", alert.line.map(JSONText.integer) ?? .null),
          .init("call", .string(alert.call.id)), .init("tool", .string(alert.call.tool)),
          .init("properties", .strings(alert.decision.properties.map(\.name))),
          .init("reasons", .strings(alert.decision.reasons)),
        ]).rendered(width: .max) + "\n", as: .json)
    }
  }

  /// Reports calls that are not in the transcript.
  private func tell(gap: String) throws {
    switch format {
    case .text:
      try Console.print("undecided  \(transcript): calls are missing: \(gap)".printable + "\n")
    case .json:
      try Console.print(
        JSONText.object([
          .init("event", .string("undecided")), .init("at", .string(Timestamp.now)),
          .init("transcript", .string(transcript)), .init("line", .null), .init("call", .null),
          .init("tool", .null), .init("properties", .strings([])),
          .init("reasons", .strings([gap])),
        ]).rendered(width: .max) + "\n", as: .json)
    }
  }

  /// The size of the transcript, in bytes; `nil` if it does not exist yet.
  private func size() throws -> Int? {
    let failure: FileReader.Failure
    switch FileReader.kind(of: transcript) {
    case .missing where !transcript.isEmpty: return nil
    case .missing: failure = .emptyPath
    case .directory: failure = .directory
    case .special: failure = .notRegular
    case .regular:
      var status = stat()
      return stat(transcript, &status) == 0 ? Int(status.st_size) : nil
    }
    Console.complain(
      "error: \(transcript.printable): \(failure.reason(expected: "a transcript"))")
    throw ProvisoExit.unusable.code
  }
}
