import ProvisoAgent
import ProvisoInput
import ProvisoKernel
import ProvisoTerraform

/// The kinds of input that a verifier knows. A new kind is a folder of its own and one line here.
package struct InputKinds: Sendable {
  /// The kinds, in the order in which they are tried on an input.
  package var list: [any InputKind]

  /// Makes a list of kinds.
  package init(_ list: [any InputKind]) { self.list = list }

  /// The kinds that are built in.
  package static let builtIn = InputKinds([
    WorldInput(),
    AgentPlanInput(),
    TerraformInput(),
    RecordInput(),
  ])

  /// The vocabularies that specs can be written for, each once.
  package var vocabularies: [VocabularySchema] {
    var seen: Set<String> = []
    return list.compactMap(\.vocabulary).filter { seen.insert($0.name).inserted }
  }

  /// The kinds that an input could be of.
  ///
  /// - Returns: only the first kind that is certain, or else all kinds that are possible, in order.
  /// - Throws: `InputError` if there is none.
  package func candidates(for source: InputSource) throws(InputError) -> [any InputKind] {
    var possible: [any InputKind] = []
    for kind in list {
      switch kind.likelihood(of: source) {
      case .certain: return [kind]
      case .possible: possible.append(kind)
      case .no: continue
      }
    }
    guard !possible.isEmpty else {
      throw InputError("\(source.name): this is no known kind of input")
    }
    return possible
  }
}
