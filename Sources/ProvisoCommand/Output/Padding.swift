extension String {
  /// The text as the first column of a line: filled up with blanks, and with one at least.
  func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
