import Essentials
import Proviso
import ProvisoAgent
import ProvisoInput
import ProvisoKernel
import ProvisoPlans

/// Calls that would turn the gate against itself.
///
/// A command line that is understood is judged by the calls that its reader finds, with their paths resolved: after
/// `cd`, in braces, loops, variables and links. In one that is not, all words are read as paths, however they are
/// spelled; what a program computes by itself is not seen, and such a command is asked about anyway. Of other tools,
/// every text is one. A text that is written into a file or looked for is no path.
enum SelfDefence {
  /// The words after which a folder around that of the sessions counts, too.
  private static let removers: Set<Substring> = [
    "rm", "mv", "rmdir", "unlink", "shred", "rsync", "find", "chmod", "chown", "tar",
    "unzip", "rclone", "cpio", "7z",
  ]
  /// The parts of names of tools that remove or replace things.
  private static let removing: Set<Substring> = [
    "delete", "remove", "rm", "move", "rename", "mv", "trash", "purge", "clean", "wipe", "erase",
    "destroy", "rmdir", "unlink", "prune", "replace", "overwrite", "sync", "extract", "unzip",
    "chmod", "chown", "restore", "reset", "clear", "drop", "truncate", "rmtree",
  ]
  /// The words after which it counts if they copy whole folders.
  private static let copiers: Set<Substring> = [
    "cp", "aws", "gcloud", "gsutil", "scp", "wget", "install", "azcopy",
  ]
  private static let wholeFolders: Set<Substring> = [
    "sync", "mirror", "--recursive", "--archive", "--no-target-directory", "--mirror",
  ]

  /// The longest path of the system, in bytes.
  private static let longest = 4_096

  /// The reason against a call that approves calls, or that names the folder of the sessions.
  ///
  /// - Parameters:
  ///   - world: the path of the file with the rules, which the rules themselves protect by this path only; `nil` if
  ///     there is none.
  ///   - program: the absolute paths of this program. One that is replaced by another answers nothing.
  static func reason(
    against call: GateCall, folder: String, world: String? = nil,
    program: [String] = ProgramIdentity.paths
  ) -> String? {
    let own = real(folder, in: call.directory)
    let base = call.directory.map { real($0, in: nil) }
    let places = Places(own: own, base: base, world: world, program: program)
    let reading = reading(of: call)
    for planned in reading.calls {
      if let reason = places.reason(against: planned) { return reason }
    }
    for changed in reading.changedPaths {
      if let reason = places.reason(againstChanging: changed) { return reason }
    }
    let isShell = CallReading.isShell(call.tool)
    if isShell ? reading.gaps.isEmpty : PathArguments.comparesPaths(call.tool) { return nil }
    // A file that a call writes can have the same word thousands of times.
    var words: Set<Substring> = []
    for argument in call.arguments { collect(argument.value, &words) }
    if isShell || call.tool.contains("__"),
      words.contains(where: { $0 == "proviso" || $0.hasSuffix("/proviso") }),
      words.contains("approve")
    {
      return "Only a person may approve calls."
    }
    return places.reason(against: words, removes: isRemover(call.tool) || isShell && remove(words))
  }

  /// Whether words of a command remove or replace what others of them name.
  private static func remove(_ words: Set<Substring>) -> Bool {
    func names(_ programs: Set<Substring>) -> Bool {
      words.contains { programs.contains($0.split(separator: "/").last ?? $0) }
    }
    return names(removers) || names(copiers) && words.contains(where: isOfWholeFolders)
      || names(["git"]) && (words.contains("clean") || words.contains("worktree"))
  }

  /// The calls that a command line or a patch makes, with the paths that its reader has resolved.
  private static func reading(of call: GateCall) -> CallReading {
    let planned = PlannedCall(
      tool: call.tool, arguments: call.arguments.map { ($0.name, .constant($0.value)) })
    return CallReading(
      planned, base: call.directory, directory: call.directory,
      shell: CallReading.shell(number: 0))
  }

  /// The places that calls are kept from.
  private struct Places {
    /// The folder of the sessions.
    let own: String
    /// The directory of the call; `nil` if it is not known.
    let base: String?
    /// The file with the rules; `nil` if there is none.
    let world: String?
    /// The absolute paths of this program.
    let program: [String]

    /// The reason against a call that a reader has found.
    func reason(against planned: PlannedCall) -> String? {
      var words: Set<Substring> = []
      let texts = ["content", "text", "pattern", "message", "sql"]
      for argument in planned.arguments where !texts.contains(argument.name) {
        if let value = argument.value.constant { SelfDefence.collect(value, &words) }
      }
      if let reason = reason(against: words, removes: false) { return reason }
      guard ["chmod", "chown", "git_clean"].contains(planned.tool) else { return nil }
      for argument in planned.arguments {
        guard case .string(let text)? = argument.value.constant else { continue }
        if let reason = reason(againstChanging: text.string) { return reason }
      }
      return nil
    }

    /// The reason against a call with these words.
    ///
    /// - Parameter removes: whether it removes or replaces what they name.
    func reason(against words: Set<Substring>, removes: Bool) -> String? {
      // A variable of a command that is not understood can hold the beginning of the path.
      let end = own.split(separator: "/").suffix(2).joined(separator: "/")
      for word in words {
        if word.contains("$"), word.hasSuffix(end) || word.contains(end + "/") {
          return "The folder of the sessions belongs to the gate."
        }
        guard let path = SelfDefence.path(word, in: base) else { continue }
        if let world, SelfDefence.isLink(word, to: world, in: base) {
          return "The path \(Value.quoted(String(word))) leads to the rules of the gate by a link."
        }
        let isInside = path == own || path.hasPrefix(own + "/")
        let isAround = own.hasPrefix(path == "/" ? "/" : path + "/")
        if isInside || removes && isAround && path != base {
          return "The folder of the sessions belongs to the gate."
        }
      }
      return nil
    }

