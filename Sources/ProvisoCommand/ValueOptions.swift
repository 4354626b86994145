import ArgumentParser
import Proviso

/// The values of the `var`s of specs, from the command line.
struct ValueOptions: ParsableArguments {
  /// One `NAME=VALUE`.
  struct Assignment: ExpressibleByArgument {
    let name: String
    let text: String

    init?(argument: String) {
      guard let sign = argument.firstIndex(of: "="), sign > argument.startIndex else { return nil }
      name = String(argument[..<sign])
      text = String(argument[argument.index(after: sign)...])
    }
  }

  @Option(
    name: .customLong("var"),
    help: ArgumentHelp(
      "The value of a `var` that a spec declares; repeatable.", valueName: "name=value"))
  var variables: [Assignment] = []

  @Option(
    name: .customLong("const"),
    help: ArgumentHelp("The value of a `const` of a world; repeatable.", valueName: "name=value"))
  var constants: [Assignment] = []

  /// The values of both options.
  var assignments: [Assignment] { variables + constants }

  func validate() throws {
    var seen: Set<String> = []
    for assignment in assignments where !seen.insert(assignment.name).inserted {
      throw ValidationError("--var gives `\(assignment.name)` more than once.")
    }
  }
}

extension Verifier {
  /// Gives the values of the command line, which override those of the settings.
  mutating func give(_ values: ValueOptions) {
    let given = [(values.variables, "--var"), (values.constants, "--const")].flatMap {
      list, origin in
      list.map { VariableSetting(name: $0.name, text: $0.text, origin: origin) }
    }
    let names = Set(given.map(\.name))
    adjustments.variables = adjustments.variables.filter { !names.contains($0.name) } + given
  }

  /// Applies what the settings change of specs.
  ///
  /// - Parameter isRequired: whether it is a mistake to change what the specs do not have. If the command
  ///   line names other specs, it is none.
  mutating func adjust(by settings: Settings, isRequired: Bool) {
    adjustments = settings.adjustments
    guard !isRequired else { return }
    for index in adjustments.rules.indices { adjustments.rules[index].isRequired = false }
    for index in adjustments.conventions.indices {
      adjustments.conventions[index].isRequired = false
    }
    for index in adjustments.variables.indices { adjustments.variables[index].isRequired = false }
  }
}
