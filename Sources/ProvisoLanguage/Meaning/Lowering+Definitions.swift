import ProvisoKernel

/// A definition with known arguments: objects and short values.
struct DefinitionUse: Hashable {
  let definition: ObjectIdentifier
  let arguments: [Value]
}

/// The values of definitions, worked out once for the same arguments.
extension Lowering {
  /// The most values that are kept.
  private static let mostResults = 200_000
  /// The longest text of an argument for which a value is kept, in bytes.
  private static let longestArgument = 64

  /// The value of a definition for these arguments.
  ///
  /// The value depends on nothing else, and a property over pairs asks for it again for each partner.
  func result(of definition: Definition, _ arguments: [Symbol]) -> Symbol {
    guard watch == nil, let use = use(of: definition, arguments) else {
      return symbol(of: definition.body, in: arguments)
    }
    if let known = results[use] { return known }
    let made = symbol(of: definition.body, in: arguments)
    if results.count < Self.mostResults, interruption?() == nil { results[use] = made }
    return made
  }

  private func use(of definition: Definition, _ arguments: [Symbol]) -> DefinitionUse? {
    var values: [Value] = []
    for argument in arguments {
      guard case .value(let value) = argument else { return nil }
      switch value {
      case .list, .map: return nil
      case .string(let text) where text.string.utf8.count > Self.longestArgument: return nil
      default: values.append(value)
      }
    }
    return DefinitionUse(definition: ObjectIdentifier(definition), arguments: values)
  }
}
