import ProvisoInput

/// Reads exercises, which are Markdown files.
///
/// A head between two lines `---` has the keys `lesson`, `check`, `file`, `on` and `answer`. A title, the task and
/// sections `## Hint` follow. A fenced block whose second word is a role (`given NAME`, `start`, `reference`,
/// `hidden`, `variant NAME`, `wrong`, `right`) is not part of the task.
package enum ExerciseReader {
  private static let roles: Set<Substring> = [
    "given", "start", "reference", "hidden", "variant", "wrong", "right",
  ]

  /// Reads one exercise.
  ///
  /// - Parameter name: the name of the file, without its ending.
  /// - Throws: `InputError` that names the first mistake.
  package static func read(_ text: String, name: String) throws(InputError) -> Exercise {
    let lines = text.replacing(["\r": ""])
      .split(separator: "\n", omittingEmptySubsequences: false)
    func mistake(_ reason: String) -> InputError { InputError("exercise \(name): \(reason)") }
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
      throw mistake("it begins with a head between two lines `---`")
    }
    var head: [String: String] = [:]
    for line in lines[1..<end] {
      guard let colon = line.firstIndex(of: ":") else {
        throw mistake("a line of the head is `key: value`, found `\(line)`")
      }
      head[String(line[..<colon])] = trimmed(line[line.index(after: colon)...])
    }
    let parts = parts(of: lines[(end + 1)...])
    guard let title = parts.title else { throw mistake("it has no title, `# …`") }
    let check = try check(in: head, mistake)
    let hasFile = if case .words = check { false } else { true }
    let file = head["file"] ?? ""
    guard !hasFile || isName(file) else {
      throw mistake("`file:` is the name of the learner's file, as in `file: \(name).proviso`")
    }
    for given in parts.blocks where ["given", "variant"].contains(given.role) {
      guard isName(given.name) else {
        throw mistake("a block with the role `\(given.role)` needs the name of a file")
      }
    }
    func first(_ role: String) -> String { parts.blocks.first { $0.role == role }?.text ?? "" }
    func all(_ role: String) -> [String] { parts.blocks.filter { $0.role == role }.map(\.text) }
    func files(_ role: String) -> [Exercise.File] {
      parts.blocks.filter { $0.role == role }.map { Exercise.File(name: $0.name, text: $0.text) }
    }
    let exercise = Exercise(
      name: name, title: title, lesson: head["lesson"].flatMap { Int($0) } ?? 0,
      task: parts.task, file: file, plan: head["on"] ?? "", check: check, given: files("given"),
      start: first("start"), reference: first("reference"), hidden: first("hidden"),
      variants: files("variant"), hints: parts.hints, wrong: all("wrong"), right: all("right"))
    guard !hasFile || !exercise.reference.isEmpty && !exercise.start.isEmpty else {
      throw mistake("it needs a block `start` and a block `reference`")
    }
    return exercise
  }

  private static func check(
    in head: [String: String], _ mistake: (String) -> InputError
  ) throws(InputError) -> Exercise.Check {
    let words = (head["check"] ?? "").split(separator: " ")
    switch words.first {
    case "property" where words.count == 2: return .property(String(words[1]))
    case "proved" where words.count == 1: return .proved
    case "waivers" where words.count == 1: return .waivers
    case "answer" where words.count == 1:
      let answers = (head["answer"] ?? "").split(separator: "|").map { trimmed($0) }
      guard !answers.isEmpty else { throw mistake("`answer:` has the accepted answers") }
      return .words(answers)
    default:
      throw mistake(
        "`check:` is one of `property NAME`, `proved`, `waivers` and `answer`")
    }
  }

  /// Whether a name is that of a file in the folder itself, and not that of the settings, which would steer
  /// later checks.
  private static func isName(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix(".")
      && !["proviso.yaml", "proviso.yml"].contains(name.lowercased())
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return String(text)
  }

  private struct Parts {
    var title: String?
    var task = ""
    var hints: [String] = []
    var blocks: [(role: String, name: String, text: String)] = []
  }

  private static func parts(of lines: ArraySlice<Substring>) -> Parts {
    var parts = Parts()
    var prose: [Substring] = []
    var isHint = false
    func text(_ lines: [Substring]) -> String {
      trimmed(Substring(lines.joined(separator: "\n")))
    }
    func finish() {
      if isHint { parts.hints.append(text(prose)) } else { parts.task = text(prose) }
      prose = []
    }
    var index = lines.startIndex
    while index < lines.endIndex {
      let line = lines[index]
      index += 1
      if line.hasPrefix("```") {
        let words = line.drop { $0 == "`" }.split(separator: " ")
        let end = lines[index...].firstIndex { $0.hasPrefix("```") } ?? lines.endIndex
        let content = lines[index..<end]
        if words.count > 1, roles.contains(words[1]) {
          parts.blocks.append(
            (
              String(words[1]), words.count > 2 ? String(words[2]) : "",
              content.joined(separator: "\n") + "\n"
            ))
        } else {
          prose += [line] + content + ["```"]
        }
        index = min(end + 1, lines.endIndex)
      } else if parts.title == nil, line.hasPrefix("# ") {
        parts.title = String(line.dropFirst(2))
      } else if line == "## Hint" {
        finish()
        isHint = true
      } else {
        prose.append(line)
      }
    }
    finish()
    return parts
  }
}
