import ProvisoInput
import YAML

/// Reads files of option tables: YAML with the schema `proviso.options/1`.
///
/// A table says which options the commands of a program have, and which call of a tool each command
/// makes. What a table does not contain is a gap, so a mistake in a table of a user can only be about
/// that user's own tools.
struct OptionTableReader {
  /// The name that a file begins with.
  static let schema = "proviso.options/1"

  private var fields: DocumentFields
  private let readings: [String: ToolReadings.Making]
  /// The part of the world about a tool; `nil` for the built-in tables.
  private let contract: ((String) -> OptionTables.Contract?)?
  /// The parameters of tools that the file states.
  private var tools: [String: ShellTool] = [:]

  /// Reads a file's text.
  ///
  /// - Parameters:
  ///   - text: the YAML.
  ///   - path: the path in messages.
  ///   - readings: the ways in which a form can build its calls, by the name that `reading` gives.
  ///   - contract: what a world says about a tool, for the tables of a world.
  /// - Throws: `InputError` with every mistake and its position.
  static func read(
    _ text: String, path: String, readings: [String: ToolReadings.Making] = [:],
    contract: ((String) -> OptionTables.Contract?)? = nil
  ) throws(InputError) -> OptionTable {
    var reader = OptionTableReader(
      fields: try DocumentFields(text, path: path), readings: readings, contract: contract)
    let table = reader.table(reader.fields.root)
    guard reader.fields.mistakes.isEmpty else { throw InputError(reader.fields.mistakes) }
    return table
  }

  private init(
    fields: DocumentFields, readings: [String: ToolReadings.Making],
    contract: ((String) -> OptionTables.Contract?)?
  ) {
    self.fields = fields
    self.readings = readings
    self.contract = contract
  }

  /// The key for the ways of building calls, which only built-in tables have.
  private var reading: [String] { contract == nil ? ["reading"] : [] }

  // MARK: Programs

  private mutating func table(_ root: YAMLNode?) -> OptionTable {
    var table = OptionTable()
    let members = fields.mapping(
      root, "a table", of: ["schema", "programs"] + (contract == nil ? ["tools"] : []))
    guard let members else { return table }
    if members["schema"]?.written != Self.schema {
      fields.refuse("expected `schema: \(Self.schema)`", at: members["schema"] ?? root)
    }
    for (name, node) in members["tools"].map({ fields.pairs($0, "`tools`") }) ?? [] {
      let parameters = fields.pairs(node, "the parameters of `\(name)`")
      tools[name] = ShellTool(
        name, parameters.map { ($0.0, self.type($0.1)) })
    }
    table.tools = Array(tools.values)
    guard let programs = members["programs"] else {
      fields.refuse(
        "no `programs`: expected a map from the name of a program to its forms", at: root)
      return table
    }
    for (names, node) in fields.pairs(programs, "`programs`") {
      let program = self.program(node, names)
      for name in names.split(separator: " ").map(String.init) {
        guard !name.contains("/"), !name.hasPrefix("-") else {
          fields.refuse("`\(name)` is no name of a program", at: node)
          continue
        }
        if table.programs.updateValue(program, forKey: name) != nil {
          fields.refuse("the program `\(name)` is given more than once", at: node)
        }
      }
    }
    return table
  }

  /// The parts that the forms of a program share.
  private struct Shared {
    var style = OptionStyle.gnu
    var directory: String?
    var globals: [ToolOption] = []
    var globalsAreFirst = false
    var options: [ToolOption] = []
    var environment: [String: String] = [:]
    var preset: Set<String> = []
    var refused: [String] = []
    var reading: String?
    var groups: [String: [ToolOption]] = [:]
  }

  private static let ofForm = [
    "calls", "reads", "operands", "options", "most_operands", "operands_begin",
  ]
  private static let ofProgram = [
    "style", "directory", "globals", "globals_first", "environment", "preset", "refuses", "groups",
  ]

