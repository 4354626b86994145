import Foundation

/// The tasks of a suite in AgentDojo's form: tasks of a user and tasks of an attacker, each with
/// the calls that do the task.
struct InjectionSuite: Sendable {
  struct Call: Sendable, Codable {
    let function: String
    let args: PlainValue
    let result: PlainValue?
    let error: String?
  }

  struct Task: Sendable, Decodable {
    struct Untrusted: Sendable, Decodable {
      /// The index of the call in the task.
      let index: Int
      let vector: String

      private enum CodingKeys: String, CodingKey {
        case vector
        case index = "call_index"
      }
    }

    let id: String
    /// The request of a user's task.
    let prompt: String?
    /// The instruction of an attacker's task.
    let goal: String?
    let calls: [Call]
    /// The outputs into which an attacker can write.
    let untrusted: [Untrusted]?

    private enum CodingKeys: String, CodingKey {
      case prompt, goal, calls
      case id = "task_id"
      case untrusted = "untrusted_outputs"
    }
  }

  let name: String
  let user: [Task]
  let injection: [Task]
  /// The usual texts, without an attack, in the outputs that an attacker can change.
  let vectors: [String: String]

  /// Reads the suite in a folder.
  init(_ folder: URL) throws {
    name = folder.lastPathComponent
    user = try Self.tasks(folder.appending(path: "user"))
    injection = try Self.tasks(folder.appending(path: "injection"))
    let bytes = try Data(contentsOf: folder.appending(path: "injection_vectors.json"))
    let file = try JSONDecoder().decode([String: [String: String]].self, from: bytes)
    vectors = file["injection_vectors"] ?? [:]
  }

  private static func tasks(_ folder: URL) throws -> [Task] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "json" }
      .map { try JSONDecoder().decode(Task.self, from: Data(contentsOf: $0)) }
      .sorted { $0.id.localizedStandardCompare($1.id) == .orderedAscending }
  }
}

/// The suites on which the pack is measured.
enum InjectionSuites {
  private static let here = URL(filePath: #filePath).deletingLastPathComponent()

  /// The folder of AgentDojo's suites.
  static let corpus: URL = {
    let folder =
      ProcessInfo.processInfo.environment["PROVISO_CORPUS"].map { URL(filePath: $0) }
      ?? here.appending(path: "../../../../shared/corpus")
    return folder.appending(path: "agentdojo").standardized
  }()

  static let fromCorpus = ["banking", "slack"].map { corpus.appending(path: $0) }
    .filter { FileManager.default.fileExists(atPath: $0.path) }
}
