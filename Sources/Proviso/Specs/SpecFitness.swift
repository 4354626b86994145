import ProvisoInput
import ProvisoKernel
import ProvisoLanguage

extension LoadedSpecs {
  /// Rejects specs that are written for another kind of input.
  ///
  /// - Parameter name: the name of the input in messages.
  func require(fitting subject: Subject, named name: String) throws(InputError) {
    guard let vocabulary = subject.kind.vocabulary?.name,
      let other = specs.first(where: { $0.spec.vocabulary != vocabulary })
    else { return }
    let remedy = InputError.Remedy.specs(
      vocabulary: vocabulary,
      packs: SpecPack.all.filter { $0.vocabulary == vocabulary }.map(\.name))
    if other.isBuiltIn, let pack = SpecPack.owning(other.spec.path) {
      throw InputError(
        "\(name): this is \(subject.description), and the \(pack.name) pack is for \(pack.input)",
        remedy: remedy)
    }
    throw InputError(
      "\(name): this is \(subject.description), and \(other.spec.path) is for "
        + "`\(other.spec.vocabulary)`; expected specs `for \(vocabulary)` only", remedy: remedy)
  }
}
