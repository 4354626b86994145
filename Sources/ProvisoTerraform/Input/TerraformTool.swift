import Essentials
import ProvisoInput
import ProvisoKernel

/// Runs `terraform` or `tofu` to show the content of a saved plan.
struct TerraformTool: Sendable {
  /// The path of the program.
  let program: String
  /// The name in messages.
  let name: String
  /// The number of seconds that one run may take.
  let limit: Int
  /// Called with each command before it is run.
  let activity: (@Sendable (String) -> Void)?
  /// The times of the program's runs.
  let times: ProgramTimes
  /// Whether a running program has to end.
  let isCancelled: @Sendable () -> Bool

  /// The content of a saved plan.
  struct Answer: Sendable {
    /// The output of `show -json`.
    let plan: [UInt8]
    /// The output of `graph -plan`; `nil` if it was not requested, or there is none.
    let graph: [UInt8]?
    /// Why there is no graph although it was requested, in words.
    var graphFailure: String?
  }

  /// Finds the program.
  ///
  /// - Parameters:
  ///   - wanted: a path, or a name to look for on the PATH; `nil` for terraform, or else tofu.
  ///   - plan: the path of the plan, for messages.
  /// - Throws: `InputError` if there is no such program.
  init(
    _ wanted: String?, for plan: String, limit: Int, activity: (@Sendable (String) -> Void)?,
    times: ProgramTimes = ProgramTimes(), isCancelled: @escaping @Sendable () -> Bool
  ) throws(InputError) {
    self.times = times
    self.limit = limit
    self.activity = activity
    self.isCancelled = isCancelled
    if let wanted {
      guard let found = Self.find(wanted) else {
        let location = wanted.contains("/") ? "at this path" : "on the PATH"
        throw InputError(
          "\(wanted): there is no such program \(location)", remedy: .programForPlans)
      }
      program = found
      name = URL(fileURLWithPath: found).lastPathComponent
      return
    }
    for candidate in ["terraform", "tofu"] {
      guard let found = Self.find(candidate) else { continue }
      program = found
      name = candidate
      return
    }
    throw InputError(
      "\(plan): only terraform or tofu can show this saved plan, but neither is on the PATH",
      remedy: .programForPlans)
  }

  /// The absolute path of a program.
  private static func find(_ name: String) -> String? {
    func isProgram(_ path: String) -> Bool {
      FileReader.kind(of: path) == .regular && FileManager.default.isExecutableFile(atPath: path)
    }
    if name.contains("/") { return isProgram(name) ? URL(fileURLWithPath: name).path : nil }
    return searchPath.map { "\($0)/\(name)" }.first(where: isProgram)
  }

