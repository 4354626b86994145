import ProvisoKernel
import ProvisoPlans

/// The translated redirections of a command.
struct ShellRedirected {
  /// The steps that read files before the command runs.
  var before: [AgentPlanStep] = []
  /// The command's standard input, if a redirection sets it.
  var input: CallBuilder.Input?
  /// The files that the redirections write.
  var writes: [(path: AgentPlanValue, isAppended: Bool)] = []

  /// Adds the effects of the redirections to a command.
  ///
  /// - Parameter text: the output of the command, if it is known.
  func wrap(_ out: inout ShellFragment, by translator: ShellTranslator, text: String?) {
    out.before += before
    guard !writes.isEmpty else { return }
    let (steps, names) = translator.identified(out.steps)
    let content: AgentPlanValue =
      text.map { .constant(.string(Text($0))) }
      ?? (names.isEmpty ? .constant(.string("")) : .written(from: names))
    let builder = translator.builder(in: out.success, input: .nothing)
    let calls = writes.map { write in
      builder.call(
        FileTools.write,
        with: [
          "path": write.path, "append": .constant(.bool(write.isAppended)), "content": content,
        ])
    }
    // The shell empties the file before the command runs. The command writes it while it runs, even
    // if it fails.
    out.steps =
      steps.isEmpty
      ? calls
      : [AgentPlanStep(.parallel([steps] + calls.map { [$0] }), position: translator.position)]
  }
}

extension ShellTranslator {
  /// Translates the redirections of a command.
  mutating func redirections(
    _ written: [ShellRedirection], in state: ShellState, input: CallBuilder.Input
  ) throws(ShellGap) -> ShellRedirected {
    var out = ShellRedirected()
    for redirection in written {
      switch redirection.sign {
      case "<<", "<<-", "<<<":
        let word = redirection.document ?? redirection.target
        let value = try assigned(word, in: state, input: input, into: &out.before)
        guard (redirection.descriptor ?? 0) == 0 else { continue }
        out.input =
          switch value.content {
          case .computed(_, let calls): .calls(calls)
          case .known(let text) where !value.startsAtHome:
            .text(redirection.document == nil ? text + "\n" : text)
          default: .calls([])
          }
      case "<": try read(redirection, in: state, input: input, into: &out)
      case ">", ">|", ">>", "&>", "&>>": try write(redirection, in: state, input: input, into: &out)
      case ">&", "<&":
        // This duplicates or closes a file descriptor.
        if let text = redirection.target.bareText,
          text == "-" || !text.isEmpty && text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        {
          guard redirection.sign == ">&" || text == "-" else {
            throw ShellGap("the redirection `<&` is not supported")
          }
          // A closed descriptor makes the redirection fail, or what the command prints.
          if !["0", "1", "2"].contains(text) {
            out.before.append(builder(in: state, input: input).call(TextTools.condition, with: [:]))
          }
          continue
        }
        guard redirection.sign == ">&", redirection.descriptor == nil else {
          throw ShellGap("the redirection `\(redirection.sign)` is not supported")
        }
        try write(redirection, in: state, input: input, into: &out)
      default: throw ShellGap("the redirection `\(redirection.sign)` is not supported")
      }
    }
    return out
  }

  /// The word that is the target of a redirection; `nil` if it is a device that stores nothing.
  private mutating func target(
    _ redirection: ShellRedirection, in state: ShellState, input: CallBuilder.Input,
    into out: inout ShellRedirected
  ) throws(ShellGap) -> ShellArgument? {
    let (steps, words) = try expanded([redirection.target], in: state, input: input)
    out.before += steps.map { sequence([$0], onFailure: .goOn) }
    guard words.count == 1, let word = words.first, !word.isSplit else {
      throw ShellGap("the target of a redirection is not a single word")
    }
    if case .pattern = word.content { throw ShellGap("the target of a redirection is a pattern") }
    guard let text = word.plainText else { return word }
    let path = ShellPath.normalized(text)
    if path == "/dev/null" { return nil }
    if ["/dev/stdout", "/dev/stderr", "/dev/tty", "/dev/stdin"].contains(path) {
      // The command does not run if there is no such device.
      out.before.append(builder(in: state, input: input).call(TextTools.condition, with: [:]))
      return nil
    }
    guard !path.hasPrefix("/dev/"), !path.hasPrefix("/proc/") else {
      throw ShellGap("the target of a redirection is a device")
    }
    return word
  }

  private mutating func read(
    _ redirection: ShellRedirection, in state: ShellState, input: CallBuilder.Input,
    into out: inout ShellRedirected
  ) throws(ShellGap) {
    guard let word = try target(redirection, in: state, input: input, into: &out) else {
      out.input = .nothing
      return
    }
    let builder = self.builder(in: state, input: input)
    let name = newIdentifier()
    out.before.append(
      builder.call(FileTools.read, with: ["path": try builder.value(of: word, as: .path)], id: name)
    )
    if (redirection.descriptor ?? 0) == 0 { out.input = .calls([name]) }
  }

  private mutating func write(
    _ redirection: ShellRedirection, in state: ShellState, input: CallBuilder.Input,
    into out: inout ShellRedirected
  ) throws(ShellGap) {
    guard let word = try target(redirection, in: state, input: input, into: &out) else { return }
    let builder = self.builder(in: state, input: input)
    out.writes.append(
      (try builder.value(of: word, as: .path), isAppended: redirection.sign.hasSuffix(">>")))
  }
}
