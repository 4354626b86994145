import ProvisoKernel

extension Value {
  /// The result of `scalarsOf`, `linesOf`, `wordsOf` or `partsOf` for the value.
  func listed(_ function: Function, in universe: any ObjectUniverse) -> [Value] {
    switch function {
    case .scalarsOf: takenApart(universe).scalars(withNames: true)
    case .linesOf: lines
    case .wordsOf: words
    case .partsOf: parts
    default: []
    }
  }

  /// The scalars of the value, with each text that is a printed list or map replaced by the value
  /// it prints; texts inside that value stay as they are.
  private func takenApart(_ universe: any ObjectUniverse) -> Value {
    .list(
      scalars(withNames: true).map { scalar in
        guard case .string(let text) = scalar else { return scalar }
        return universe.readListing(text) ?? scalar
      })
  }
}
