import ProvisoKernel
import ProvisoSyntax

/// Checks what a world declares about command lines.
extension WorldChecker {
  /// The commands that the world declares.
  func commands(in file: inout FileChecker) -> [WorldCommand] {
    var out: [WorldCommand] = []
    var seen: [[String]: Span] = [:]
    for case .command(let command) in items {
      guard let words = Self.words(of: command.line.text) else {
        file.checker.report(
          .badCommand, at: command.line.span,
          "expected a single command of plain words, as in `npm test`; quote a word with `'`")
        continue
      }
      let names = command.paths + (command.directory.map { [$0] } ?? [])
      if let empty = names.first(where: { $0.text.isEmpty }) {
        file.checker.report(.badCommand, at: empty.span, "expected a path, found an empty text")
        continue
      }
      let directory = FilePath(command.directory?.text ?? ".").text
      if let first = seen[[directory] + words] {
        file.checker.report(
          .badCommand, at: command.line.span, "the command is already declared",
          labels: [.init(first, "first here")])
        continue
      }
      seen[[directory] + words] = command.line.span
      out.append(
        WorldCommand(words: words, directory: directory, paths: command.paths.map(\.text)))
    }
    return out
  }

  /// The directory that the world's relative paths are relative to; `nil` if it is left open.
  func directory(in file: inout FileChecker) -> String? {
    var found: Name?
    for case .directory(let name) in items {
      guard name.text.utf8.first == UInt8(ascii: "/") else {
        file.checker.report(
          .badDirectory, at: name.span, "expected an absolute path, as in `directory \"/srv/shop\"`"
        )
        continue
      }
      if let first = found {
        file.checker.report(
          .badDirectory, at: name.span, "a world has one `directory`, and it is already declared",
          labels: [.init(first.span, "first here")])
        continue
      }
      found = name
    }
    return found.map { FilePath($0.text).text }
  }

  /// The words of a command line; `nil` if a shell does more with it than to split it into words.
  private static func words(of line: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    for character in line.unicodeScalars {
      if character == "'" {
        isQuoted.toggle()
        word = word ?? ""
      } else if isQuoted || isPlain(character) {
        guard character.value >= 0x20, character.value != 0x7F else { return nil }
        word = (word ?? "") + String(character)
      } else if character == " " {
        if let word { words.append(word) }
        word = nil
      } else {
        return nil
      }
    }
    if let word { words.append(word) }
    guard !isQuoted, let program = words.first, !program.isEmpty, !program.contains("=") else {
      return nil
    }
    return words
  }

  private static func isPlain(_ character: Unicode.Scalar) -> Bool {
    character.properties.isAlphabetic || ("0"..."9").contains(character)
      || "-_./:=,@+%^".unicodeScalars.contains(character)
  }
}
