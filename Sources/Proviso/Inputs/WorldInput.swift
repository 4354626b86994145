import ProvisoInput
import ProvisoKernel
import ProvisoResult

/// Worlds in which agents act freely, and specs for them: `.proviso` files.
package struct WorldInput: InputKind {
  package let name = InputKindName.world
  package var vocabulary: VocabularySchema? { nil }
  package let description = "a world"

  package var words: InputWords { Self.words }

  static let words = InputWords(
    input: InputWords.Noun("world"), run: "run", startsInAState: true, namesTerminalStates: true,
    unknownValue: InputWords.Noun("unknown value"))

  /// Makes the kind.
  package init() {}

  package func likelihood(of source: InputSource) -> Likelihood {
    source.path.hasSuffix(".proviso") ? .certain : .no
  }

  package func read(
    _ source: InputSource, in context: InputContext
  ) throws(InputError) -> Subject {
    let bytes = try source.bytes()
    return Subject(
      kind: self, model: .world, notes: NoNotes(), path: source.path, steps: 0, order: .free,
      digest: Digest(of: bytes))
  }

  private struct NoNotes: InputNotes {
    var incompleteness: String? { nil }
    var notModelled: [String] { [] }
    func assumptions(using relations: Set<Relation>) -> [String] { [] }
  }
}
