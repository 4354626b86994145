extension StringProtocol {
  /// The text without the characters at both its ends that a closure chooses.
  package func trimming(where isTrimmed: (Unicode.Scalar) -> Bool) -> String {
    let scalars = Array(unicodeScalars.drop(while: isTrimmed))
    let end = scalars.lastIndex { !isTrimmed($0) } ?? -1
    return String(String.UnicodeScalarView(scalars[..<(end + 1)]))
  }
}
