import ProvisoKernel
import ProvisoPlans

/// Programs that run the command in their words.
extension ShellTranslator {
  /// The options of each such program that do not change what the inner command does, without and
  /// with a value.
  private static let wrappers: [String: (flags: Set<String>, values: Set<String>)] = [
    "nohup": ([], []),
    "nice": ([], ["-n", "--adjustment"]),
    "command": (["-p"], []),
    "timeout": (
      ["--preserve-status", "--foreground", "-v", "--verbose"],
      ["-s", "--signal", "-k", "--kill-after"]
    ),
    "stdbuf": ([], ["-i", "-o", "-e"]),
    "env": ([], []),
    "sudo": (["-n", "-E", "-H", "--non-interactive"], ["-u", "--user"]),
    "xargs": (
      ["-0", "--null", "-r", "--no-run-if-empty", "-t", "--verbose"],
      ["-n", "--max-args", "-P", "--max-procs", "-L", "-I", "-d"]
    ),
  ]

  /// Translates the command in the words of another one; `nil` if the program does not run its
  /// words.
  mutating func wrapped(
    _ program: String, words: [ShellArgument], in state: ShellState, input: CallBuilder.Input
  ) throws(ShellGap) -> Run? {
    if program == "find" { return try found(words, in: state, input: input) }
    guard let (flags, values) = Self.wrappers[program] else { return nil }
    var rest = words[...]
    var given: [String: ShellArgument] = [:]
    while let word = rest.first, word.isOption != false, !word.isSplit {
      guard let text = word.text else { throw ShellGap("an option of `\(program)` is unknown") }
      rest.removeFirst()
      if text == "--" { break }
      if flags.contains(text) { continue }
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = parts.first.map(String.init) ?? text
      if text.hasPrefix("--"), parts.count == 2, values.contains(name) {
        given[name] = ShellArgument(String(parts[1]))
        continue
      }
      if values.contains(text) {
        guard let value = rest.popFirst(), !value.isSplit else {
          throw ShellGap("an option of `\(program)` has no value, or an unknown number of words")
        }
        given[text] = value
        continue
      }
      // `-oL`, `-n5`.
      if let value = values.first(where: { $0.utf8.count == 2 && text.hasPrefix($0) }) {
        given[value] = ShellArgument(String(text.dropFirst(2)))
        continue
      }
      throw ShellGap("`\(program)` has an unsupported option")
    }
    let outer = state
    var state = state
    switch program {
    case "env":
      while let word = rest.first, let (name, value) = Self.assignment(word) {
        rest.removeFirst()
        guard !ShellEnvironment.isSpecial(name) else {
          throw ShellGap("the command sets a variable that changes the behaviour of programs")
        }
        state.isAltered = true
        if ShellEnvironment.known.contains(name) {
          state.environment[name] = value
        } else {
          assume(Self.otherVariables)
        }
      }
      guard !rest.isEmpty else {
        var run = Run(success: outer, failure: outer)
        run.steps = [builder(in: state, input: input).call(TextTools.environment, with: [:])]
        return run
      }
    case "timeout":
      guard let duration = rest.popFirst(), duration.plainText != nil else {
        throw ShellGap("the duration of `timeout` is unknown")
      }
    default: break
    }
    guard !rest.isEmpty else { throw ShellGap("`\(program)` has no command to run") }
    if program == "xargs" {
      // The last of these options counts.
      guard given["-I"] == nil || ["-n", "--max-args", "-L"].allSatisfy({ given[$0] == nil }) else {
        throw ShellGap("`xargs` has options that exclude each other")
      }
      return try arguments(rest, replacing: given["-I"], in: state, input: input)
    }
    // Shell builtins are not programs: run in this way, `cd` does not exist or changes nothing.
    guard program == "command" || !["cd", "export", ":"].contains(rest.first?.plainText) else {
      throw ShellGap("`\(program)` runs a shell builtin")
    }
    if program == "command" { return try run(rest, in: state, input: input) }
    // A command that another program runs changes nothing of the shell.
    guard program == "sudo" else {
      var inner = try run(rest, in: state, input: input)
      inner.success = outer
      inner.failure = outer
      return inner
    }
    if Self.assignment(rest.first) != nil { throw ShellGap("`sudo` sets a variable") }
    let user = given["-u"] ?? given["--user"] ?? ShellArgument("root")
    state.isAltered = true
    // `sudo` drops variables, unless its settings keep them.
    state.environment = state.environment.mapValues { _ in ShellArgument(content: .unknown("")) }
    var inner = try run(rest, in: state, input: input)
    inner.success = outer
    inner.failure = outer
    inner.steps.insert(
      builder(in: state, input: input).call(TextTools.sudo, with: ["user": user.value]), at: 0)
    return inner
  }

  private static func assignment(_ word: ShellArgument?) -> (name: String, value: ShellArgument)? {
    guard let text = word?.text,
      let sign = text.utf8.firstIndex(of: UInt8(ascii: "="))
    else { return nil }
    let name = String(text[..<sign])
    guard ShellWord.isName(name) else { return nil }
    return (name, ShellArgument(String(text[text.utf8.index(after: sign)...])))
  }

