/// A block of HTML in a Markdown file. What is in it is no Markdown, although it may look so.
///
/// Source: CommonMark 0.31.2, section 4.6. Unlike there, a block may be indented by any number of blanks and begin
/// after the mark of an item of a list.
struct HTMLBlock {
  /// The text in which the block ends; `nil` for a block that a blank line ends.
  private let ending: [String]?

  /// A block that begins in a line; `nil` if none does.
  ///
  /// - Parameter isAfterText: whether the line could continue a paragraph. A single tag does not interrupt one.
  init?(_ line: ArraySlice<UInt8>, isAfterText: Bool) {
    let marks = " \t-*+.)0123456789".utf8
    let text = String(decoding: line.drop { marks.contains($0) }, as: UTF8.self).lowercased()
    guard text.utf8.first == UInt8(ascii: "<") else { return nil }
    if text.hasPrefix("<!--") {
      ending = ["-->"]
    } else if text.hasPrefix("<?") {
      ending = ["?>"]
    } else if text.hasPrefix("<![cdata[") {
      ending = ["]]>"]
    } else if text.hasPrefix("<!"), text.dropFirst(2).utf8.first.map(Self.isLetter) == true {
      ending = [">"]
    } else {
      let isClosing = text.hasPrefix("</")
      let inner = text.dropFirst(isClosing ? 2 : 1)
      let name = String(inner.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
      guard name.utf8.first.map(Self.isLetter) == true else { return nil }
      let rest = inner.dropFirst(name.count)
      let endsName = rest.isEmpty || rest.hasPrefix("/>") || " \t\r>".contains(rest.first ?? " ")
      if !isClosing, Self.texts.contains(name), endsName {
        ending = Self.texts.map { "</\($0)>" }
      } else if Self.blocks.contains(name), endsName {
        ending = nil
      } else {
        // Any other tag that is alone on its line.
        let last = rest.trimmingBlanks
        guard endsName, !isAfterText, last.hasSuffix(">"),
          !last.dropLast().contains(where: { "<>".contains($0) })
        else { return nil }
        ending = nil
      }
    }
  }

  /// Whether the block ends with the line, which can be its first.
  func ends(with line: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: line, as: UTF8.self).lowercased()
    guard let ending else { return text.trimmingBlanks.isEmpty }
    return ending.contains { text.contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
  }

  /// The elements with text of their own, which go on over blank lines.
  private static let texts: Set<String> = ["script", "pre", "style", "textarea"]
  /// The elements whose tags begin a block wherever they stand.
  private static let blocks: Set<String> = [
    "address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center",
    "col", "colgroup", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset",
    "figcaption",
    "figure", "footer", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head",
    "header", "hr", "html", "iframe", "legend", "li", "link", "main", "menu", "menuitem", "nav",
    "noframes", "ol", "optgroup", "option", "p", "param", "search", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "title", "tr", "track", "ul",
  ]
}

extension StringProtocol {
  /// The text without white space at its ends.
  fileprivate var trimmingBlanks: SubSequence {
    let tail = drop { $0.isWhitespace }
    return tail.lastIndex { !$0.isWhitespace }.map { tail[...$0] } ?? tail[..<tail.startIndex]
  }
}
