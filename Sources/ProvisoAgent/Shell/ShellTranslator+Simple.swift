import ProvisoKernel
import ProvisoPlans

/// Simple commands: assignments, shell builtins, programs that run other programs, and the programs
/// in the tables of tools.
extension ShellTranslator {
  /// The translation of a program with its words.
  struct Run {
    var steps: [AgentPlanStep] = []
    var success: ShellState
    var failure: ShellState
    /// The output, if the words determine it.
    var text: String?
  }

  mutating func simple(
    _ simple: ShellSimpleCommand, redirections written: [ShellRedirection], in state: ShellState,
    input: CallBuilder.Input
  ) throws(ShellGap) -> ShellFragment {
    var (before, words) = try expanded(simple.words, in: state, input: input)
    let redirected = try redirections(written, in: state, input: input)
    let input = redirected.input ?? input
    var inner = state
    // An assignment can change a variable that is exported already.
    if !simple.assignments.isEmpty { inner.isAltered = true }
    var assigning: [AgentPlanStep] = []
    for (name, value) in simple.assignments {
      let isOfRead = name == "IFS" && words.first?.plainText == "read"
      guard isOfRead || !ShellEnvironment.isSpecial(name) else {
        throw ShellGap("the command sets a variable that changes the behaviour of programs")
      }
      let argument = try assigned(value, in: inner, input: input, into: &assigning)
      if words.isEmpty {
        inner.set(name, to: argument)
      } else if ShellEnvironment.known.contains(name) {
        inner.environment[name] = argument
      } else {
        assume(Self.otherVariables)
      }
    }
    guard simple.words.isEmpty == words.isEmpty else {
      throw ShellGap("the command to run is unknown")
    }
    if words.isEmpty {
      // The assignment fails if the last substituted command fails.
      if let last = assigning.popLast() { assigning.append(sequence([last.handled(.propagate)])) }
      var out = ShellFragment(before: before, steps: assigning, success: inner, failure: inner)
      if simple.assignments.isEmpty || redirected.writes.isEmpty {
        redirected.wrap(&out, by: self, text: "")
        return out
      }
      throw ShellGap("an assignment with a redirection is not supported")
    }
    before += assigning
    if !simple.assignments.isEmpty, state.isPOSIX,
      [":", "export", "set", "exit", ".", "eval", "exec", "unset", "shift", "trap", "return"]
        .contains(words.first?.plainText)
    {
      throw ShellGap("an assignment before a builtin stays in `sh`, but not in `bash`")
    }
    let outer = state
    let run = try self.run(words[...], in: inner, input: input, changes: simple.assignments.isEmpty)
    var out = ShellFragment(
      before: before, steps: run.steps, success: run.success, failure: run.failure)
    if !simple.assignments.isEmpty {
      let names = simple.assignments.map(\.name)
      out.success = outer.keeping(run.success, except: names)
      out.failure = outer.keeping(run.failure, except: names)
    }
    if !keepsOutput(written) { out.steps = DatabaseDumps.forgotten(out.steps) }
    if redirected.writes.count > 1 || written.contains(where: { ($0.descriptor ?? 1) > 1 }) {
      redirected.wrap(&out, by: self, text: nil)
    } else {
      redirected.wrap(&out, by: self, text: run.text)
    }
    return out
  }

  /// The output of a command, if its words determine it. It is the input of the next command in a
  /// pipeline.
  mutating func echoed(_ command: ShellCommand, in state: ShellState) -> String? {
    guard case .simple(let simple) = command.kind, simple.assignments.isEmpty,
      command.redirections.isEmpty
    else { return nil }
    var copy = self
    guard let (steps, words) = try? copy.expanded(simple.words, in: state, input: .nothing),
      steps.isEmpty, ["echo", "printf"].contains(words.first?.plainText)
    else { return nil }
    return Self.printed(words, isPOSIX: state.isPOSIX)
  }

  /// The output of `echo` and `printf` for plain words without options and escapes.
  ///
  /// - Parameter isPOSIX: whether the shell can be one whose `echo` reads escapes.
  private static func printed(_ words: [ShellArgument], isPOSIX: Bool) -> String? {
    let texts = words.compactMap(\.plainText)
    guard texts.count == words.count else { return nil }
    let rest = texts.dropFirst()
    switch texts.first {
    case "echo":
      guard rest.first?.utf8.first != UInt8(ascii: "-"),
        !isPOSIX || !rest.contains(where: { $0.utf8.contains(UInt8(ascii: "\\")) })
      else { return nil }
      return rest.joined(separator: " ") + "\n"
    case "printf":
      guard let only = rest.first, rest.count == 1, only.utf8.first != UInt8(ascii: "-"),
        !only.utf8.contains(where: { "%\\".utf8.contains($0) })
      else { return nil }
      return only
    default: return nil
    }
  }

