import ProvisoKernel
import ProvisoPlans

/// A program with its commands.
struct ToolProgram: Sendable {
  /// Options that can be before or after the subcommands.
  let globals: [ToolOption]
  let forms: [ToolCommand]
  /// The parameter whose option changes the working directory of the whole command.
  let directory: String?

  init(directory: String? = nil, globals: [ToolOption] = [], _ forms: [ToolCommand]) {
    self.directory = directory
    self.globals = globals
    self.forms = forms
  }

  /// Translates the words after the program into calls.
  func calls(
    of words: [ShellArgument], into builder: inout CallBuilder
  ) throws(ShellGap) -> [AgentPlanStep] {
    let (form, rest) = try form(of: words)
    if let refused = form.refused {
      return [try Self.inspection(form, words: rest, refusing: refused, builder: builder)]
    }
    var arguments = try ToolArguments(
      rest, options: form.options + globals, style: form.style,
      // A list of allowed options says nothing of an unknown one.
      isHarmless: form.isHarmless && form.reading == nil)
    guard let directory, let word = arguments.takeValue(of: directory) else {
      return try calls(of: form, arguments, into: &builder)
    }
    guard !arguments.isRepeated(directory) else {
      throw ShellGap("it changes its working directory twice")
    }
    let path = try word.text.map { text throws(ShellGap) in
      try builder.path(text, startsAtHome: word.startsAtHome)
    }
    var inside = builder.moved(to: path)
    let calls = try calls(of: form, arguments, into: &inside)
    builder.before += inside.before
    builder.assumptions += inside.assumptions
    return calls
  }

  private func calls(
    of form: ToolCommand, _ arguments: ToolArguments, into builder: inout CallBuilder
  ) throws(ShellGap) -> [AgentPlanStep] {
    if let reading = form.reading { return try reading(arguments, &builder) }
    return try builder.calls(of: form, arguments)
  }

  /// The command with the longest matching subcommands, and the remaining words.
  private func form(
    of words: [ShellArgument]
  ) throws(ShellGap) -> (ToolCommand, [ShellArgument]) {
    var before: [ShellArgument] = []
    var rest = words[...]
    if !forms.contains(where: \.words.isEmpty) || forms.count > 1 {
      while let word = rest.first, word.isOption == true, let text = word.text {
        let name = text.split(separator: "=", maxSplits: 1).first.map(String.init) ?? text
        guard let option = globals.first(where: { $0.spellings.contains(name) }) else { break }
        before.append(word)
        rest.removeFirst()
        if option.takesValue, name == text, let value = rest.popFirst() { before.append(value) }
      }
    }
    let fitting = forms.filter { form in
      form.words.count <= rest.count
        && zip(form.words, rest).allSatisfy { Self.fits($0, $1.plainText) }
    }
    guard let form = fitting.max(by: { $0.words.count < $1.words.count }) else {
      let name = rest.first?.plainText
      let isName = name?.utf8.allSatisfy { ShellLexer.isNameByte($0) || $0 == UInt8(ascii: "-") }
      var gap = ShellGap(
        isName == true
          ? "no contract describes `\(name ?? "")`" : "no contract describes this command")
      gap.isWithoutContract = true
      throw gap
    }
    return (form, before + rest.dropFirst(form.words.count))
  }

  /// Whether a word matches a subcommand. `describe-*` matches each word with that beginning.
  private static func fits(_ pattern: String, _ word: String?) -> Bool {
    guard let word else { return false }
    return pattern.hasSuffix("*") ? word.hasPrefix(pattern.dropLast()) : word == pattern
  }

  private static func inspection(
    _ form: ToolCommand, words: [ShellArgument], refusing: [String], builder: CallBuilder
  ) throws(ShellGap) -> AgentPlanStep {
    for word in words {
      switch word.isOption {
      case false?: continue
      case nil where refusing.isEmpty: continue
      case nil: throw ShellGap("an unknown word could be an option")
      case true?:
        guard let text = word.text else {
          if refusing.isEmpty { continue }
          throw ShellGap("one of its options is unknown")
        }
        let isRefused = { (option: String) in
          option.hasSuffix("=")
            ? text == option.dropLast() || text.hasPrefix(option) : text.hasPrefix(option)
        }
        if let option = refusing.first(where: isRefused) {
          throw ShellGap("no contract describes its option `\(option)`")
        }
      }
    }
    var given: [String: AgentPlanValue] = [:]
    for parameter in form.tool.parameters {
      switch parameter.name {
      case "command":
        given["command"] = .constant(
          .string(Text(form.words.map { $0.hasSuffix("*") ? "" : $0 }.joined(separator: " "))))
      case "arguments": given["arguments"] = CallBuilder.joined(words)
      case "input": given["input"] = builder.inputValue ?? .constant(.string(""))
      default: continue
      }
    }
    return builder.call(form.tool, with: given)
  }
}

/// The programs that contracts describe.
enum ToolTable {
  static let programs: [String: ToolProgram] = {
    var out: [String: ToolProgram] = [:]
    for table in [
      FileTools.programs, TextTools.programs, GitTools.programs, TerraformTools.programs,
      KubernetesTools.programs, AWSTools.programs, GoogleCloudTools.programs,
      DatabaseTools.programs, HTTPTools.programs, DevelopmentTools.programs,
    ] {
      out.merge(table) { first, _ in first }
    }
    return out
  }()

  /// All tools that command lines can call, by name.
  static let tools: [String: ShellTool] = {
    var out: [String: ShellTool] = [:]
    let tools =
      programs.values.flatMap { $0.forms.map(\.tool) } + FileTools.others + TextTools.others
      + DatabaseTools.others + GitTools.others
    for tool in tools { out[tool.name] = tool }
    return out
  }()
}
