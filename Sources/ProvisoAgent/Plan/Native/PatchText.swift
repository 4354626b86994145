import ProvisoKernel
import ProvisoPlans

/// The text of a patch for Codex's tool `apply_patch`, as the calls that change its files.
///
/// The format is line by line: `*** Begin Patch`, then for each file `*** Add File: PATH` with lines
/// that begin with `+`, `*** Delete File: PATH`, or `*** Update File: PATH` with an optional
/// `*** Move to: PATH` and lines that begin with `@@`, a space, `+` or `-`, and `*** End Patch`.
///
/// Source: the instructions and the grammar of `apply_patch` in the repository of Codex.
enum PatchText {
  /// The tool that applies a patch given as its free text or as its argument `input`, `patch` or `command`.
  static let tool = "apply_patch"

  /// The text of the patch that a call applies; `nil` if it is unknown.
  static func text(of call: PlannedCall) -> String? {
    guard call.rest == nil, call.arguments.count == 1, let only = call.arguments.first,
      ["input", "patch", "command"].contains(only.name),
      case .string(let text)? = only.value.constant
    else { return nil }
    return text.string
  }

  /// The calls that change the files of a patch, in its order.
  ///
  /// - Returns: `nil` if a line is not part of the format.
  static func steps(of patch: String, position: PlanPosition?) -> [AgentPlanStep]? {
    var lines = patch.parts(separatedBy: "\n").map { line in
      line.utf8.last == UInt8(ascii: "\r") ? Substring(line.utf8.dropLast()) : line
    }[...]
    while let first = lines.first, first.allSatisfy(\.isWhitespace) { lines.removeFirst() }
    while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
    guard lines.popFirst() == "*** Begin Patch", lines.popLast() == "*** End Patch" else {
      return nil
    }
    var calls: [PlannedCall] = []
    while let line = lines.popFirst() {
      if let path = path(after: "*** Add File: ", in: line) {
        var content = ""
        while let next = lines.first, next.hasPrefix("+") {
          content += next.dropFirst() + "\n"
          lines.removeFirst()
        }
        calls.append(write(path, .constant(.string(Text(content)))))
      } else if let path = path(after: "*** Delete File: ", in: line) {
        calls.append(remove(path))
      } else if let path = path(after: "*** Update File: ", in: line) {
        var target = path
        if let next = lines.first, next.hasPrefix("*** Move to: ") {
          guard let moved = self.path(after: "*** Move to: ", in: next) else { return nil }
          lines.removeFirst()
          target = moved
        }
        while let next = lines.first, isHunk(next) { lines.removeFirst() }
        calls.append(write(target, .unknown))
        if target != path { calls.append(remove(path)) }
      } else {
        return nil
      }
    }
    guard !calls.isEmpty else { return nil }
    return calls.map { AgentPlanStep(.call($0), position: position) }
  }

  private static func path(after header: String, in line: Substring) -> String? {
    guard line.hasPrefix(header) else { return nil }
    let path = line.dropFirst(header.count)
    guard let first = path.first, let last = path.last, !first.isWhitespace, !last.isWhitespace
    else { return nil }
    return ShellPath.normalized(String(path))
  }

  private static func isHunk(_ line: Substring) -> Bool {
    line.isEmpty || line == "*** End of File" || line.hasPrefix("@@")
      || [" ", "+", "-"].contains(line.first)
  }

  private static func write(_ path: String, _ content: AgentPlanValue) -> PlannedCall {
    PlannedCall(
      tool: "write_file",
      arguments: [
        ("path", .constant(.string(Text(path)))), ("append", .constant(.bool(false))),
        ("content", content),
      ])
  }

  private static func remove(_ path: String) -> PlannedCall {
    PlannedCall(
      tool: "rm",
      arguments: [
        ("path", .constant(.string(Text(path)))), ("recursive", .constant(.bool(false))),
        ("force", .constant(.bool(false))),
      ])
  }
}
