import ProvisoKernel
import ProvisoPlans

/// The type of a tool's parameter, as declared in the world of its contract.
package enum ShellToolType: Hashable, Sendable {
  case bool
  case int
  case text
  /// A file or directory, as a path from the agent's directory.
  case path
  /// Another entity in the contract's world.
  case entity(String)

  /// The type with a name in a world.
  init(named name: String) {
    switch name {
    case "String": self = .text
    case "Bool": self = .bool
    case "Int": self = .int
    case "Path": self = .path
    default: self = .entity(name)
    }
  }

  /// The type's name in a world.
  package var name: String {
    switch self {
    case .bool: "Bool"
    case .int: "Int"
    case .text: "String"
    case .path: "Path"
    case .entity(let name): name
    }
  }

  /// The value of an argument that the command line does not give: false, an empty text, or the
  /// object without a name.
  var absent: AgentPlanValue {
    switch self {
    case .bool: .constant(.bool(false))
    case .text, .path, .entity: .constant(.string(""))
    case .int: .unknown
    }
  }
}

/// A tool that command lines can call, with its parameters in order.
package struct ShellTool: Sendable {
  package let name: String
  package let parameters: [(name: String, type: ShellToolType)]

  init(_ name: String, _ parameters: [(name: String, type: ShellToolType)]) {
    self.name = name
    self.parameters = parameters
  }
}

/// An option of a program: its spellings and its meaning.
struct ToolOption: Sendable {
  enum Meaning: Sendable {
    /// The option makes the parameter true.
    case flag(String)
    /// The option makes several parameters true.
    case flags([String])
    /// The option makes the parameter false, wherever another option makes it true.
    case clears(String)
    /// The option's value, if it has one after `=`, is the value of the parameter; otherwise an
    /// empty text is.
    case optionalValue(String)
    /// The option's value is the value of the parameter. If it is given twice, the last value
    /// counts.
    case value(String, ShellToolType)
    /// The option can be repeated. The parameter is all its values as one text.
    case list(String)
    /// The option does not matter to the contract.
    case nothing
    /// The option has a value and does not matter to the contract.
    case nothingWithValue
  }

  let spellings: [String]
  let meaning: Meaning
  /// Whether the option, although a flag, can have a value after `=` that does not matter:
  /// `--force-with-lease=main`.
  var mayHaveValue = false

  var takesValue: Bool {
    switch meaning {
    case .flag, .flags, .clears, .optionalValue, .nothing: false
    case .value, .list, .nothingWithValue: true
    }
  }

  /// The parameter that the option sets.
  var parameter: (name: String, type: ShellToolType)? {
    switch meaning {
    case .flag(let name): (name, .bool)
    case .value(let name, let type): (name, type)
    case .list(let name), .optionalValue(let name): (name, .text)
    case .flags, .clears, .nothing, .nothingWithValue: nil
    }
  }
}

/// The operands of a command: its words other than options.
enum ToolOperand: Sendable {
  case one(String, ShellToolType)
  case optional(String, ShellToolType)
  /// One or more operands, with a separate call for each.
  case each(String, ShellToolType)
  /// Any number of operands, with a separate call for each, and one call if there is none.
  case any(String, ShellToolType)
  /// All remaining operands as one text.
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

/// The syntax of a program's options.
enum OptionStyle: Sendable {
  /// `-rf`, `--name value`, `--name=value`, also after operands; `--` ends the options.
  case gnu
  /// The same, only before operands.
  case posix
  /// The same as `gnu`, and `-n=value` is the value `value`, as in Go's package `pflag`.
  case pflag
  /// `-name=value` and `-name value` before operands, as in Go's package `flag`.
  case singleDash
}

/// A command that a contract describes, such as `rm`, `git push` or `aws s3 rm`.
struct ToolCommand: Sendable {
  typealias Reading =
    @Sendable (ToolArguments, inout CallBuilder) throws(ShellGap) -> [AgentPlanStep]

  let tool: ShellTool
  /// The subcommands after the program.
  let words: [String]
  let operands: [ToolOperand]
  let options: [ToolOption]
  let style: OptionStyle
  /// Whether the command changes nothing. Then it does not matter which files a pattern matches.
  let isHarmless: Bool
  /// Environment variables that set parameters, as options do.
  var environment: [String: String]
  /// The parameter for the working directory, unless an option sets it.
  var directory: String?
  /// Parameters that are configured elsewhere, and thus unknown, if the command line does not give
  /// them.
  var preset: Set<String>
  /// The beginnings of options with effects that the contract does not describe; a beginning that
  /// ends with `=` is a whole name. All other options are harmless. `nil` if only the options in `options` are known.
  var refused: [String]?
  /// A function that builds the calls, if the table alone does not determine them.
  var reading: Reading?

  /// Creates a command whose table determines its calls.
  init(
    _ tool: ShellTool, words: [String] = [], operands: [ToolOperand] = [],
    options: [ToolOption] = [], style: OptionStyle = .gnu, isHarmless: Bool = false
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
    reading = nil
  }
}