  /// Whether the format of `printf` is unknown, or has the conversion `%n`, which stores the number of characters
  /// in the variable that an argument names (bash, "Bash Builtins").
  private static func assigns(_ words: ArraySlice<ShellArgument>) -> Bool {
    let format = words.first?.text == "--" ? words.dropFirst().first : words.first
    guard let format else { return false }
    guard let text = format.text, !format.isSplit else { return true }
    var rest = text.unicodeScalars[...]
    while let start = rest.firstIndex(of: "%") {
      rest = rest[rest.index(after: start)...].drop {
        "-+ #'0123456789.*hlLqjzt".unicodeScalars.contains($0)
      }
      if rest.popFirst() == "n" { return true }
    }
    return false
  }

  // MARK: Programs

  /// The assumption about variables that are set but not in any table.
  static let otherVariables = "variables that are in no contract do not change what programs do"

  /// Translates a program with its words.
  ///
  /// - Parameter changes: whether the command can change the state of the shell.
  mutating func run(
    _ words: ArraySlice<ShellArgument>, in state: ShellState, input: CallBuilder.Input,
    changes: Bool = false
  ) throws(ShellGap) -> Run {
    shells += 1
    defer { shells -= 1 }
    guard shells <= Self.deepest else {
      throw ShellGap("commands that run commands are nested too deeply (limit \(Self.deepest))")
    }
    guard let first = words.first, let written = first.plainText, !first.isSplit else {
      throw ShellGap("the program to run is unknown")
    }
    let program = Self.program(written)
    var run = try self.run(
      program, written: written, words, in: state, input: input, changes: changes)
    // A path need not lead to a program, and a program that another one starts need not be found.
    if program != written || !Self.builtins.contains(program) {
      run.steps = failing(run.steps, in: state)
    }
    return run
  }

  /// The commands that the shell runs itself.
  private static let builtins: Set<String> = [
    ":", "true", "echo", "printf", "test", "false", "[", "read", "command", "cd", "export",
  ]

  /// The steps of a command that can fail for reasons that they do not state.
  func failing(_ steps: [AgentPlanStep], in state: ShellState) -> [AgentPlanStep] {
    if steps.contains(where: \.canFail) { return steps }
    return steps + [builder(in: state, input: .nothing).call(TextTools.condition, with: [:])]
  }

  private mutating func run(
    _ program: String, written: String, _ words: ArraySlice<ShellArgument>, in state: ShellState,
    input: CallBuilder.Input, changes: Bool
  ) throws(ShellGap) -> Run {
    let rest = words.dropFirst()
    var run = Run(success: state, failure: state)
    let builder = self.builder(in: state, input: input)
    if program != written, [":", "read", "command", "cd", "export"].contains(program) {
      throw ShellGap("a builtin of the shell is run as a program")
    }
    switch program {
    case ":", "true": return run
    case "printf" where rest.first?.isOption != false && rest.first?.text != "--":
      // `printf -v` assigns, and evaluates the subscript of its variable.
      throw ShellGap("`printf` has an option, or its format is unknown")
    case "printf" where Self.assigns(rest):
      throw ShellGap("the format of `printf` assigns a variable, or is unknown")
    case "echo", "printf":
      run.text = Self.printed(Array(words), isPOSIX: state.isPOSIX)
      if run.text == nil {
        run.steps = [
          builder.call(TextTools.printing, with: ["text": CallBuilder.joined(Array(rest))])
        ]
      }
      return run
    case "test", "false", "[":
      try checkTest(rest)
      run.steps = [builder.call(TextTools.condition, with: [:])]
      return run
    case "read":
      try readVariables(rest, in: &run.success, input: input)
      run.failure = run.success
      run.steps = [builder.call(TextTools.condition, with: [:])]
      return run
    case "command" where ["-v", "-V"].contains(rest.first?.plainText):
      run.steps = [
        builder.call(
          TextTools.inspection, with: ["arguments": CallBuilder.joined(Array(rest))])
      ]
      return run
    case "cd":
      guard changes else { throw ShellGap("this use of `cd` is not supported") }
      return try changeDirectory(rest, in: state, builder: builder)
    case "export":
      guard changes else { throw ShellGap("this use of `export` is not supported") }
      try export(rest, in: &run.success)
      run.success.isAltered = true
      run.failure = run.success
      return run
    case "bash", "sh", "dash":
      if rest.first?.isOption == false,
        let steps = declaredSteps(of: words, in: state, builder: builder)
      {
        run.steps = steps
        return run
      }
      return try shell(program, words: Array(rest), in: state, input: input)
    default: break
    }
    if let inner = try wrapped(program, words: Array(rest), in: state, input: input) {
      return inner
    }
    guard let description = self.program(program) else {
      if let steps = declaredSteps(of: words, in: state, builder: builder) {
        run.steps = steps
        return run
      }
      throw ShellGap("no contract describes \(Self.described(written))")
    }
    var making = builder
    do throws(ShellGap) {
      let calls = try description.calls(of: Array(rest), into: &making)
      run.steps = making.before + calls
    } catch {
      if error.isWithoutContract,
        let steps = declaredSteps(of: words, in: state, builder: builder)
      {
        run.steps = steps
        return run
      }
      throw ShellGap("\(Self.described(program)): \(error.reason)")
    }
    for assumption in making.assumptions { assume(assumption) }
    try count(run.steps.count)
    return run
  }

