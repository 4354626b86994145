import ProvisoKernel

extension Value {
  /// What `scalarsOf`, `linesOf` or `wordsOf` makes of the value.
  func listed(_ function: Function, _ universe: any Universe) -> [Value] {
    switch function {
    case .scalarsOf: takenApart(universe).scalars(withNames: true)
    case .linesOf: lines
    case .wordsOf: words
    default: []
    }
  }

  /// The value with each text that is a JSON list or map replaced by what it says; texts inside those
  /// stay as they are.
  private func takenApart(_ universe: any Universe) -> Value {
    .list(
      scalars(withNames: true).map { scalar in
        guard case .string(let text) = scalar,
          let first = text.string.utf8.first(where: { $0 > 0x20 }),
          first == UInt8(ascii: "[") || first == UInt8(ascii: "{"),
          let parsed = universe.parseJSON(text)
        else { return scalar }
        return parsed
      })
  }
}