    /// The reason against a call that writes, moves or removes what is at a path.
    func reason(againstChanging text: String) -> String? {
      guard let path = SelfDefence.path(text[...], in: base) else { return nil }
      func isReached(_ file: String) -> Bool {
        file == path || file.hasPrefix(path == "/" ? "/" : path + "/")
      }
      if isReached(own) || path.hasPrefix(own + "/") {
        return "The folder of the sessions belongs to the gate."
      }
      // The libraries of the program can lie beside it.
      let libraries = program.contains { file in
        let folder = FilePath("..", in: file).text
        return path.hasPrefix(folder + "/lib") && !path.dropFirst(folder.count + 1).contains("/")
      }
      if program.contains(where: isReached) || libraries {
        return "The program of the gate stays as it is."
      }
      guard let world else { return nil }
      // The rules protect these files by their paths only, and a link is another path.
      let named = FilePath(text, in: base).text
      guard named != path else { return nil }
      let file = SelfDefence.real(world, in: base)
      let folder = FilePath("..", in: file).text
      let rules = [file] + PathArguments.hostSettings.map { "\(folder)/\($0)" }
      guard rules.contains(where: isReached) else { return nil }
      return
        "The path \(Value.quoted(text)) leads to the rules of the gate by a link."
    }
  }

  /// Whether the name of a tool says that it removes or replaces things: `mcp__files__delete_file`.
  ///
  /// The file tools of the runtimes change the one file that they name, and their texts can name any path.
  private static func isRemover(_ tool: String) -> Bool {
    guard !PathArguments.comparesPaths(tool) else { return false }
    var parts: [String] = [""]
    for character in tool.unicodeScalars {
      if "_-. /:".unicodeScalars.contains(character) {
        parts.append("")
      } else {
        if ("A"..."Z").contains(character), parts.last?.isEmpty == false { parts.append("") }
        parts[parts.count - 1].unicodeScalars.append(character)
      }
    }
    return parts.contains { removing.contains($0.lowercased()[...]) }
  }

  /// Whether a word makes a command copy whole folders: `-r`, `-aT`, `sync`.
  fileprivate static func isOfWholeFolders(_ word: Substring) -> Bool {
    if wholeFolders.contains(word) { return true }
    return word.first == "-" && !word.hasPrefix("--") && word.contains { "rRaTm".contains($0) }
  }

  /// The words of every text in a value, apart from the marks of a shell.
  fileprivate static func collect(_ value: Value, _ words: inout Set<Substring>) {
    switch value {
    case .string(let text):
      let plain = text.string
      // A path can have a blank in it, and a shell joins the parts of a word that quotes divide.
      var found: Set<Substring> = [plain[...]]
      found.formUnion(plain.split { " \t\n\"'`;|&<>()=,".contains($0) })
      if plain.contains(where: { "\"'\\".contains($0) }) {
        let joined = plain.filter { !"\"'\\".contains($0) }
        found.formUnion(joined.split { " \t\n`;|&<>()=,".contains($0) })
      }
      // The value of a short option follows its letter: `-t/path`, `-o$HOME/path`.
      for word in found where word.first == "-" {
        if let start = word.firstIndex(where: { "/~$.".contains($0) }) {
          found.insert(word[start...])
        }
      }
      words.formUnion(found.filter { $0.utf8.count <= longest })
    case .list(let elements): for element in elements { collect(element, &words) }
    case .map(let members): for member in members.values { collect(member, &words) }
    case .null, .bool, .number, .object: break
    }
  }

  /// The absolute path that a word can mean; `nil` if it is no path.
  fileprivate static func path(_ word: Substring, in directory: String?) -> String? {
    var text = String(word)
    if let home = ProcessInfo.processInfo.environment["HOME"] {
      for name in ["$HOME", "${HOME}"] { text = text.replacing(name, with: home) }
      if text == "~" || text.hasPrefix("~/") { text = home + text.dropFirst() }
    }
    if text.contains("/") || text == ".." || text == "." { return real(text, in: directory) }
    // A bare word is below the directory, unless it is a link.
    guard let directory else { return nil }
    let whole = "\(directory)/\(text)"
    return FileScope.realPath(whole) ?? whole
  }

  /// Whether a word is a path that leads to a file by a link.
  fileprivate static func isLink(_ word: Substring, to file: String, in directory: String?) -> Bool
  {
    guard let path = path(word, in: directory), path == real(file, in: directory) else {
      return false
    }
    let named = FilePath(String(word), in: directory).text
    return named != FilePath(file, in: directory).text && named != path
  }

  /// A path without `.`, `..` and, as far as it exists, links.
  private static func real(_ path: String, in directory: String?) -> String {
    let whole = path.hasPrefix("/") ? path : (directory ?? "") + "/" + path
    var rest: [Substring] = []
    var parts = FilePath(whole).text.split(separator: "/")
    while true {
      let front = "/" + parts.joined(separator: "/")
      if let real = FileScope.realPath(front) {
        return ([real == "/" ? "" : real[...]] + rest.reversed()).joined(separator: "/")
      }
      guard let last = parts.popLast() else { return "/" + rest.reversed().joined(separator: "/") }
      rest.append(last)
    }
  }
}
