/// The rules in the fenced `proviso` blocks of a Markdown file.
///
/// Everything else becomes blanks, byte by byte, so that every position is that of the Markdown file. All blocks of
/// a file are one spec. Fences are those of CommonMark: at least three backticks or tildes, closed by at least as
/// many of the same. A fence may be indented by any number of blanks, as in the items of a list.
package enum MarkdownBlocks {
  /// Whether a file is Markdown, by its name.
  package static func isMarkdown(_ path: String) -> Bool {
    path.hasSuffix(".md") || path.hasSuffix(".markdown")
  }

  /// The bytes with everything blank that is in no block; `nil` if the file has no block.
  package static func rules(in bytes: [UInt8]) -> [UInt8]? {
    var out = bytes
    var open: Fence?
    var hasRules = false
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex(of: newline) ?? bytes.endIndex
      let line = bytes[start..<end]
      var isRule = false
      if let fence = open {
        if closes(fence, line) { open = nil } else { isRule = fence.isOfRules }
      } else if let fence = Fence(line) {
        open = fence
        hasRules = hasRules || fence.isOfRules
      }
      if !isRule {
        for index in start..<end where out[index] != carriageReturn { out[index] = blank }
      }
      start = end + 1
    }
    return hasRules ? out : nil
  }

  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let blank = UInt8(ascii: " ")

  /// The beginning of a fenced block.
  private struct Fence {
    let mark: UInt8
    let length: Int
    let isOfRules: Bool

    init?(_ line: ArraySlice<UInt8>) {
      let text = line.drop { $0 == blank || $0 == UInt8(ascii: "\t") }
      guard let mark = text.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else {
        return nil
      }
      let marks = text.prefix { $0 == mark }
      let info = text.dropFirst(marks.count)
      // A line with further backticks is text with code in it.
      guard marks.count >= 3, mark == UInt8(ascii: "~") || !info.contains(mark) else { return nil }
      self.mark = mark
      length = marks.count
      let word = info.drop { $0 == blank }.prefix { $0 > blank }
      isOfRules = word.elementsEqual("proviso".utf8)
    }
  }

  private static func closes(_ fence: Fence, _ line: ArraySlice<UInt8>) -> Bool {
    let text = line.drop { $0 == blank || $0 == UInt8(ascii: "\t") }
    let marks = text.prefix { $0 == fence.mark }
    return marks.count >= fence.length
      && text.dropFirst(marks.count).allSatisfy { $0 == blank || $0 == carriageReturn }
  }
}
