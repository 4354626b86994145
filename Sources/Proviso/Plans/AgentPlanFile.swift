import Foundation
import ProvisoAgent
import ProvisoKernel

/// Tells plans of agents from everything else that can be checked.
enum AgentPlanFile {
  /// The plan's bytes; `nil` where the file is something else.
  ///
  /// Large files of other kinds are not parsed for this.
  ///
  /// - Parameters:
  ///   - path: a path of a file or directory, which need not exist.
  ///   - given: what standard input gave, where that is meant.
  /// - Throws: `InputError` where it is named like a plan and cannot be read.
  static func bytes(
    at path: String, standardInput given: [UInt8]?
  ) throws(InputError) -> [UInt8]? {
    if let given { return isPlan(given) ? given : nil }
    if isNamedLikeOne(path) { return try AgentInput.bytes(at: path) }
    let head = PlanFile.head(of: path, count: 4096)
    guard mayBegin(head), let bytes = try? AgentInput.bytes(at: path), isPlan(bytes) else {
      return nil
    }
    return bytes
  }

  /// Whether it is a plan, of whatever format.
  private static func isPlan(_ bytes: [UInt8]) -> Bool {
    guard mayBegin(Array(bytes.prefix(4096))), bytes.count <= largest, hasWords(bytes) else {
      return false
    }
    return AgentPlanReader.format(of: bytes) != nil
  }

  /// Whether the name says that it is YAML, which no other input is.
  private static func isNamedLikeOne(_ path: String) -> Bool {
    path.hasSuffix(".yaml") || path.hasSuffix(".yml")
  }

  /// Beyond this many bytes nothing is a plan.
  private static let largest = 16 << 20

  private static func mayBegin(_ beginning: [UInt8]) -> Bool {
    !beginning.isEmpty && !PlanFile.isArchive(beginning)
      && !contains(beginning, "\"format_version\"")
  }

  /// Whether words occur that each plan of some format has.
  private static func hasWords(_ bytes: [UInt8]) -> Bool {
    contains(bytes, "proviso.plan")
      || (contains(bytes, "\"nodes\"") && contains(bytes, "\"edges\""))
      || (contains(bytes, "\"StartAt\"") && contains(bytes, "\"States\""))
  }

  private static func contains(_ bytes: [UInt8], _ word: String) -> Bool {
    Data(bytes).range(of: Data(word.utf8)) != nil
  }
}