  /// Whether a step may move a directory, or one around it.
  func moves(_ directory: String, _ step: AgentPlanStep) -> Bool {
    guard case .call(let call) = step.kind else {
      return step.parts.contains { moves(directory, $0) }
    }
    guard ["mv", "git_mv"].contains(call.tool) else { return false }
    guard case .string(let from)? = call.value(of: "from")?.constant else { return true }
    let path = FilePath(from.string, in: base)
    let place = FilePath(directory.isEmpty ? "." : directory, in: base)
    return path.isSame(as: place) != false || path.contains(place) != false
  }

  /// The name of a program. For a program in a system directory, it is the name without the path.
  private static func program(_ word: String) -> String {
    for directory in ["/bin/", "/usr/bin/", "/usr/local/bin/", "/sbin/", "/usr/sbin/"]
    where word.hasPrefix(directory) && !word.dropFirst(directory.count).contains("/") {
      return String(word.dropFirst(directory.count))
    }
    return word
  }

  /// A program's name for messages, or "a program" if the word does not look like a name.
  private static func described(_ name: String) -> String {
    let isName = name.utf8.allSatisfy { ShellLexer.isNameByte($0) || "./-+".utf8.contains($0) }
    return isName && !name.isEmpty && name.utf8.count <= 40 ? "`\(name)`" : "a program"
  }

  private mutating func changeDirectory(
    _ rest: ArraySlice<ShellArgument>, in state: ShellState, builder: CallBuilder
  ) throws(ShellGap) -> Run {
    var rest = rest
    if rest.first?.text == "--" { rest = rest.dropFirst() }
    let target = rest.first ?? ShellArgument(content: .known("~"), startsAtHome: true)
    guard rest.count <= 1, !target.isSplit, let text = target.text, !text.isEmpty,
      text.utf8.first != UInt8(ascii: "-")
    else { throw ShellGap("this use of `cd` is not supported") }
    var run = Run(success: state, failure: state)
    let isWhole = target.startsAtHome || text.utf8.first == UInt8(ascii: "/")
    let path =
      isWhole || state.directory != nil
      ? try builder.path(text, startsAtHome: target.startsAtHome) : nil
    run.success.directory = path
    run.steps = [
      builder.call(
        FileTools.changeDirectory,
        with: ["path": path.map { .constant(.string(Text($0))) } ?? .unknown])
    ]
    if subshells == 0 { hasMoved = true }
    // `CDPATH` only affects paths that begin with neither `/` nor `.`.
    if let start = text.utf8.first, !"/.".utf8.contains(start), !target.startsAtHome {
      assume("`CDPATH` is not set")
    }
    return run
  }

  private mutating func export(
    _ rest: ArraySlice<ShellArgument>, in state: inout ShellState
  ) throws(ShellGap) {
    for word in rest {
      let content: String
      switch word.content {
      case .known(let text), .computed(let text, _), .unknown(let text): content = text
      case .pattern: throw ShellGap("this use of `export` is not supported")
      }
      let parts = content.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = parts.first.map(String.init), ShellWord.isName(name), !word.isSplit,
        !word.startsAtHome, parts.count == 2 || word.text != nil
      else { throw ShellGap("this use of `export` is not supported") }
      guard !ShellEnvironment.isSpecial(name) else {
        throw ShellGap("the command sets a variable that changes the behaviour of programs")
      }
      if parts.count == 2 {
        let value = String(parts[1])
        state.variables[name] =
          switch word.content {
          case .computed(_, let calls): ShellArgument(content: .computed(value, from: calls))
          case .unknown: ShellArgument(content: .unknown(value))
          case .known, .pattern: ShellArgument(value)
          }
      }
      state.exported.insert(name)
      if ShellEnvironment.known.contains(name) {
        state.environment[name] = state.variables[name] ?? state.environment[name]
      } else {
        assume(Self.otherVariables)
      }
    }
  }
}

extension AgentPlanStep {
  /// Whether the step can fail, so that the commands after it depend on that.
  var canFail: Bool {
    switch onFailure {
    case .goOn: return false
    case .steps(let handlers) where !handlers.contains(where: \.canFail): return false
    case .propagate, .steps: break
    }
    switch kind {
    case .call, .fail: return true
    default: return handled(.propagate).parts.contains(where: \.canFail)
    }
  }

  /// The step with another handling of its failure.
  func handled(_ handling: FailureHandling) -> AgentPlanStep {
    AgentPlanStep(kind, id: id, onFailure: handling, retries: retries, position: position)
  }
}
