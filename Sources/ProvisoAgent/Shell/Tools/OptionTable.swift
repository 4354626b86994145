import ProvisoInput
import ProvisoPlans

/// The programs and tools that a file of option tables describes.
struct OptionTable: DeclaredPrograms {
  /// Variables that have the same effect as an option.
  static let variables: Set<String> = [
    "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "PGDATABASE", "PGHOST", "PGUSER",
  ]

  var programs: [String: ToolProgram] = [:]
  /// The tools whose parameters the file states.
  var tools: [ShellTool] = []
}

/// Option tables for the tools of a world.
package enum OptionTables {
  /// The part of the world about a tool.
  package struct Contract {
    let parameters: [(name: String, type: ShellToolType)]
    let isHarmless: Bool

    /// Describes a tool by its parameters, with the names of their types in the world.
    package init(parameters: [(name: String, type: String)], isHarmless: Bool) {
      self.parameters = parameters.map { ($0.name, ShellToolType(named: $0.type)) }
      self.isHarmless = isHarmless
    }
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: the path in messages.
  ///   - contract: what the world says about a tool; `nil` if it has no such action.
  /// - Throws: `InputError` with every mistake, its line and its column.
  package static func read(
    _ bytes: [UInt8], path: String, contract: @escaping (String) -> Contract?
  ) throws(InputError) -> any DeclaredPrograms {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw InputError("\(path): this is not UTF-8")
    }
    return try OptionTableReader.read(text, path: path, contract: contract)
  }
}
