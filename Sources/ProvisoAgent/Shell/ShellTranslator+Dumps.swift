/// The place in which the output of a command is kept, as a dump of a database must be.
extension ShellTranslator {
  /// Whether redirections put the output of a command into a file, or a pipe leads to a command that does.
  func keepsOutput(_ redirections: [ShellRedirection]) -> Bool {
    let own = redirections.last { redirection in
      switch redirection.sign {
      case "&>", "&>>": true
      case ">", ">>", ">|", ">&": (redirection.descriptor ?? 1) == 1
      case "<&": redirection.descriptor == 1
      default: false
      }
    }
    guard let own else { return pipesIntoFile }
    guard let target = own.target.plainText, own.sign != "<&" else { return false }
    let isDescriptor =
      own.sign == ">&"
      && (target == "-" || target.utf8.allSatisfy { (0x30...0x39).contains($0) })
    return !isDescriptor && Self.isFile(target)
  }

  /// Whether a command keeps all of its input in a file.
  func keepsInput(_ command: ShellCommand) -> Bool {
    guard case .simple(let simple) = command.kind, simple.assignments.isEmpty else { return false }
    let words = simple.words.compactMap(\.plainText)
    guard words.count == simple.words.count,
      !command.redirections.contains(where: { $0.sign.hasPrefix("<") })
    else { return false }
    switch words.first {
    case "tee": return words.dropFirst().contains { !$0.hasPrefix("-") && Self.isFile($0) }
    case "cat":
      return words.count == 1 && !command.redirections.isEmpty
        && keepsOutput(command.redirections)
    default: return false
    }
  }

  private static func isFile(_ path: String) -> Bool {
    let path = ShellPath.normalized(path)
    return !path.isEmpty && path != "/dev" && !path.hasPrefix("/dev/")
  }
}