  private mutating func program(_ node: YAMLNode, _ name: String) -> ToolProgram {
    let what = "the program `\(name)`"
    let isForm = fields.has("calls", node) || fields.has("reads", node)
    let known =
      Self.ofProgram + (isForm ? Self.ofForm : ["options", "forms"])
      + reading
    guard let members = fields.mapping(node, what, of: known) else { return ToolProgram([]) }
    var shared = Shared()
    for (name, node) in members["groups"].map({ fields.pairs($0, "`groups`") }) ?? [] {
      shared.groups[name] = options(node, shared)
    }
    if let style = members["style"] { shared.style = self.style(style) }
    shared.directory = members["directory"].flatMap { fields.text($0, "`directory`") }
    shared.globals = members["globals"].map { options($0, shared) } ?? []
    shared.globalsAreFirst = members["globals_first"]?.meaning == .bool(true)
    if !isForm { shared.options = members["options"].map { options($0, shared) } ?? [] }
    for (name, node) in members["environment"].map({ fields.pairs($0, "`environment`") }) ?? [] {
      shared.environment[name] = fields.text(node, "a parameter") ?? ""
      if !OptionTable.variables.contains(name) {
        fields.refuse("the variable `\(name)` is not supported", at: node)
      }
    }
    shared.preset = Set(members["preset"].map { fields.texts($0, "`preset`") } ?? [])
    shared.refused = members["refuses"].map { fields.texts($0, "`refuses`") } ?? []
    shared.reading = members["reading"].flatMap { fields.text($0, "`reading`") }
    var forms: [ToolCommand] = []
    if isForm {
      forms = self.forms(members, words: [[]], node, of: name, shared)
    } else if let list = members["forms"] {
      for node in fields.list(list, "`forms`") {
        let known = Self.ofForm + ["words", "refuses"] + reading
        guard let members = fields.mapping(node, "a form", of: known) else { continue }
        forms += self.forms(
          members, words: words(members["words"], of: node), node, of: name, shared)
      }
    } else {
      fields.refuse("\(what) has neither `forms` nor `calls` nor `reads`", at: node)
    }
    return ToolProgram(
      directory: shared.directory, globals: shared.globals,
      globalsAreFirst: shared.globalsAreFirst, forms)
  }

  private mutating func style(_ node: YAMLNode) -> OptionStyle {
    switch node.written {
    case "gnu": return .gnu
    case "posix": return .posix
    case "pflag": return .pflag
    case "go": return .singleDash
    default:
      fields.refuse("the style is none of `gnu`, `posix`, `pflag`, `go`", at: node)
      return .gnu
    }
  }

  // MARK: Forms

  private mutating func words(_ node: YAMLNode?, of form: YAMLNode) -> [[String]] {
    guard let node else {
      fields.refuse("a form has no `words`", at: form)
      return []
    }
    let texts =
      if case .sequence = node.content {
        fields.texts(node, "`words`")
      } else { fields.text(node, "`words`").map { [$0] } ?? [] }
    return texts.map { $0.split(separator: " ").map(String.init) }
  }

  private mutating func forms(
    _ members: [String: YAMLNode], words: [[String]], _ node: YAMLNode, of programs: String,
    _ shared: Shared
  ) -> [ToolCommand] {
    let own = members["options"].map { self.options($0, shared) }
    let operands = members["operands"].map { self.operands($0) } ?? []
    let refused = members["refuses"].map { fields.texts($0, "`refuses`") } ?? shared.refused
    let reads = members["reads"].flatMap { fields.text($0, "`reads`") }
    let calls = members["calls"].flatMap { fields.text($0, "`calls`") }
    guard let name = reads ?? calls, reads == nil || calls == nil else {
      fields.refuse("a form has either `calls` or `reads`, and the name of a tool", at: node)
      return []
    }
    let isReading = reads != nil
    let options =
      (own ?? []) + shared.options
      + (shared.globalsAreFirst ? [] : shared.globals)
    let directory = isReading ? nil : shared.directory
    let parameters =
      isReading
      ? [] : Self.parameters(operands: operands, options: options, directory: directory)
    let tool =
      contract == nil
      ? tools[name] ?? ShellTool(name, parameters)
      : self.tool(name, giving: parameters, isReading: isReading, at: node)
    let method = members["reading"].flatMap { fields.text($0, "`reading`") }
    let making = isReading ? method : method ?? shared.reading
    if let making, readings[making] == nil {
      fields.refuse("there is no reading `\(making)`", at: members["reading"] ?? node)
    }
    let most = members["most_operands"].flatMap { node -> Int? in
      let count = node.written.flatMap { Int($0) }
      if count == nil { fields.refuse("`most_operands` is no number", at: node) }
      return count
    }
    let beginning = members["operands_begin"].flatMap { fields.text($0, "`operands_begin`") }
    return words.map { words in
      if contract != nil {
        for program in programs.split(separator: " ").map(String.init)
        where ToolTable.programs[program]?.forms.contains(where: { $0.words == words }) == true {
          fields.refuse(
            "`\(([program] + words).joined(separator: " "))` has a built-in contract", at: node)
        }
      }
      var command = ToolCommand(
        tool, words: words, operands: operands, options: options, style: shared.style,
        isHarmless: isReading)
      command.environment = isReading ? [:] : shared.environment
      command.directory = directory
      command.preset = isReading ? [] : shared.preset
      if let making {
        command.reading = readings[making]?(command)
      } else if isReading, own == nil, most == nil, beginning == nil {
        command.refused = refused
      } else if isReading {
        command.reading = ToolReadings.inspection(command, most: most, beginning: beginning)
      }
      return command
    }
  }

