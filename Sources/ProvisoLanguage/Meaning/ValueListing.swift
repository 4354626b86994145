import ProvisoKernel

extension Value {
  /// What `scalarsOf`, `linesOf`, `wordsOf` or `partsOf` makes of the value.
  func listed(_ function: Function, _ universe: any Universe) -> [Value] {
    switch function {
    case .scalarsOf: takenApart(universe).scalars(withNames: true)
    case .linesOf: lines
    case .wordsOf: words
    case .partsOf: parts
    default: []
    }
  }

  /// The scalars, and for each text that is a printed list or map what it says; texts inside those stay
  /// as they are.
  private func takenApart(_ universe: any Universe) -> Value {
    .list(
      scalars(withNames: true).map { scalar in
        guard case .string(let text) = scalar else { return scalar }
        return universe.readListing(text) ?? scalar
      })
  }
}
