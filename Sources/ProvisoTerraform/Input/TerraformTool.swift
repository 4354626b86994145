import Foundation
import ProvisoInput

/// Runs `terraform` or `tofu` to show the content of a saved plan.
struct TerraformTool: Sendable {
  let program: URL
  /// The name in messages.
  let name: String
  /// The number of seconds that one run may take.
  let limit: Int
  /// Called with each command before it is run.
  let activity: (@Sendable (String) -> Void)?

  /// The content of a saved plan.
  struct Answer: Sendable {
    /// The output of `show -json`.
    let plan: [UInt8]
    /// The output of `graph -plan`; `nil` if it was not requested.
    let graph: [UInt8]?
  }

  /// Finds the program.
  ///
  /// - Parameters:
  ///   - wanted: a path, or a name to look for on the PATH; `nil` for terraform, or else tofu.
  ///   - plan: the path of the plan, for messages.
  /// - Throws: `InputError` if there is no such program.
  init(
    _ wanted: String?, for plan: String, limit: Int, activity: (@Sendable (String) -> Void)?
  ) throws(InputError) {
    self.limit = limit
    self.activity = activity
    if let wanted {
      guard let found = Self.find(wanted) else {
        let location = wanted.contains("/") ? "at this path" : "on the PATH"
        throw InputError(
          "\(wanted): there is no such program \(location)", remedy: .programForPlans)
      }
      program = found
      name = found.lastPathComponent
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

  private static func find(_ name: String) -> URL? {
    func isProgram(_ path: String) -> Bool {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        && !isFolder.boolValue && FileManager.default.isExecutableFile(atPath: path)
    }
    if name.contains("/") { return isProgram(name) ? URL(fileURLWithPath: name) : nil }
    let search = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return search.split(separator: ":").map { "\($0)/\(name)" }.first(where: isProgram)
      .map { URL(fileURLWithPath: $0) }
  }

  /// Reads a plan in the plan's folder or in the current one, because Terraform needs the
  /// initialised folder of the configuration.
  ///
  /// - Throws: `InputError` with the program's messages if neither works, or if the program cannot
  ///   be run or takes too long.
  func read(_ plan: String, withGraph: Bool) throws(InputError) -> Answer {
    let file = URL(fileURLWithPath: plan).standardizedFileURL
    let folders = Self.folders(for: file)
    var complaints: [(folder: String, text: String)] = []
    for folder in folders {
      switch try ask(file.path, shown: plan, folder: folder, withGraph: withGraph) {
      case .answer(let answer): return answer
      case .complaint(let text): complaints.append((folder, text))
      }
    }
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
      let run = ToolRun(program: program, arguments: arguments, folder: folder, limit: limit)
      do {
        let output = try run.run()
        guard output.status == 0 else {
          let message = output.errors.trimmingCharacters(in: .whitespacesAndNewlines)
          return .complaint(
            "`\(command)` ended with status \(output.status):\n"
              + (message.isEmpty ? "(no error output)" : message))
        }
        outputs.append(output.text)
      } catch {
        switch error {
        case .notStarted(let reason):
          throw InputError("\(program.path): the program cannot be run: \(reason)")
        case .tooSlow:
          throw InputError(
            "`\(command)` took longer than \(limit) seconds and was stopped", remedy: .timeForPlans)
        }
      }
    }
    return .answer(Answer(plan: outputs[0], graph: withGraph ? outputs.last : nil))
  }
}
