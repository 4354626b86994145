import ProvisoKernel
import ProvisoPlans

/// Builds the calls of one simple command.
struct CallBuilder {
  /// The standard input of a command.
  enum Input: Sendable {
    /// The standard input of the agent's shell, which is empty.
    case nothing
    case text(String)
    /// The outputs of these calls.
    case calls([String])
  }

  let position: PlanPosition?
  let input: Input
  /// The working directory, relative to the agent's directory; `nil` if it is unknown.
  let directory: String?
  /// The environment variables that the command line sets, as far as the tables know them.
  let environment: [String: ShellArgument]
  /// The agent's directory as an absolute path; `nil` if it is unknown.
  let base: String?
  /// The steps before the command runs, such as reads of files.
  var before: [AgentPlanStep] = []
  var assumptions: [String] = []
  var newIdentifier: () -> String

  /// The builder of the same command in another directory.
  func moved(to directory: String?) -> CallBuilder {
    CallBuilder(
      position: position, input: input, directory: directory, environment: environment,
      base: base, newIdentifier: newIdentifier)
  }

  // MARK: Calls

  /// A call of a tool with the given arguments. The other arguments get the default of their type.
  ///
  /// - Parameter preset: parameters that are unknown if they are not given.
  func call(
    _ tool: ShellTool, with given: [String: AgentPlanValue], preset: Set<String> = [],
    id: String? = nil,
    changes: String? = nil
  ) -> AgentPlanStep {
    let arguments = tool.parameters.compactMap { parameter in
      given[parameter.name].map { (name: parameter.name, value: $0) }
    }
    let defaults = tool.parameters.filter { given[$0.name] == nil }
      .map { (name: $0.name, value: preset.contains($0.name) ? .unknown : $0.type.absent) }
    var call = PlannedCall(
      tool: tool.name, arguments: arguments, defaults: defaults, changes: changes)
    call.isOfCommandLine = true
    return AgentPlanStep(.call(call), id: id, position: position)
  }

  /// The calls of a command according to its table.
  mutating func calls(
    of command: ToolCommand, _ words: ToolArguments, changes: String? = nil,
    adding more: [String: AgentPlanValue] = [:]
  ) throws(ShellGap) -> [AgentPlanStep] {
    var given = try values(of: command, words)
    if let parameter = command.directory, given[parameter] == nil {
      given[parameter] = workingDirectory
    }
    let (fixed, several) = try operands(of: command, words.operands)
    for (name, type, argument) in fixed {
      given[name] = try value(of: argument, as: type, isHarmless: command.isHarmless)
    }
    given.merge(more) { $1 }
    guard let several else {
      return [call(command.tool, with: given, preset: command.preset, changes: changes)]
    }
    var calls: [AgentPlanStep] = []
    for argument in several.arguments {
      given[several.name] = try value(
        of: argument, as: several.type, isHarmless: command.isHarmless)
      calls.append(call(command.tool, with: given, preset: command.preset, changes: changes))
    }
    return Self.together(calls)
  }

  /// The calls as concurrent branches. Each is made even if another one fails, and the whole fails
  /// if one of them fails.
  static func together(_ calls: [AgentPlanStep]) -> [AgentPlanStep] {
    calls.count < 2
      ? calls : [AgentPlanStep(.parallel(calls.map { [$0] }), position: calls.first?.position)]
  }

  /// The arguments from options and the environment.
  func values(
    of command: ToolCommand, _ words: ToolArguments
  ) throws(ShellGap) -> [String: AgentPlanValue] {
    var given: [String: AgentPlanValue] = [:]
    for (variable, name) in command.environment {
      guard let argument = environment[variable],
        let type = command.tool.parameters.first(where: { $0.name == name })?.type
      else { continue }
      given[name] = try value(of: argument, as: type, isHarmless: command.isHarmless)
    }
    for (name, isOn) in words.flags { given[name] = .constant(.bool(isOn)) }
    for option in command.options {
      switch option.meaning {
      case .optionalValue(let name):
        guard let argument = words.values[name]?.last else { continue }
        given[name] = argument.value
      case .value(let name, let type):
        guard let argument = words.values[name]?.last else { continue }
        // An empty value is the default of the tool: `kubectl -n ''`.
        if argument.text == "", command.preset.contains(name) { continue }
        given[name] = try value(of: argument, as: type, isHarmless: command.isHarmless)
      case .list(let name):
        guard let arguments = words.values[name] else { continue }
        given[name] = Self.joined(arguments)
      case .flag, .flags, .clears, .nothing, .nothingWithValue: continue
      }
    }
    return given
  }

