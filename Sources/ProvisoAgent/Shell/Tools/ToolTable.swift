import ProvisoInput
import ProvisoKernel
import ProvisoPlans

/// A program with its commands.
struct ToolProgram: Sendable {
  /// Options that can be before the subcommands, and usually after them.
  let globals: [ToolOption]
  let forms: [ToolCommand]
  /// The parameter whose option changes the working directory of the whole command.
  let directory: String?
  /// Whether the shared options are only before the subcommand, where the same letters after it mean
  /// something else: `git branch -C`.
  let globalsAreFirst: Bool

  init(
    directory: String? = nil, globals: [ToolOption] = [], globalsAreFirst: Bool = false,
    _ forms: [ToolCommand]
  ) {
    self.directory = directory
    self.globals = globals
    self.globalsAreFirst = globalsAreFirst
    self.forms = forms
  }

  /// The program with more commands, which have the options that its own commands share.
  func adding(_ other: ToolProgram) -> ToolProgram {
    ToolProgram(
      directory: directory, globals: globals, globalsAreFirst: globalsAreFirst,
      forms + other.forms)
  }

  /// Translates the words after the program into calls.
  func calls(
    of words: [ShellArgument], into builder: inout CallBuilder
  ) throws(ShellGap) -> [AgentPlanStep] {
    let (form, before, after) = try form(of: words)
    if let refused = form.refused {
      // The options before a subcommand can make it run anything.
      guard !before.contains(where: \.isSplit) else {
        throw ShellGap("the number of its words is unknown")
      }
      try Self.check(before + after, refusing: refused)
      return [place(before, builder).inspection(form, before + after)]
    }
    var arguments = try ToolArguments(
      globalsAreFirst ? after : before + after,
      options: globalsAreFirst ? form.options : form.options + globals, style: form.style,
      // A list of allowed options says nothing of an unknown one.
      isHarmless: form.isHarmless && form.reading == nil)
    var shared =
      globalsAreFirst ? try ToolArguments(before, options: globals, style: .gnu) : arguments
    guard let directory, let word = shared.takeValue(of: directory) else {
      return try calls(of: form, arguments, into: &builder)
    }
    if !globalsAreFirst { _ = arguments.takeValue(of: directory) }
    guard !shared.isRepeated(directory) else {
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

  /// The builder in the directory that the options before the subcommand name. A command that only reads needs to
  /// know none.
  private func place(_ before: [ShellArgument], _ builder: CallBuilder) -> CallBuilder {
    guard let directory,
      var shared = try? ToolArguments(before, options: globals, style: .gnu),
      let word = shared.takeValue(of: directory)
    else { return builder }
    let path = word.text.flatMap { text in
      try? builder.path(text, startsAtHome: word.startsAtHome)
    }
    return builder.moved(to: shared.isRepeated(directory) ? nil : path)
  }

  private func calls(
    of form: ToolCommand, _ arguments: ToolArguments, into builder: inout CallBuilder
  ) throws(ShellGap) -> [AgentPlanStep] {
    if let reading = form.reading { return try reading(arguments, &builder) }
    return try builder.calls(of: form, arguments)
  }

  /// The command with the longest matching subcommands, and the words before and after them.
  private func form(
    of words: [ShellArgument]
  ) throws(ShellGap) -> (ToolCommand, before: [ShellArgument], after: [ShellArgument]) {
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
    return (form, before, Array(rest.dropFirst(form.words.count)))
  }

  /// Whether a word matches a subcommand. `describe-*` matches each word with that beginning.
  private static func fits(_ pattern: String, _ word: String?) -> Bool {
    guard let word else { return false }
    return pattern.hasSuffix("*") ? word.hasPrefix(pattern.dropLast()) : word == pattern
  }

  /// Checks the words of a command that changes nothing unless it has one of the refused options.
  private static func check(
    _ words: [ShellArgument], refusing: [String]
  ) throws(ShellGap) {
    for word in words {
      // A word that the shell splits can become options.
      switch word.isSplit ? nil : word.isOption {
      case false?: continue
      case nil where refusing.isEmpty: continue
      case nil: throw ShellGap("an unknown word could be an option")
      case true?:
        guard let text = word.text else {
          if refusing.isEmpty { continue }
          throw ShellGap("one of its options is unknown")
        }
        if let option = refusing.first(where: { RefusedOption($0).matches(text) }) {
          throw ShellGap("no contract describes its option `\(RefusedOption(option).name)`")
        }
      }
    }
  }
}

/// The programs that the built-in contracts describe: the files under `specs/tools/options/`.
enum ToolTable {
  private static let files: [(name: String, bytes: [UInt8])] = [
    ("files", PackageResources.options_files_yaml), ("text", PackageResources.options_text_yaml),
    ("git", PackageResources.options_git_yaml),
    ("terraform", PackageResources.options_terraform_yaml),
    ("kubernetes", PackageResources.options_kubernetes_yaml),
    ("aws", PackageResources.options_aws_yaml), ("gcloud", PackageResources.options_gcloud_yaml),
    ("postgres", PackageResources.options_postgres_yaml),
    ("http", PackageResources.options_http_yaml),
    ("development", PackageResources.options_development_yaml),
  ]

  private static let loaded: (table: OptionTable, mistakes: [String]) = {
    var all = OptionTable()
    var mistakes: [String] = []
    for file in files {
      do throws(InputError) {
        let table = try OptionTableReader.read(
          String(decoding: file.bytes, as: UTF8.self), path: "options/\(file.name).yaml",
          readings: ToolReadings.all)
        all.programs.merge(table.programs) { first, _ in first }
        all.tools += table.tools
      } catch {
        // A program that is in no table is a gap.
        mistakes += error.messages
      }
    }
    return (all, mistakes)
  }()

  /// The mistakes in the files, of which there are none.
  static var mistakes: [String] { loaded.mistakes }

  static var programs: [String: ToolProgram] { loaded.table.programs }

  /// Whether a word is the name of a program in the tables or of one that shells and agents run often.
  static func isProgram(_ name: String) -> Bool {
    programs[name] != nil || common.contains(name)
  }

  private static let common: Set<String> = [
    "bash", "sh", "dash", "zsh", "env", "python", "python3", "node", "npm", "npx", "ruby", "perl",
    "make", "cargo", "go", "java", "pip", "pip3", "sudo", "ssh", "proviso",
  ]

  /// All tools that command lines can call, by name.
  static let tools: [String: ShellTool] = {
    var out: [String: ShellTool] = [:]
    let tools =
      programs.values.flatMap { $0.forms.map(\.tool) } + loaded.table.tools + FileTools.others
      + TextTools.others + DatabaseTools.others
    for tool in tools { out[tool.name] = tool }
    return out
  }()
}
