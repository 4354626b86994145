/// The rules in the fenced `proviso` blocks of a Markdown file.
///
/// Everything else becomes blanks, byte by byte, so that every position is that of the Markdown file. All blocks of
/// a file are one spec. Fences are those of CommonMark: at least three backticks or tildes, closed by at least as
/// many of the same. A fence may be indented by any number of blanks, as in the items of a list. What is inside of
/// a block of HTML, such as a comment, is no Markdown: a fence there is none (``unreadFence(in:)``).
package enum MarkdownBlocks {
  /// Whether a file is Markdown, by its name.
  package static func isMarkdown(_ path: String) -> Bool {
    path.hasSuffix(".md") || path.hasSuffix(".markdown")
  }

  /// The bytes with everything blank that is in no block; `nil` if the file has no block.
  package static func rules(in bytes: [UInt8]) -> [UInt8]? {
    var out = bytes
    var hasRules = false
    for (range, line) in lines(of: bytes) {
      if case .opening(let fence) = line, fence.isOfRules { hasRules = true }
      if case .inside(let fence) = line, fence.isOfRules { continue }
      for index in range where out[index] != carriageReturn { out[index] = blank }
    }
    return hasRules ? out : nil
  }

  /// A fence that people take for one of rules, and that is none.
  package struct UnreadFence: Sendable, Equatable {
    package let range: Range<Int>
    /// Whether it is in a block of HTML, such as a comment.
    package let isInHTML: Bool
    /// Whether it is in another fence, which is not closed before it.
    package var isInFence = false
  }

  /// The first fence that people take for one of rules, and that is none: `Proviso`, `{.proviso}`,
  /// `proviso,extra`, one in a quotation or in a block of HTML. `nil` if there is no such fence outside of other
  /// fences.
  ///
  /// Inside of another fence, one of rules is an example if the outer one is of more or of other marks, and is
  /// closed. Otherwise the outer fence was not closed.
  package static func unreadFence(in bytes: [UInt8]) -> UnreadFence? {
    var example: UnreadFence?
    for (range, line) in lines(of: bytes) {
      let text = bytes[range]
      switch line {
      case .opening(let fence):
        if !fence.isOfRules, let place = wordLikeRules(text) {
          return UnreadFence(range: place, isInHTML: false)
        }
      case .outside:
        if let place = quotedFence(text) { return UnreadFence(range: place, isInHTML: false) }
      case .html:
        let place =
          Fence(text).flatMap { $0.isOfRules ? range : wordLikeRules(text) } ?? quotedFence(text)
        if let place { return UnreadFence(range: place, isInHTML: true) }
      case .inside(let fence):
        guard !fence.isOfRules, let inner = Fence(text), inner.isOfRules else { continue }
        let found = UnreadFence(range: range, isInHTML: false, isInFence: true)
        if inner.mark == fence.mark, inner.length >= fence.length { return found }
        example = example ?? found
      case .closing: example = nil
      }
    }
    return example
  }

  /// A line by its place among the blocks.
  private enum Line {
    case outside, closing
    /// In a block of HTML.
    case html
    case opening(Fence)
    case inside(Fence)
  }

  private static func lines(of bytes: [UInt8]) -> [(range: Range<Int>, line: Line)] {
    var lines: [(range: Range<Int>, line: Line)] = []
    var open: Fence?
    var html: HTMLBlock?
    var isAfterText = false
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex(of: newline) ?? bytes.endIndex
      let text = bytes[start..<end]
      if let fence = open {
        let isEnd = closes(fence, text)
        if isEnd { open = nil }
        lines.append((start..<end, isEnd ? .closing : .inside(fence)))
      } else if let block = html ?? HTMLBlock(text, isAfterText: isAfterText) {
        html = block.ends(with: text) ? nil : block
        lines.append((start..<end, .html))
        isAfterText = false
      } else {
        open = Fence(text)
        isAfterText = open == nil && text.contains { $0 > blank }
        lines.append((start..<end, open.map(Line.opening) ?? .outside))
      }
      start = end + 1
    }
    return lines
  }

  /// The first word after the marks of a fence, if it is a spelling of `proviso` with other signs.
  private static func wordLikeRules(_ line: ArraySlice<UInt8>) -> Range<Int>? {
    let text = line.drop { $0 == blank || $0 == UInt8(ascii: "\t") }
    guard let mark = text.first else { return nil }
    let info = text.drop { $0 == mark }.drop { $0 <= blank }
    let signs = "{.:=".utf8
    let inner = info.drop { $0 <= blank || signs.contains($0) }
    let word = inner.prefix { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
    guard String(decoding: word, as: UTF8.self).lowercased() == "proviso" else { return nil }
    // `proviso-world` is a word of its own.
    if word.endIndex < line.endIndex, "-_0123456789".utf8.contains(line[word.endIndex]) {
      return nil
    }
    let end = info.firstIndex { $0 <= blank } ?? line.endIndex
    return info.startIndex..<max(end, word.endIndex)
  }

  /// A fence of rules behind the mark of a quotation or of an item of a list.
  private static func quotedFence(_ line: ArraySlice<UInt8>) -> Range<Int>? {
    let marks = "> \t-*+.)0123456789".utf8
    let inner = line.drop { marks.contains($0) }
    guard inner.startIndex > line.startIndex, let fence = Fence(inner) else { return nil }
    let place = inner.startIndex..<line.endIndex
    return fence.isOfRules || wordLikeRules(inner) != nil ? place : nil
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
