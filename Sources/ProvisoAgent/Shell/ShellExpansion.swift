import ProvisoKernel
import ProvisoPlans

/// A word that is being built during the expansion of a command.
private struct Field {
  /// The known beginning of the word.
  var text = ""
  var isKnown = true
  var isQuoted = false
  var isPattern = false
  var startsAtHome = false
  /// Whether the shell can split it into any number of words.
  var isSplit = false
  var sources: [String] = []

  var isEmpty: Bool {
    text.isEmpty && isKnown && !isQuoted && !isSplit && !startsAtHome
  }

  var argument: ShellArgument {
    let content: ShellArgument.Content =
      !isKnown
      ? (sources.isEmpty ? .unknown(text) : .computed(text, from: sources))
      : isPattern ? .pattern(text) : .known(text)
    return ShellArgument(content: content, startsAtHome: startsAtHome, isSplit: isSplit)
  }

  mutating func add(_ more: String) {
    if isKnown { text += more }
  }

  mutating func addUnknown(from calls: [String]) {
    isKnown = false
    sources += calls
  }
}

extension ShellTranslator {
  /// The words after expansion, and the steps of the commands whose output they contain.
  mutating func expanded(
    _ words: [ShellWord], in state: ShellState, input: CallBuilder.Input
  ) throws(ShellGap) -> (steps: [AgentPlanStep], words: [ShellArgument]) {
    var steps: [AgentPlanStep] = []
    var out: [ShellArgument] = []
    for word in words { out += try expand(word, in: state, input: input, into: &steps) }
    return (steps, out)
  }

  /// The value of an assignment, which the shell does not split into words.
  mutating func assigned(
    _ word: ShellWord, in state: ShellState, input: CallBuilder.Input,
    into steps: inout [AgentPlanStep]
  ) throws(ShellGap) -> ShellArgument {
    let fields = try expand(word, in: state, input: input, into: &steps, isOneWord: true)
    return fields.first ?? ShellArgument("")
  }

  private mutating func expand(
    _ word: ShellWord, in state: ShellState, input: CallBuilder.Input,
    into steps: inout [AgentPlanStep],
    isOneWord: Bool = false
  ) throws(ShellGap) -> [ShellArgument] {
    var fields: [Field] = []
    var field = Field()
    func isFirst(_ index: Int) -> Bool { index == 0 && fields.isEmpty }
    for (index, piece) in word.pieces.enumerated() {
      switch piece {
      case .unsupported(let why): throw ShellGap(why)
      case .braces(let texts):
        guard !isOneWord, !state.isPOSIX else { throw ShellGap(ShellBraces.unsupported) }
        var out: [ShellArgument] = []
        for text in texts {
          out += try expand(
            ShellWord(pieces: [.text(text, isQuoted: false)]), in: state, input: input, into: &steps
          )
        }
        return out
      case .text(let text, isQuoted: true):
        field.isQuoted = true
        field.add(text)
      case .text(let text, isQuoted: false):
        if text.utf8.contains(UInt8(ascii: "~")) {
          let isHome = try Self.beginsAtHome(text, isWhole: word.pieces.count == 1)
          guard !isHome || isFirst(index) || !isOneWord else {
            throw ShellGap("a home directory (`~`) inside a word is not supported")
          }
          field.startsAtHome = isHome && isFirst(index)
        }
        // A single `[` is a program.
        if !isOneWord, Self.isPattern(text), text != "[" || word.pieces.count > 1 {
          field.isPattern = true
        }
        field.add(text)
      case .variable(let name, let isQuoted):
        try checkSet(name, in: state)
        let value = Self.value(of: name, isFirst: isFirst(index), in: state)
        if value.startsAtHome {
          guard isFirst(index) else {
            field.addUnknown(from: [])
            continue
          }
          field.startsAtHome = true
        }
        if isQuoted || isOneWord {
          field.isQuoted = true
          if value.isSplit, !isOneWord { field.isSplit = true }
          field.add(value)
        } else if let text = value.text {
          try split(text, field: &field, into: &fields)
        } else {
          field.isSplit = true
          field.add(value)
        }
      case .transformed(let name, let rest, let isQuoted):
        try checkTransformation(of: name, rest, in: state)
        // The value is made from that of the variable, or from a constant text.
        field.addUnknown(from: state.variables[name].map(\.value.sources) ?? [])
        if isQuoted || isOneWord { field.isQuoted = true } else { field.isSplit = true }
      case .arithmetic(let names, let isQuoted):
        for name in names {
          guard let text = state.variables[name]?.text, ShellArithmetic.isNumber(text) else {
            throw ShellGap("arithmetic with a variable that is not known to be a number")
          }
        }
        field.addUnknown(from: [])
        if isQuoted || isOneWord { field.isQuoted = true }
      case .command(let source, let isQuoted):
        let names = try substitute(source, in: state, input: input, into: &steps)
        field.addUnknown(from: names)
        if isQuoted || isOneWord { field.isQuoted = true } else { field.isSplit = true }
      }
    }
    if isOneWord || !field.isEmpty { fields.append(field) }
    return fields.map(\.argument)
  }

