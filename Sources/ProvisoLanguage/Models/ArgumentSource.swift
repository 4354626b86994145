import ProvisoKernel

/// The calls that an argument's value comes from, part by part.
package indirect enum ArgumentSource: Sendable {
  /// The plan gives the value, or the value is unknown and comes from no call.
  case none
  case list([ArgumentSource])
  case map([(name: Text, source: ArgumentSource)])
  /// The value contains outputs of calls: for each reference, of one of its candidates.
  case calls([CallReference])

  /// All references in the value.
  package var references: [CallReference] {
    switch self {
    case .none: []
    case .list(let parts): parts.flatMap(\.references)
    case .map(let members): members.flatMap(\.source.references)
    case .calls(let references): references
    }
  }

  /// The source of the part that a path of names and indices leads to.
  package func part(at path: ArraySlice<Value>) -> ArgumentSource {
    guard let key = path.first else { return self }
    switch (self, key) {
    case (.calls, _): return self
    case (.map(let members), .string(let name)):
      return members.first { $0.name == name }?.source.part(at: path.dropFirst()) ?? .none
    case (.list(let parts), .number(let number)):
      guard let index = number.integer, parts.indices.contains(index) else { return .none }
      return parts[index].part(at: path.dropFirst())
    default: return .none
    }
  }
}
