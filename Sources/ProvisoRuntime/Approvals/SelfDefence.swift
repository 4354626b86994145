import Essentials
import Proviso
import ProvisoAgent
import ProvisoInput
import ProvisoKernel
import ProvisoPlans

/// Calls that would turn the gate against itself.
///
/// The words of all arguments are read as paths, however they are spelled: `..`, `//`, `~`, `$HOME`, quotes and
/// links are resolved. So are the paths of the calls that a command line makes, as its reader resolves them:
/// after `cd`, in braces, loops and variables. What a program computes by itself is not seen; a command that is
/// not understood is asked anyway.
enum SelfDefence {
  /// The words after which a folder around that of the sessions counts, too.
  private static let removers: Set<Substring> = [
    "rm", "mv", "rmdir", "unlink", "shred", "rsync", "find", "git", "chmod", "chown", "tar",
    "unzip", "rclone", "cpio", "7z",
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
  /// - Parameter world: the path of the file with the rules, which the rules themselves protect by this path only;
  ///   `nil` if there is none.
  static func reason(against call: GateCall, folder: String, world: String? = nil) -> String? {
    // A file that a call writes can have the same word thousands of times.
    var words: Set<Substring> = []
    for argument in call.arguments { collect(argument.value, &words) }
    if words.contains(where: { $0 == "proviso" || $0.hasSuffix("/proviso") }),
      words.contains("approve")
    {
      return "Only a person may approve calls."
    }
    let own = real(folder, in: call.directory)
    let base = call.directory.map { real($0, in: nil) }
    // A variable of a command can hold the beginning of the path.
    let end = own.split(separator: "/").suffix(2).joined(separator: "/")
    let places = Places(own: own, end: end, base: base, world: world)
    if let reason = places.reason(against: words) { return reason }
    for planned in calls(of: call) {
      var words = Set(planned.tool.split(separator: "_").prefix(1))
      for argument in planned.arguments {
        switch argument.value.constant {
        case .bool(true)?: words.insert("--" + argument.name)
        case let value?: collect(value, &words)
        case nil: break
        }
      }
      if let reason = places.reason(against: words) { return reason }
    }
    return nil
  }

  /// The calls that a command line or a patch makes, with the paths that its reader has resolved.
  private static func calls(of call: GateCall) -> [PlannedCall] {
    let planned = PlannedCall(
      tool: call.tool, arguments: call.arguments.map { ($0.name, .constant($0.value)) })
    return CallReading(
      planned, base: call.directory, directory: call.directory,
      shell: CallReading.shell(number: 0)
    ).calls
  }

  /// The places that calls are kept from.
  private struct Places {
    /// The folder of the sessions.
    let own: String
    /// Its last two names.
    let end: String
    /// The directory of the call; `nil` if it is not known.
    let base: String?
    /// The file with the rules; `nil` if there is none.
    let world: String?

    /// The reason against a call with these words.
    func reason(against words: Set<Substring>) -> String? {
      if words.contains(where: { $0.hasSuffix(end) || $0.contains(end + "/") }) {
        return "The folder of the sessions belongs to the gate."
      }
      func names(_ programs: Set<Substring>) -> Bool {
        words.contains { programs.contains($0.split(separator: "/").last ?? $0) }
      }
      let removes =
        names(removers) || names(copiers) && words.contains(where: SelfDefence.isOfWholeFolders)
      for word in words {
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
  }

  /// Whether a word makes a command copy whole folders: `-r`, `-aT`, `sync`.
  fileprivate static func isOfWholeFolders(_ word: Substring) -> Bool {
    if wholeFolders.contains(word) { return true }
    return word.first == "-" && !word.hasPrefix("--") && word.contains { "rRaTm".contains($0) }
  }

  /// The words of every text in a value, apart from the marks of a shell.
  private static func collect(_ value: Value, _ words: inout Set<Substring>) {
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
