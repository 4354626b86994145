import ProvisoInput
import ProvisoKernel

/// Absolute paths in specs that can lie in the agent's directory.
///
/// Paths in that directory are relative to it, those of the world's objects included. A spec that
/// compares their names with an absolute path would miss them.
enum AbsoluteNames {
  /// The reason why names in the specs may not be those of the plan; `nil` if they are.
  static func gap(in specs: LoadedSpecs, directory: String?) -> String? {
    guard let directory, directory != "/" else { return nil }
    let texts = specs.files.filter { !$0.path.hasPrefix(ToolContracts.scheme) }.map(\.bytes)
    guard texts.contains(where: { mentions(directory, in: $0) }) else { return nil }
    return
      "cannot verify: the specs name the agent's directory \(Value.quoted(directory)) or one around it; paths in it are relative to it, so write them without it."
  }

  /// Whether some text of a source other than the name of an object can be such a path.
  private static func mentions(_ directory: String, in source: [UInt8]) -> Bool {
    let createsPaths = InputSource.contains(source, "create Path")
    let wanted = Array(directory.utf8)
    var index = 0
    while let quote = source[index...].firstIndex(of: UInt8(ascii: "\"")) {
      var start = quote + 1
      if start < source.count, source[start] == UInt8(ascii: "^") { start += 1 }
      index = quote + 1
      guard start < source.count, source[start] == UInt8(ascii: "/"),
        let end = source[start...].firstIndex(of: UInt8(ascii: "\""))
      else { continue }
      let text = source[start..<end]
      guard wanted.starts(with: text) || text.starts(with: wanted) else { continue }
      let before = source[..<quote]
      if declaresDirectory(before) { continue }
      if createsPaths || !isName(before) { return true }
    }
    return false
  }

  /// Whether a source ends with `directory`, so that the directory itself follows.
  private static func declaresDirectory(_ source: ArraySlice<UInt8>) -> Bool {
    guard let last = source.lastIndex(where: { !isSpace($0) }) else { return false }
    let word = "directory".utf8
    return source[...last].suffix(word.count).elementsEqual(word)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  /// Whether a source ends with `name:`.
  private static func isName(_ source: ArraySlice<UInt8>) -> Bool {
    guard let colon = source.lastIndex(where: { !isSpace($0) }), source[colon] == UInt8(ascii: ":"),
      let last = source[..<colon].lastIndex(where: { !isSpace($0) })
    else { return false }
    return source[...last].suffix(4).elementsEqual("name".utf8)
  }
}
