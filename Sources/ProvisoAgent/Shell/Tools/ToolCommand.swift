import ProvisoKernel

/// The type of a tool's parameter, as the world of its contract declares it.
public enum ShellToolType: Hashable, Sendable {
  case bool
  case int
  case text
  /// A file or directory, by its path from where the agent works.
  case path
  /// Another entity of the contract's world.
  case entity(String)

  /// The type's name in a world.
  public var name: String {
    switch self {
    case .bool: "Bool"
    case .int: "Int"
    case .text: "String"
    case .path: "Path"
    case .entity(let name): name
    }
  }

  /// What the argument is where the command line does not give it: no flag, an empty text, the object that
  /// has no name.
  var absent: PlanValue {
    switch self {
    case .bool: .constant(.bool(false))
    case .text, .path, .entity: .constant(.string(""))
    case .int: .unknown
    }
  }
}

/// A tool that command lines call, with its parameters in their order.
public struct ShellTool: Sendable {
  public let name: String
  public let parameters: [(name: String, type: ShellToolType)]

  init(_ name: String, _ parameters: [(name: String, type: ShellToolType)]) {
    self.name = name
    self.parameters = parameters
  }
}

/// An option of a program: what it is called, and what it says.
struct ToolOption: Sendable {
  enum Meaning: Sendable {
    /// The parameter is true.
    case flag(String)
    /// The parameter has the value that follows; given twice, the last one counts.
    case value(String, ShellToolType)
    /// Each value that follows is one more, and the parameter is all of them as one text.
    case list(String)
    /// It changes nothing of what a contract says.
    case nothing
    /// The same, with a value after it.
    case nothingWithValue
  }

  let spellings: [String]
  let meaning: Meaning

  static func flag(_ name: String, _ spellings: String...) -> ToolOption {
    ToolOption(spellings: spellings, meaning: .flag(name))
  }

  static func value(_ name: String, _ type: ShellToolType, _ spellings: String...) -> ToolOption {
    ToolOption(spellings: spellings, meaning: .value(name, type))
  }

  static func list(_ name: String, _ spellings: String...) -> ToolOption {
    ToolOption(spellings: spellings, meaning: .list(name))
  }

  static func skip(_ spellings: String...) -> ToolOption {
    ToolOption(spellings: spellings, meaning: .nothing)
  }

  static func skipValue(_ spellings: String...) -> ToolOption {
    ToolOption(spellings: spellings, meaning: .nothingWithValue)
  }

  var takesValue: Bool {
    switch meaning {
    case .flag, .nothing: false
    case .value, .list, .nothingWithValue: true
    }
  }

  /// The parameter that it gives.
  var parameter: (name: String, type: ShellToolType)? {
    switch meaning {
    case .flag(let name): (name, .bool)
    case .value(let name, let type): (name, type)
    case .list(let name): (name, .text)
    case .nothing, .nothingWithValue: nil
    }
  }
}

/// What stands on a command line besides options.
enum ToolOperand: Sendable {
  case one(String, ShellToolType)
  case optional(String, ShellToolType)
  /// One or more, and each has a call of its own.
  case each(String, ShellToolType)
  /// Any number, and each has a call of its own; without any there is one call.
  case any(String, ShellToolType)
  /// All that are left, as one text.
  case rest(String)

  var parameter: (name: String, type: ShellToolType) {
    switch self {
    case .one(let name, let type), .optional(let name, let type), .each(let name, let type),
      .any(let name, let type):
      (name, type)
    case .rest(let name): (name, .text)
    }
  }
}

/// How a program reads its options.
enum OptionStyle: Sendable {
  /// `-rf`, `--name value`, `--name=value`, also after operands; `--` ends them.
  case gnu
  /// `-name=value` and `-name value` before operands, as Go's `flag` has it.
  case singleDash
}

/// A form of a program that a contract describes: `rm`, `git push`, `aws s3 rm`.
struct ToolCommand: Sendable {
  typealias Reading =
    @Sendable (ToolArguments, inout CallBuilder) throws(ShellGap) -> [PlanStep]

  let tool: ShellTool
  /// The words after the program.
  let words: [String]
  let operands: [ToolOperand]
  let options: [ToolOption]
  let style: OptionStyle
  /// It changes nothing, so that it does not matter which files a pattern names.
  let isHarmless: Bool
  /// Variables of the environment that say what an option would.
  let environment: [String: String]
  /// The parameter that is the directory in which it runs, unless an option gives it.
  let directory: String?
  /// Parameters that are whatever is set elsewhere where the command line does not give them.
  let preset: Set<String>
  /// Options that make it do more than its contract says; all others change nothing. `nil` where only
  /// the options that are listed are known.
  let refused: [String]?
  /// Makes the calls where the command line does not say them word by word.
  let reading: Reading?

  /// Describes a form.
  ///
  /// - Parameters:
  ///   - tool: the name of the tool that is called.
  ///   - directory: the parameter that is the directory in which it runs.
  ///   - preset: parameters that, where they are not given, are whatever is set elsewhere.
  ///   - more: parameters that come from elsewhere than the command line's words.
  init(
    _ tool: String, words: [String] = [], _ operands: [ToolOperand] = [],
    _ options: [ToolOption] = [], style: OptionStyle = .gnu, isHarmless: Bool = false,
    environment: [String: String] = [:], directory: String? = nil, preset: Set<String> = [],
    more: [(name: String, type: ShellToolType)] = [], reading: Reading? = nil
  ) {
    var parameters: [(name: String, type: ShellToolType)] = []
    let places = directory.map { [(name: $0, type: ShellToolType.path)] } ?? []
    for parameter in operands.map(\.parameter) + options.compactMap(\.parameter) + places + more
    where !parameters.contains(where: { $0.name == parameter.name }) {
      parameters.append(parameter)
    }
    self.tool = ShellTool(tool, parameters)
    self.words = words
    self.operands = operands
    self.options = options
    self.style = style
    self.isHarmless = isHarmless
    self.environment = environment
    self.directory = directory
    self.preset = preset
    refused = nil
    self.reading = reading
  }

  /// A form whose tool is described elsewhere.
  init(
    _ tool: ShellTool, words: [String] = [], _ operands: [ToolOperand] = [],
    _ options: [ToolOption] = [], style: OptionStyle = .gnu, isHarmless: Bool = false,
    reading: Reading?
  ) {
    self.tool = tool
    self.words = words
    self.operands = operands
    self.options = options
    self.style = style
    self.isHarmless = isHarmless
    environment = [:]
    directory = nil
    preset = []
    refused = nil
    self.reading = reading
  }

  /// A form that changes nothing, whatever its words are.
  ///
  /// - Parameters:
  ///   - tool: it is given the words of the form as `command`, and files that it reads as `path`.
  ///   - refused: how options begin that make it do more.
  init(reading tool: ShellTool, words: [String] = [], refusing refused: [String] = []) {
    self.tool = tool
    self.words = words
    operands = []
    options = []
    style = .gnu
    isHarmless = true
    environment = [:]
    directory = nil
    preset = []
    self.refused = refused
    reading = nil
  }
}