  /// The folders of the PATH, without those that depend on the current folder: a checked repository
  /// can have a program called `terraform`.
  private static var searchPath: [Substring] {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").filter {
      $0.hasPrefix("/")
    }
  }

  /// The whole environment of the program. Showing a plan needs no credentials and no values of
  /// variables. Settings of Terraform could name other programs and files (TF_CLI_CONFIG_FILE,
  /// TF_REATTACH_PROVIDERS, TF_DATA_DIR), add arguments (TF_CLI_ARGS) or print secrets (TF_LOG).
  static func environment(_ given: [String: String]) -> [String: String] {
    var kept = given.filter { ["LANG", "LC_ALL", "TZ"].contains($0.key) }
    for name in ["HOME", "TMPDIR"] where given[name]?.hasPrefix("/") ?? false {
      kept[name] = given[name]
    }
    kept["PATH"] = searchPath.joined(separator: ":")
    kept["CHECKPOINT_DISABLE"] = "1"
    kept["TF_IN_AUTOMATION"] = "1"
    kept["TF_INPUT"] = "0"
    kept["NO_COLOR"] = "1"
    return kept
  }

  /// Reads a plan in the plan's folder or in the current one, because Terraform needs the
  /// initialised folder of the configuration.
  ///
  /// The graph needs the state or its backend, too, which a job that only checks a plan may not have. The
  /// plan without its graph is an answer if no folder has both.
  ///
  /// - Throws: `InputError` with the program's messages if neither works, or if the program cannot
  ///   be run or takes too long.
  func read(_ plan: String, withGraph: Bool) throws(InputError) -> Answer {
    let file = URL(fileURLWithPath: plan).standardizedFileURL
    let folders = Self.folders(for: file)
    var complaints: [(folder: String, text: String)] = []
    var partial: Answer?
    for folder in folders {
      switch try ask(file.path, shown: plan, folder: folder, withGraph: withGraph) {
      case .answer(let answer):
        if answer.graphFailure == nil { return answer }
        partial = partial ?? answer
      case .complaint(let text): complaints.append((folder, text))
      }
    }
    if let partial { return partial }
    // The same complaint from both folders is reported once.
    var texts: [String] = []
    for complaint in complaints where !texts.contains(complaint.text) {
      texts.append(complaint.text)
    }
    let tried = folders.joined(separator: " and in ")
    throw InputError(
      "\(plan): \(name) cannot read this plan; tried in \(tried)\n" + texts.joined(separator: "\n"))
  }

  /// The folders to try, in order: the plan's own folder first, unless only the current one is
  /// initialised.
  static func folders(for plan: URL) -> [String] {
    let own = plan.deletingLastPathComponent().path
    let current = FileManager.default.currentDirectoryPath
    guard own != current else { return [own] }
    func isInitialised(_ folder: String) -> Bool {
      FileManager.default.fileExists(atPath: folder + "/.terraform")
    }
    return !isInitialised(own) && isInitialised(current) ? [current, own] : [own, current]
  }

  private enum Attempt {
    case answer(Answer)
    case complaint(String)
  }

  private func ask(
    _ plan: String, shown: String, folder: String, withGraph: Bool
  ) throws(InputError) -> Attempt {
    var outputs: [[UInt8]] = []
    let questions =
      [(["show", "-json", "-no-color", plan], "show -json \(shown)")]
      + (withGraph ? [(["graph", "-no-color", "-plan=" + plan], "graph -plan=\(shown)")] : [])
    for (arguments, words) in questions {
      let command = "\(name) \(words)"
      activity?(command)
      let run = ToolRun(
        program: program, arguments: arguments, folder: folder,
        environment: Self.environment(ProcessInfo.processInfo.environment), limit: limit,
        isCancelled: isCancelled)
      do {
        let output = try times.measure("\(name) \(arguments[0])") {
          () throws(ToolRun.Failure) in try run.run()
        }
        guard output.status == 0 else {
          // A stale plan can never be applied, so an answer about it would mislead.
          if let plan = outputs.first, !output.errors.contains("plan is stale") {
            return .answer(
              Answer(
                plan: plan, graph: nil,
                graphFailure:
                  "`\(command)` ended with status \(output.status): \(Self.firstLine(of: output.errors))"
              ))
          }
          return .complaint(
            "`\(command)` ended with status \(output.status):\n" + Self.excerpt(of: output.errors))
        }
        outputs.append(output.text)
      } catch {
        throw Self.error(error, of: command, program: program, plan: shown, limit: limit)
      }
    }
    return .answer(Answer(plan: outputs[0], graph: withGraph ? outputs.last : nil))
  }

  private static func error(
    _ failure: ToolRun.Failure, of command: String, program: String, plan: String, limit: Int
  ) -> InputError {
    switch failure {
    case .notStarted(let reason):
      InputError("\(program): the program cannot be run: \(reason)")
    case .tooSlow:
      InputError(
        "`\(command)` took longer than \(limit) seconds and was stopped", remedy: .timeForPlans)
    case .tooMuch:
      InputError(
        "`\(command)` printed more than \(ToolRun.mostOutput >> 20) MB and was stopped",
        remedy: .outputOfProgram(plan: plan))
    case .cancelled: InputError("`\(command)` was stopped, because the check was interrupted")
    }
  }

  /// The most lines and characters in a line of a program's messages that are shown.
  private static let mostLines = 20
  private static let mostCharacters = 200

  /// The first line of a program's messages that has letters.
  private static func firstLine(of errors: String) -> String {
    let lines = errors.split(whereSeparator: \.isNewline).map {
      $0.trimming { " ╷│╵".unicodeScalars.contains($0) }
    }
    let line = lines.first { $0.contains(where: \.isLetter) } ?? "(no error output)"
    return String(line.prefix(mostCharacters)).printable
  }

  /// The beginning of a program's messages.
  private static func excerpt(of errors: String) -> String {
    let message = errors.trimming(where: \.properties.isWhitespace)
    guard !message.isEmpty else { return "(no error output)" }
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
    var shown = lines.prefix(mostLines).map { line in
      (line.count > mostCharacters ? line.prefix(mostCharacters) + "…" : line).description.printable
    }
    if lines.count > mostLines { shown.append("…") }
    return shown.joined(separator: "\n")
  }
}
