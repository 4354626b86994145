/// The words of a command, sorted into options and operands by a table.
struct ToolArguments: Sendable {
  /// The flags by parameter.
  private(set) var flags: [String: Bool] = [:]
  /// The values of options by parameter, in the order of the command line.
  private(set) var values: [String: [ShellArgument]] = [:]
  private(set) var operands: [ShellArgument] = []
  private var cleared: Set<String> = []
  private var repeated: Set<String> = []

  /// Reads the words after the program and its subcommands.
  ///
  /// - Throws: if a word is, or could be, an option that the table does not contain.
  init(
    _ words: [ShellArgument], options: [ToolOption], style: OptionStyle, isHarmless: Bool = false
  ) throws(ShellGap) {
    guard isHarmless || !words.contains(where: \.isSplit) else {
      throw ShellGap("the number of its words is unknown")
    }
    var next = 0
    var optionsHaveEnded = false
    while next < words.count {
      let word = words[next]
      next += 1
      if optionsHaveEnded {
        operands.append(word)
        continue
      }
      if word.text == "--" {
        optionsHaveEnded = true
        continue
      }
      guard let isOption = word.isOption ?? (isHarmless ? false : nil) else {
        throw ShellGap("an unknown word could be an option; write `--` before it")
      }
      guard isOption else {
        operands.append(word)
        if style == .singleDash || style == .posix { optionsHaveEnded = true }
        continue
      }
      guard let text = word.text, text.utf8.allSatisfy({ $0 < 0x80 }) else {
        // Every option of a harmless command is harmless.
        if isHarmless { continue }
        throw ShellGap("one of its options is unknown")
      }
      switch style {
      case .gnu where !text.hasPrefix("--"), .posix where !text.hasPrefix("--"),
        .pflag where !text.hasPrefix("--"):
        try readCluster(
          Array(text.dropFirst()), in: words, next: &next, options: options,
          dropsSign: style == .pflag)
      case .gnu, .posix:
        try readLong(
          text, in: words, next: &next, options: options, flagsHaveValues: false)
      case .pflag: try readLong(text, in: words, next: &next, options: options)
      case .singleDash:
        try readLong(
          text.hasPrefix("--") ? String(text.dropFirst()) : text, in: words, next: &next,
          options: options)
      }
    }
    for name in cleared { flags[name] = false }
    if style == .singleDash, operands.dropFirst().contains(where: { $0.isOption != false }) {
      throw ShellGap("an option follows an operand")
    }
  }

  /// Whether the option of a parameter was given more than once.
  func isRepeated(_ parameter: String) -> Bool { repeated.contains(parameter) }

  /// Removes the value of a parameter and returns it.
  mutating func takeValue(of parameter: String) -> ShellArgument? {
    values.removeValue(forKey: parameter)?.last
  }

  private static func option(_ name: String, among options: [ToolOption]) throws(ShellGap)
    -> ToolOption
  {
    guard let option = options.first(where: { $0.spellings.contains(name) }) else {
      throw ShellGap("no contract describes its option `\(name)`")
    }
    return option
  }

  private static func following(
    _ name: String, in words: [ShellArgument], next: inout Int
  ) throws(ShellGap) -> ShellArgument {
    guard next < words.count else { throw ShellGap("its option `\(name)` has no value") }
    defer { next += 1 }
    return words[next]
  }

  /// Reads a cluster of short options, such as `-rf` or `-n5`.
  private mutating func readCluster(
    _ letters: [Character], in words: [ShellArgument], next: inout Int, options: [ToolOption],
    dropsSign: Bool
  ) throws(ShellGap) {
    for (index, letter) in letters.enumerated() {
      let name = "-\(letter)"
      let option = try Self.option(name, among: options)
      if option.takesValue {
        var rest = letters[(index + 1)...]
        if dropsSign, rest.first == "=" { rest = rest.dropFirst() }
        add(
          option,
          value: rest.isEmpty
            ? try Self.following(name, in: words, next: &next) : ShellArgument(String(rest)),
          isOn: true)
        return
      }
      if case .optionalValue = option.meaning {
        throw ShellGap("no contract describes its option `\(name)`")
      }
      add(option, value: nil, isOn: true)
    }
  }

  /// Reads a long option: `--name`, `--name=value` or `-name=value`.
  ///
  /// - Parameter flagsHaveValues: whether `=true` and `=false` switch a flag, as in Go. Elsewhere a
  ///   value makes a flag another option, or an error: `git switch --create=true` names a branch.
  private mutating func readLong(
    _ text: String, in words: [ShellArgument], next: inout Int, options: [ToolOption],
    flagsHaveValues: Bool = true
  ) throws(ShellGap) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts.first ?? "")
    let option = try Self.option(name, among: options)
    guard parts.count == 2 else {
      add(
        option, value: option.takesValue ? try Self.following(name, in: words, next: &next) : nil,
        isOn: true)
      return
    }
    let value = String(parts[1])
    if case .optionalValue = option.meaning {
      add(option, value: ShellArgument(value), isOn: true)
    } else if option.takesValue {
      add(option, value: ShellArgument(value), isOn: true)
    } else if option.mayHaveValue {
      add(option, value: nil, isOn: true)
    } else {
      guard flagsHaveValues else {
        throw ShellGap("its option `\(name)` has a value that no contract describes")
      }
      guard value == "true" || value == "false" else {
        throw ShellGap("its option `\(name)` has a value other than `true` or `false`")
      }
      add(option, value: nil, isOn: value == "true")
    }
  }

  private mutating func add(_ option: ToolOption, value: ShellArgument?, isOn: Bool) {
    switch option.meaning {
    case .flag(let name): flags[name] = isOn
    case .flags(let names): for name in names { flags[name] = isOn }
    case .clears(let name): cleared.insert(name)
    case .optionalValue(let name): values[name] = [value ?? ShellArgument("")]
    case .value(let name, _):
      if values[name] != nil { repeated.insert(name) }
      if let value { values[name] = [value] }
    case .list(let name):
      if let value { values[name, default: []].append(value) }
    case .nothing, .nothingWithValue: return
    }
  }
}
