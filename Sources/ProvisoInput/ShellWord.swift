extension String {
  /// The text as one word of a POSIX shell, for commands that a person copies. A path that begins
  /// with `-` is written so that it is no option.
  package var shellWord: String {
    let path = hasPrefix("-") ? "./" + self : self
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+,=")
    if !path.isEmpty, path.allSatisfy(plain.contains) { return path }
    return "'" + path.replacing("'", with: "'\\''") + "'"
  }
}
