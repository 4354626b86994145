extension String {
  /// The text with every character that controls a terminal or the reading direction as an escape,
  /// such as `\u{1b}`.
  package var printable: String {
    func isSafe(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
      default: true
      }
    }
    if unicodeScalars.allSatisfy(isSafe) { return self }
    var out = ""
    for scalar in unicodeScalars {
      if isSafe(scalar) {
        out.unicodeScalars.append(scalar)
      } else {
        out += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return out
  }
}