  /// Rejects a variable that may not be set while that ends the shell.
  private func checkSet(_ name: String, in state: ShellState) throws(ShellGap) {
    guard state.failsWhenUnset, state.variables[name] == nil,
      !["?", "#", "$", "-", "@", "*", "0", "HOME", "PWD", "PATH"].contains(name)
    else { return }
    throw ShellGap("a variable that may not be set is used after `set -u`")
  }

  /// Rejects a form of `${NAME…}` that can fail or that only bash has.
  private func checkTransformation(
    of name: String, _ rest: String, in state: ShellState
  ) throws(ShellGap) {
    if let sign = rest.utf8.first, state.isPOSIX, "/^,".utf8.contains(sign) {
      throw ShellGap("`${…}` has a form that only bash has")
    }
    let hasDefault = ["-", "+", ":-", ":+"].contains { rest.hasPrefix($0) }
    if !hasDefault { try checkSet(name, in: state) }
  }

  /// Splits an unquoted value at its spaces and looks for patterns in it.
  private func split(
    _ text: String, field: inout Field, into fields: inout [Field]
  ) throws(ShellGap) {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A }
    if Self.isPattern(text) || text.utf8.contains(UInt8(ascii: "\\")) { field.isPattern = true }
    let parts = text.utf8.split(omittingEmptySubsequences: true, whereSeparator: isSpace)
    if let first = text.utf8.first, isSpace(first), !field.isEmpty {
      fields.append(field)
      field = Field()
    }
    for (index, part) in parts.enumerated() {
      if index > 0 {
        let isPattern = field.isPattern
        fields.append(field)
        field = Field()
        field.isPattern = isPattern
      }
      field.add(String(decoding: part, as: UTF8.self))
    }
    if let last = text.utf8.last, isSpace(last), !field.isEmpty {
      fields.append(field)
      field = Field()
    }
  }

  private static func isPattern(_ text: String) -> Bool {
    text.utf8.contains { "*?[".utf8.contains($0) }
  }

  /// Whether an unquoted text at the start of a word begins with the user's own home directory.
  private static func beginsAtHome(_ text: String, isWhole: Bool) throws(ShellGap) -> Bool {
    // bash also expands the `~` in `a=~/b` and `a:~/b`, if it reads them as assignments.
    guard text == "=~" || !text.contains(":~") && !text.contains("=~") else {
      throw ShellGap("a home directory (`~`) inside a word is not supported")
    }
    guard text.utf8.first == UInt8(ascii: "~") else { return false }
    let prefix = text.utf8.dropFirst().prefix { $0 != UInt8(ascii: "/") }
    let hasSlash = text.utf8.contains(UInt8(ascii: "/"))
    // The text after the `~` is quoted, so the `~` is literal.
    if !hasSlash, !isWhole { return false }
    guard prefix.isEmpty else {
      throw ShellGap("the home directory of another user (`~user`) is not supported")
    }
    return true
  }

  private static func value(
    of name: String, isFirst: Bool, in state: ShellState
  ) -> ShellArgument {
    if let value = state.variables[name] { return value }
    switch name {
    case "HOME" where isFirst:
      return ShellArgument(content: .known("~"), startsAtHome: true)
    case "PWD": return ShellArgument(content: .unknown("/"))
    case "@", "*": return ShellArgument(content: .unknown(""), isSplit: true)
    default: return ShellArgument(content: .unknown(""))
    }
  }

  /// Adds the steps of a command whose output is part of a word.
  ///
  /// - Returns: the names of its calls.
  private mutating func substitute(
    _ source: String, in state: ShellState, input: CallBuilder.Input,
    into steps: inout [AgentPlanStep]
  ) throws(ShellGap) -> [String] {
    guard !state.isPOSIX || !state.stopsAtFailure else {
      throw ShellGap("`$(…)` after `set -e` is not supported in `sh`")
    }
    let inner = try nested(source, in: state, input: input)
    let (named, names) = identified(inner.before + inner.steps)
    if !named.isEmpty { steps.append(sequence(named, onFailure: .goOn)) }
    return names
  }

  /// Translates a text that runs in a separate shell.
  mutating func nested(
    _ source: String, in state: ShellState, input: CallBuilder.Input,
    stopsAtFailure: Bool = false
  ) throws(ShellGap) -> ShellFragment {
    shells += 1
    subshells += 1
    let outer = (compound, pipesIntoFile)
    compound = 0
    pipesIntoFile = false
    defer {
      shells -= 1
      subshells -= 1
      (compound, pipesIntoFile) = outer
    }
    guard shells <= Self.deepest else {
      throw ShellGap("shells are nested too deeply (limit \(Self.deepest))")
    }
    var state = state
    // bash clears `set -e` for `$(…)`, and a new shell starts without it.
    state.stopsAtFailure = stopsAtFailure
    return try list(ShellParser.parse(source), in: state, input: input)
  }
}

extension Field {
  fileprivate mutating func add(_ value: ShellArgument) {
    switch value.content {
    case .known(let text): add(text)
    case .pattern(let text): add(text)
    case .computed(let text, let calls):
      add(text)
      addUnknown(from: calls)
    case .unknown(let text):
      add(text)
      addUnknown(from: [])
    }
  }
}
