import ProvisoKernel
import ProvisoTerraform

extension [VocabularySchema] {
  /// The vocabularies that a spec can be for.
  static var supported: [VocabularySchema] { [.terraform, .agent] }
}
