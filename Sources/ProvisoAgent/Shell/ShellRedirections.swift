import ProvisoKernel

/// What the redirections of a command come to.
struct ShellRedirected {
  /// What is opened to be read from, before the command runs.
  var before: [PlanStep] = []
  /// What the command's standard input is, where a redirection says so.
  var input: CallBuilder.Input?
  /// The files that it writes.
  var writes: [(path: PlanValue, isAppended: Bool)] = []

  /// Adds to a command what its redirections do.
  ///
  /// - Parameter text: what the command prints, where the line says it.
  func wrap(_ out: inout ShellFragment, _ translator: ShellTranslator, text: String?) {
    out.before += before
    guard !writes.isEmpty else { return }
    let (steps, names) = translator.identified(out.steps)
    let content: PlanValue =
      text.map { .constant(.string(Text($0))) }
      ?? (names.isEmpty ? .constant(.string("")) : .written(from: names))
    let builder = translator.builder(out.success, .nothing)
    let calls = writes.map { write in
      builder.call(
        FileTools.write,
        [
          "path": write.path, "append": .constant(.bool(write.isAppended)), "content": content,
        ])
    }
    // The file is emptied before the command runs, and written while it does, also where it fails.
    out.steps =
      steps.isEmpty
      ? calls : [PlanStep(.parallel([steps] + calls.map { [$0] }), place: translator.place)]
  }
}

extension ShellTranslator {
  mutating func redirections(
    _ written: [ShellRedirection], in state: ShellState, _ input: CallBuilder.Input
  ) throws(ShellGap) -> ShellRedirected {
    var out = ShellRedirected()
    for redirection in written {
      switch redirection.sign {
      case "<<", "<<-", "<<<":
        let word = redirection.document ?? redirection.target
        let value = try assigned(word, in: state, input, &out.before)
        guard (redirection.descriptor ?? 0) == 0 else { continue }
        out.input =
          switch value.content {
          case .computed(_, let calls): .calls(calls)
          case .known(let text) where !value.startsAtHome:
            .text(redirection.document == nil ? text + "\n" : text)
          default: .calls([])
          }
      case "<": try read(redirection, in: state, input, &out)
      case ">", ">|", ">>", "&>", "&>>": try write(redirection, in: state, input, &out)
      case ">&", "<&":
        // A descriptor for another, or none.
        if let text = redirection.target.bareText,
          text == "-" || !text.isEmpty && text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        {
          guard redirection.sign == ">&" || text == "-" else {
            throw ShellGap("the redirection `<&` is not understood")
          }
          continue
        }
        guard redirection.sign == ">&", redirection.descriptor == nil else {
          throw ShellGap("the redirection `\(redirection.sign)` is not understood")
        }
        try write(redirection, in: state, input, &out)
      default: throw ShellGap("the redirection `\(redirection.sign)` is not understood")
      }
    }
    return out
  }

  /// The one word that a redirection names; `nil` where it is a device that keeps nothing.
  private mutating func target(
    _ redirection: ShellRedirection, in state: ShellState, _ input: CallBuilder.Input,
    _ out: inout ShellRedirected
  ) throws(ShellGap) -> ShellArgument? {
    let (steps, words) = try expanded([redirection.target], in: state, input)
    out.before += steps.map { sequence([$0], onFailure: .goOn) }
    guard words.count == 1, let word = words.first, !word.isSplit else {
      throw ShellGap("a redirection has no single target")
    }
    if case .pattern = word.content { throw ShellGap("a redirection has a pattern for a target") }
    guard let text = word.plainText else { return word }
    let path = ShellPath.normalized(text)
    if ["/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty", "/dev/stdin"].contains(path) {
      return nil
    }
    guard !path.hasPrefix("/dev/"), !path.hasPrefix("/proc/") else {
      throw ShellGap("a redirection names a device")
    }
    return word
  }

  private mutating func read(
    _ redirection: ShellRedirection, in state: ShellState, _ input: CallBuilder.Input,
    _ out: inout ShellRedirected
  ) throws(ShellGap) {
    guard let word = try target(redirection, in: state, input, &out) else {
      out.input = .nothing
      return
    }
    let builder = self.builder(state, input)
    let name = newIdentifier()
    out.before.append(
      builder.call(FileTools.read, ["path": try builder.value(word, .path)], id: name))
    if (redirection.descriptor ?? 0) == 0 { out.input = .calls([name]) }
  }

  private mutating func write(
    _ redirection: ShellRedirection, in state: ShellState, _ input: CallBuilder.Input,
    _ out: inout ShellRedirected
  ) throws(ShellGap) {
    guard let word = try target(redirection, in: state, input, &out) else { return }
    let builder = self.builder(state, input)
    out.writes.append(
      (try builder.value(word, .path), isAppended: redirection.sign.hasSuffix(">>")))
  }
}
