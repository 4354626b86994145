import Essentials
import Proviso
import ProvisoInput
import ProvisoKernel

/// Calls that would turn the gate against itself.
///
/// The words of all arguments are read as paths, however they are spelled: `..`, `//`, `~`, `$HOME` and links
/// are resolved. What a program computes by itself is not seen; a command that is not understood is asked
/// anyway.
enum SelfDefence {
  /// The words after which a folder around that of the sessions counts, too.
  private static let removers: Set<Substring> = [
    "rm", "mv", "rmdir", "unlink", "shred", "rsync", "find", "git", "chmod", "chown", "tar",
  ]

  /// The longest path of the system, in bytes.
  private static let longest = 4_096

  /// The reason against a call that approves calls, or that names the folder of the sessions.
  static func reason(against call: GateCall, folder: String) -> String? {
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
    let removes = words.contains { removers.contains($0.split(separator: "/").last ?? $0) }
    for word in words {
      guard let path = path(word, in: base) else { continue }
      let isInside = path == own || path.hasPrefix(own + "/")
      let isAround = own.hasPrefix(path == "/" ? "/" : path + "/")
      if isInside || removes && isAround && path != base {
        return "The folder of the sessions belongs to the gate."
      }
    }
    return nil
  }

  /// The words of every text in a value, apart from the marks of a shell.
  private static func collect(_ value: Value, _ words: inout Set<Substring>) {
    switch value {
    case .string(let text):
      words.formUnion(
        text.string.split { " \t\n\"'`;|&<>()=,".contains($0) }.filter {
          $0.utf8.count <= longest
        })
    case .list(let elements): for element in elements { collect(element, &words) }
    case .map(let members): for member in members.values { collect(member, &words) }
    case .null, .bool, .number, .object: break
    }
  }

  /// The absolute path that a word can mean; `nil` if it is no path.
  private static func path(_ word: Substring, in directory: String?) -> String? {
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
