/// The words of a command line, sorted into options and operands by a table.
struct ToolArguments: Sendable {
  /// By parameter.
  private(set) var flags: [String: Bool] = [:]
  /// By parameter, in the order of the line.
  private(set) var values: [String: [ShellArgument]] = [:]
  private(set) var operands: [ShellArgument] = []

  /// Reads the words after the program and its subcommands.
  ///
  /// - Throws: where a word is an option that the table does not have, or could be one.
  init(
    _ words: [ShellArgument], options: [ToolOption], style: OptionStyle, isHarmless: Bool = false
  ) throws(ShellGap) {
    guard isHarmless || !words.contains(where: \.isSplit) else {
      throw ShellGap("how many words it is given is not known")
    }
    var next = 0
    var areOver = false
    while next < words.count {
      let word = words[next]
      next += 1
      if areOver {
        operands.append(word)
        continue
      }
      if word.text == "--" {
        areOver = true
        continue
      }
      guard let isOption = word.isOption ?? (isHarmless ? false : nil) else {
        throw ShellGap("a word that is not known could be an option (after `--` it is none)")
      }
      guard isOption else {
        operands.append(word)
        if style == .singleDash { areOver = true }
        continue
      }
      guard let text = word.text, text.utf8.allSatisfy({ $0 < 0x80 }) else {
        // No option of what is harmless does any harm.
        if isHarmless { continue }
        throw ShellGap("an option is not known")
      }
      switch style {
      case .gnu where !text.hasPrefix("--"):
        try readCluster(Array(text.dropFirst()), words, &next, options)
      case .gnu: try readLong(text, words, &next, options)
      case .singleDash:
        try readLong(text.hasPrefix("--") ? String(text.dropFirst()) : text, words, &next, options)
      }
    }
    if style == .singleDash, operands.dropFirst().contains(where: { $0.isOption != false }) {
      throw ShellGap("an option stands after what is no option")
    }
  }

  private static func option(_ name: String, _ options: [ToolOption]) throws(ShellGap) -> ToolOption
  {
    guard let option = options.first(where: { $0.spellings.contains(name) }) else {
      throw ShellGap("no contract describes its option `\(name)`")
    }
    return option
  }

  private static func following(
    _ name: String, _ words: [ShellArgument], _ next: inout Int
  ) throws(ShellGap) -> ShellArgument {
    guard next < words.count else { throw ShellGap("its option `\(name)` has no value") }
    defer { next += 1 }
    return words[next]
  }

  /// `-rf`, `-n5`.
  private mutating func readCluster(
    _ letters: [Character], _ words: [ShellArgument], _ next: inout Int, _ options: [ToolOption]
  ) throws(ShellGap) {
    for (place, letter) in letters.enumerated() {
      let name = "-\(letter)"
      let option = try Self.option(name, options)
      if option.takesValue {
        let rest = String(letters[(place + 1)...])
        add(
          option, rest.isEmpty ? try Self.following(name, words, &next) : ShellArgument(rest), true)
        return
      }
      add(option, nil, true)
    }
  }

  /// `--name`, `--name=value`, `-name=value`.
  private mutating func readLong(
    _ text: String, _ words: [ShellArgument], _ next: inout Int, _ options: [ToolOption]
  ) throws(ShellGap) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts.first ?? "")
    let option = try Self.option(name, options)
    guard parts.count == 2 else {
      add(option, option.takesValue ? try Self.following(name, words, &next) : nil, true)
      return
    }
    let value = String(parts[1])
    if option.takesValue {
      add(option, ShellArgument(value), true)
    } else {
      guard value == "true" || value == "false" else {
        throw ShellGap("its option `\(name)` takes no such value")
      }
      add(option, nil, value == "true")
    }
  }

  private mutating func add(_ option: ToolOption, _ value: ShellArgument?, _ isOn: Bool) {
    switch option.meaning {
    case .flag(let name): flags[name] = isOn
    case .value(let name, _):
      if let value { values[name] = [value] }
    case .list(let name):
      if let value { values[name, default: []].append(value) }
    case .nothing, .nothingWithValue: return
    }
  }
}