  private typealias Several = (name: String, type: ShellToolType, arguments: [ShellArgument])

  private func operands(
    of command: ToolCommand, _ written: [ShellArgument]
  ) throws(ShellGap) -> (
    fixed: [(String, ShellToolType, ShellArgument)], several: Several?
  ) {
    var left = written[...]
    var fixed: [(String, ShellToolType, ShellArgument)] = []
    var several: Several?
    let tooFew = ShellGap.missingOperand
    for (index, operand) in command.operands.enumerated() {
      let after = command.operands[(index + 1)...].count {
        if case .one = $0 { true } else { false }
      }
      switch operand {
      case .one(let name, let type):
        guard let first = left.popFirst() else { throw tooFew }
        fixed.append((name, type, first))
      case .optional(let name, let type):
        if let first = left.popFirst() { fixed.append((name, type, first)) }
      case .each(let name, let type), .any(let name, let type):
        let taken = left.dropLast(after)
        left = left.suffix(after)
        if taken.isEmpty {
          if case .each = operand { throw tooFew }
        } else {
          several = (name, type, Array(taken))
        }
      case .rest(let name):
        guard !left.isEmpty else { continue }
        let words = Array(left)
        left = []
        fixed.append((name, .text, try Self.argument(joining: words)))
      }
    }
    guard left.isEmpty else { throw ShellGap.extraOperand }
    return (fixed, several)
  }

  // MARK: Values

  /// Converts a word into the value of an argument.
  func value(
    of argument: ShellArgument, as type: ShellToolType, isHarmless: Bool = false
  ) throws(ShellGap) -> AgentPlanValue {
    if case .pattern = argument.content, !isHarmless {
      throw ShellGap("the files that match a pattern are unknown")
    }
    switch type {
    case .path: return try path(argument, isHarmless: isHarmless)
    case .text, .entity: return argument.value
    case .int:
      guard let text = argument.text else { return argument.value }
      guard !text.isEmpty, text.utf8.count <= 18,
        text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let number = Int(text)
      else { throw ShellGap("expected a number as a value") }
      return .constant(.number(Number(number)))
    case .bool:
      switch argument.text {
      case "true": return .constant(.bool(true))
      case "false": return .constant(.bool(false))
      default: throw ShellGap("expected `true` or `false` as a value")
      }
    }
  }

  private func path(_ argument: ShellArgument, isHarmless: Bool) throws(ShellGap) -> AgentPlanValue
  {
    let text: String
    switch argument.content {
    case .known(let known), .pattern(let known): text = known
    case .computed, .unknown: return argument.value
    }
    return .constant(.string(Text(try path(text, startsAtHome: argument.startsAtHome))))
  }

  /// A normalized path, relative to the agent's directory unless it is absolute or in the home
  /// directory.
  func path(_ text: String, startsAtHome: Bool = false) throws(ShellGap) -> String {
    guard !text.isEmpty else { throw ShellGap("a path is empty") }
    let place = directory.flatMap { directory in
      ShellPath.isRelative(directory) ? base.map { "\($0)/\(directory)" } : directory
    }
    guard !ShellPath.leadsThroughProcess(text, from: place) else {
      throw ShellGap("a path leads through the files of a process")
    }
    guard text.utf8.first != UInt8(ascii: "/"), !startsAtHome else {
      let path = ShellPath.normalized(text)
      guard !(startsAtHome ? ShellPath.mayBeDevice(path, from: base) : ShellPath.isDevice(path))
      else {
        throw ShellGap("a path names a device or a process")
      }
      return path
    }
    guard let directory else {
      throw ShellGap(
        "the current directory is unknown, because an earlier command may have failed; write `cd … &&`"
      )
    }
    guard text.utf8.first != UInt8(ascii: "~") else {
      throw ShellGap("a quoted path that begins with `~` is not supported")
    }
    let path = ShellPath.joined(directory, text)
    guard !ShellPath.mayBeDevice(path, from: base) else {
      throw ShellGap("a path may name a device or a process")
    }
    return path
  }