  /// Translates `xargs`, which appends words from its input to its own words.
  private mutating func arguments(
    _ words: ArraySlice<ShellArgument>, replacing mark: ShellArgument?, in state: ShellState,
    input: CallBuilder.Input
  ) throws(ShellGap) -> Run {
    let calls: [String] =
      switch input {
      case .calls(let names): names
      case .nothing, .text: []
      }
    let more = ShellArgument(
      content: calls.isEmpty ? .unknown("") : .computed("", from: calls), isSplit: true)
    guard ["cd", "export", ":", "bash", "sh", "dash"].contains(words.first?.plainText) == false
    else { throw ShellGap("`xargs` runs a shell or a shell builtin") }
    guard let mark else { return try run(words + [more], in: state, input: .nothing) }
    // `-I` puts the words in the places of its mark.
    guard let name = mark.plainText, !name.isEmpty, words.first?.text?.contains(name) == false
    else { throw ShellGap("`xargs` runs an unknown program") }
    let replaced = words.map { word in
      guard let text = word.text, text.contains(name) else { return word }
      let start = text.hasPrefix(name) ? "" : String(text.prefix(1))
      return ShellArgument(
        content: calls.isEmpty ? .unknown(start) : .computed(start, from: calls))
    }
    return try run(replaced[...], in: state, input: .nothing)
  }

  /// Translates `find … -exec command {} …`, if the command changes nothing; `nil` if `find` runs
  /// no command.
  private mutating func found(
    _ words: [ShellArgument], in state: ShellState, input: CallBuilder.Input
  ) throws(ShellGap) -> Run? {
    guard words.contains(where: { $0.text == "-exec" }) else { return nil }
    var own: [ShellArgument] = []
    var steps: [AgentPlanStep] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.text == "-exec" else {
        own.append(word)
        continue
      }
      // A `+` is the end only after `{}`, which then stands for several words.
      let end = rest.indices.first { index in
        rest[index].text == ";"
          || rest[index].text == "+" && index > rest.startIndex && rest[index - 1].text == "{}"
      }
      guard let end else { throw ShellGap("the command of `-exec` has no end") }
      var inner = rest[..<end].map {
        $0.text?.contains("{}") == true
          ? ShellArgument(content: .unknown($0.text?.hasPrefix("{}") == true ? "." : "")) : $0
      }
      if rest[end].text == "+", let last = inner.indices.last { inner[last].isRepeated = true }
      rest = rest[(end + 1)...]
      guard ["bash", "sh", "dash", "env", "xargs", "sudo"].contains(inner.first?.text) == false
      else { throw ShellGap("`find` runs a command that may change something") }
      let run = try run(inner[...], in: state, input: .nothing)
      guard !run.steps.contains(where: Self.changesSomething) else {
        throw ShellGap("`find` runs a command that may change something")
      }
      steps += run.steps
    }
    var out = try run([ShellArgument("find")] + own, in: state, input: input)
    out.steps += steps
    return out
  }

  /// Whether a step has a call other than one that reads.
  private static func changesSomething(_ step: AgentPlanStep) -> Bool {
    if case .call(let call) = step.kind,
      !["inspect", "read_file", "print_text", "check_condition"].contains(call.tool)
    {
      return true
    }
    return step.parts.contains(where: changesSomething)
  }

  /// Rejects a script for `sh` with a construct that means something else in other shells than bash.
  static func checkPOSIX(_ source: String) throws(ShellGap) {
    let foreign = ["[[", "&>", ">&", "<<<", "|&", "$'", "((", "pipefail"]
    let plain = source.replacing("2>&1", with: "").replacing(">&2", with: "")
    guard !foreign.contains(where: plain.contains) else {
      throw ShellGap("`sh` may not be bash, and its script uses a construct of bash")
    }
  }

  /// Translates `bash -c`.
  mutating func shell(
    _ program: String, words: [ShellArgument], in state: ShellState, input: CallBuilder.Input
  ) throws(ShellGap) -> Run {
    guard words.count == 2, let option = words[0].plainText, words[1].plainText != nil,
      ["-c", "-lc", "-ec", "-cl", "-ce"].contains(option), let source = words[1].plainText
    else {
      throw ShellGap("the script of `\(program)` is unknown: expected `-c` and a known text")
    }
    if option.contains("l") {
      assume("the start-up files of the shell do not change the meaning of commands")
    }
    var inner = state
    inner.isPOSIX = program != "bash"
    if inner.isPOSIX {
      try Self.checkPOSIX(source)
    }
    inner.variables = [:]
    inner.exported = []
    inner.pipelinesFail = false
    inner.failsWhenUnset = false
    let outer = errexit
    errexit = .works
    defer { errexit = outer }
    var fragment = try nested(source, in: inner, input: input, stopsAtFailure: option.contains("e"))
    fragment.steps = fragment.before + fragment.steps
    return Run(steps: fragment.steps, success: state, failure: state)
  }
}
