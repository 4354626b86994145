import Foundation
import ProvisoInput

/// `terraform` or `tofu`, asked for what a saved plan contains.
struct TerraformTool: Sendable {
  let program: URL
  /// How messages call it.
  let name: String
  let limit: Int
  let activity: (@Sendable (String) -> Void)?

  /// What a saved plan contains.
  struct Answer: Sendable {
    /// Output of `show -json`.
    let plan: [UInt8]
    /// Output of `graph -plan`; nil where it was not asked for.
    let graph: [UInt8]?
  }

  /// Finds the program.
  ///
  /// - Parameters:
  ///   - wanted: a path, or a name to look for on the PATH; nil: terraform, else tofu.
  ///   - plan: the plan that needs it, for messages.
  init(
    _ wanted: String?, for plan: String, limit: Int, activity: (@Sendable (String) -> Void)?
  ) throws(InputError) {
    self.limit = limit
    self.activity = activity
    if let wanted {
      guard let found = Self.find(wanted) else {
        let place = wanted.contains("/") ? "there" : "on the PATH"
        throw InputError("\(wanted): there is no such program \(place)", remedy: .programForPlans)
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
      "\(plan): this is a saved plan, which only terraform or tofu can show, and neither is on the PATH",
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

  /// Asks in the folder of the plan, and in the current one: Terraform needs the initialised folder
  /// of the configuration.
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
    // The same complaint everywhere is told once.
    var texts: [String] = []
    for complaint in complaints where !texts.contains(complaint.text) {
      texts.append(complaint.text)
    }
    let tried = folders.joined(separator: " and in ")
    throw InputError(
      "\(plan): \(name) cannot read this plan; tried in \(tried)\n" + texts.joined(separator: "\n"))
  }

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
          let said = output.errors.trimmingCharacters(in: .whitespacesAndNewlines)
          return .complaint(
            "`\(command)` ended with status \(output.status):\n"
              + (said.isEmpty ? "(it said nothing)" : said))
        }
        outputs.append(output.text)
      } catch {
        switch error {
        case .notStarted(let reason):
          throw InputError("\(program.path): the program cannot be run: \(reason)")
        case .tooSlow:
          throw InputError(
            "`\(command)` took longer than \(limit) seconds and was ended", remedy: .timeForPlans)
        }
      }
    }
    return .answer(Answer(plan: outputs[0], graph: withGraph ? outputs.last : nil))
  }
}