  /// The working directory as an argument.
  var workingDirectory: AgentPlanValue {
    directory.map { .constant(.string(Text($0.isEmpty ? "." : $0))) } ?? .unknown
  }

  /// The content of the standard input; `nil` if there is none.
  var inputValue: AgentPlanValue? {
    switch input {
    case .nothing: nil
    case .text(let text): .constant(.string(Text(text)))
    case .calls(let calls): .written(from: calls)
    }
  }

  /// Several words as one value, separated by spaces.
  static func joined(_ arguments: [ShellArgument]) -> AgentPlanValue {
    joined(arguments.map(\.value))
  }

  static func joined(_ values: [AgentPlanValue]) -> AgentPlanValue {
    if values.count == 1, let only = values.first { return only }
    let sources = values.flatMap(\.sources)
    if !sources.isEmpty { return .written(from: sources) }
    let texts = values.compactMap { value -> String? in
      guard case .string(let text)? = value.constant else { return nil }
      return text.string
    }
    return texts.count == values.count
      ? .constant(.string(Text(texts.joined(separator: " ")))) : .unknown
  }

  private static func argument(joining words: [ShellArgument]) throws(ShellGap) -> ShellArgument {
    switch joined(words) {
    case .written(let calls): ShellArgument(content: .computed("", from: calls))
    case .constant(.string(let text)): ShellArgument(text.string)
    default: ShellArgument(content: .unknown(""))
    }
  }
}

/// Operations on paths as texts. They do not follow symbolic links, so a `..` after one is not
/// resolved correctly.
enum ShellPath {
  static func joined(_ directory: String, _ path: String) -> String {
    directory.isEmpty || directory == "." ? normalized(path) : normalized(directory + "/" + path)
  }

  /// Whether a path leads to a device or to the files of a process, which stand for other files.
  static func isDevice(_ path: String) -> Bool {
    ["/dev", "/proc", "/sys"].contains { path == $0 || path.hasPrefix($0 + "/") }
      && path != "/dev/null"
  }

  /// Whether a path may lead there: `../../proc`, `~/../dev/null`.
  ///
  /// A `..` reaches the root only for names that are hardly those of a project, if the directory is not known.
  static func mayBeDevice(_ path: String, from base: String?) -> Bool {
    let whole = FilePath(path, in: base).text
    var parts = whole.split(separator: "/")[...]
    if whole.utf8.first == UInt8(ascii: "/") {
      return ["dev", "proc", "sys"].contains(parts.first)
    }
    if parts.first == "~" { parts.removeFirst() }
    guard parts.first == ".." else { return false }
    parts = parts.drop { $0 == ".." }
    switch parts.first {
    case "proc", "sys": return true
    case "dev":
      return [
        "null", "zero", "full", "random", "urandom", "fd", "stdin", "stdout", "stderr", "tty",
        "shm", "mem", "tcp", "udp", "console", "ptmx", "pts", "mapper", "disk",
      ].contains(parts.dropFirst().first)
    default: return false
    }
  }

  /// The path without `.`, empty parts, and parts that a `..` cancels; `.` if nothing is left.
  static func normalized(_ path: String) -> String {
    FilePath(path).text
  }
}

extension ShellPath {
  /// A path in its shortest form, relative to the agent's directory if that is known and the path is
  /// in it.
  static func shortest(_ path: String, from base: String?) -> String {
    FilePath.shortest(path, from: base)
  }
}