  /// The tool with the parameters that its contract has. A parameter that no word gives is false, an empty
  /// text or the object without a name.
  private mutating func tool(
    _ name: String, giving parameters: [(name: String, type: ShellToolType)], isReading: Bool,
    at node: YAMLNode
  ) -> ShellTool {
    guard let contract = contract?(name) else {
      fields.refuse("the world has no action `\(name)`", at: node)
      return ShellTool(name, [])
    }
    if isReading, !contract.isHarmless {
      fields.refuse("`\(name)` is not `harmless` in the world: write `calls`", at: node)
    }
    for parameter in parameters {
      guard let own = contract.parameters.first(where: { $0.name == parameter.name }) else {
        fields.refuse("the action `\(name)` has no parameter `\(parameter.name)`", at: node)
        continue
      }
      guard own.type != parameter.type else { continue }
      fields.refuse(
        "the parameter `\(parameter.name)` of `\(name)` is of type `\(own.type.name)`, but its words give a `\(parameter.type.name)`: expected `type: \(own.type.name)`",
        at: node)
    }
    return ShellTool(name, contract.parameters)
  }

  /// The parameters of a tool in the order of its operands and options.
  private static func parameters(
    operands: [ToolOperand], options: [ToolOption], directory: String?
  ) -> [(name: String, type: ShellToolType)] {
    var out: [(name: String, type: ShellToolType)] = []
    let directories = directory.map { [(name: $0, type: ShellToolType.path)] } ?? []
    for parameter in operands.map(\.parameter) + options.compactMap(\.parameter) + directories
    where !out.contains(where: { $0.name == parameter.name }) {
      out.append(parameter)
    }
    return out
  }

  // MARK: Options

  private static let meanings = [
    "flag", "flags", "value", "list", "optional_value", "clears", "ignore", "ignore_value", "group",
  ]

  private mutating func options(_ node: YAMLNode, _ shared: Shared) -> [ToolOption] {
    fields.list(node, "a list of options").flatMap { option($0, shared) }
  }

  private mutating func option(_ node: YAMLNode, _ shared: Shared) -> [ToolOption] {
    let known = Self.meanings + ["type", "spelled", "may_have_value"]
    guard let members = fields.mapping(node, "an option", of: known) else { return [] }
    let meanings = Self.meanings.filter { members[$0] != nil }
    guard let meaning = meanings.first, meanings.count == 1, let value = members[meaning] else {
      let all = Self.meanings.map { "`\($0)`" }.joined(separator: ", ")
      fields.refuse("an option has one of \(all)", at: node)
      return []
    }
    switch meaning {
    case "group":
      guard let group = value.written.flatMap({ shared.groups[$0] }) else {
        fields.refuse("there is no group `\(value.written ?? "")` above", at: value)
        return []
      }
      return group
    case "ignore":
      return [ToolOption(spellings: spellings(value), meaning: .nothing)]
    case "ignore_value":
      return [ToolOption(spellings: spellings(value), meaning: .nothingWithValue)]
    default: break
    }
    guard let spelled = members["spelled"] else {
      fields.refuse("an option has no `spelled`", at: node)
      return []
    }
    let spellings = spellings(spelled)
    if meaning == "flags" {
      return [ToolOption(spellings: spellings, meaning: .flags(fields.texts(value, "`flags`")))]
    }
    let name = fields.text(value, "the name of a parameter") ?? ""
    let type = members["type"].map { self.type($0) } ?? .text
    let made: ToolOption.Meaning =
      switch meaning {
      case "flag": .flag(name)
      case "value": .value(name, type)
      case "list": .list(name)
      case "clears": .clears(name)
      default: .optionalValue(name)
      }
    return [
      ToolOption(
        spellings: spellings, meaning: made,
        mayHaveValue: members["may_have_value"]?.meaning == .bool(true))
    ]
  }

  private mutating func spellings(_ node: YAMLNode) -> [String] {
    let texts = fields.texts(node, "the spellings of an option")
    for text in texts where !text.hasPrefix("-") || text.count < 2 || text.contains("=") {
      fields.refuse("`\(text)` is no option: expected `-o` or `--option`", at: node)
    }
    return texts
  }

  /// A type as a contract names it.
  private mutating func type(_ node: YAMLNode) -> ShellToolType {
    ShellToolType(named: fields.text(node, "a type") ?? "String")
  }

  // MARK: Operands

  private mutating func operands(_ node: YAMLNode) -> [ToolOperand] {
    let kinds = ["one", "optional", "each", "any", "rest"]
    return fields.list(node, "`operands`").compactMap { node in
      guard let members = fields.mapping(node, "an operand", of: kinds + ["type"]) else {
        return nil
      }
      let found = kinds.filter { members[$0] != nil }
      guard let kind = found.first, found.count == 1,
        let name = members[kind].flatMap({ fields.text($0, "the name of a parameter") })
      else {
        fields.refuse(
          "an operand has one of \(kinds.map { "`\($0)`" }.joined(separator: ", "))", at: node)
        return nil
      }
      let type = members["type"].map { self.type($0) } ?? .text
      return switch kind {
      case "one": .one(name, type)
      case "optional": .optional(name, type)
      case "each": .each(name, type)
      case "any": .any(name, type)
      default: .rest(name)
      }
    }
  }
}
