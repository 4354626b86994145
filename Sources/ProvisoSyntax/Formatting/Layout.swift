/// The possible layouts of a part of a file: on one line, or broken at some of its break points.
///
/// The tree consists of documents as in Wadler's "A prettier printer" (2003), with fills as in Oppen's
/// "Prettyprinting" (1980). If the source has a line end at a break point, that point stays broken,
/// because the way in which an author groups a long condition carries meaning. Further points break if a
/// line is too long or a comment ends it.
final class Layout: Sendable {
  indirect enum Kind: Sendable {
    case empty
    /// A token with its comments, by its index.
    case token(Int)
    /// A sign that the formatter adds.
    case text(String)
    case space
    /// A break point: a line end if broken, otherwise a space, or nothing if it is soft. `blankOf` is the
    /// index of the token before which a blank line of the source is kept.
    case line(isSoft: Bool, isForced: Bool, blankOf: Int?)
    case concat([Layout])
    /// The layout, with its lines indented by that many columns.
    case nest(Int, Layout)
    /// The layout, with its later lines indented by two columns unless it begins a line.
    case hang(Layout)
    /// Sets the indentation of the binders after the first: that many columns if the layout begins a
    /// line, otherwise four columns.
    case aligning(Int, Layout)
    /// The layout on one line if it fits, otherwise broken.
    case group(Layout)
    /// A layout that is written only if the group around it is broken.
    case ifBroken(Layout)
    case fill(Fill)
    /// A head and its block: `every … { … }`.
    case headed(Layout, Layout)
    /// The layout on the same line if its first line fits, otherwise on the next line, indented by that
    /// many columns.
    case choice(Int, Layout)
    /// The leading comments of a token, by its index. The token itself is elsewhere in the tree.
    case comments(Int)
  }

  /// A sequence of parts, each on the line of the part before or on a new line.
  struct Fill: Sendable {
    var items: [Layout]
    /// For each part, whether it begins a line in the source. The first value is ignored.
    var isForced: [Bool]
    /// For each part, the index of the token before which a blank line of the source is kept.
    var blanks: [Int?]
    /// Whether every part gets a line of its own if the fill is broken.
    var breaksAll: Bool
    /// Whether the parts are binders, which are aligned.
    var isAligned = false
  }

  let kind: Kind
  /// Whether it always contains a line end.
  let isForced: Bool
  /// Whether a comment after it ends its last line.
  let endsLine: Bool
  /// Its width on one line, in columns.
  let width: Int

  private init(_ kind: Kind, isForced: Bool, endsLine: Bool = false, width: Int) {
    self.kind = kind
    self.isForced = isForced
    self.endsLine = endsLine
    self.width = width
  }

  static let empty = Layout(.empty, isForced: false, width: 0)
  static let space = Layout(.space, isForced: false, width: 1)

  static func token(_ index: Int, _ token: FormatToken) -> Layout {
    Layout(
      .token(index), isForced: !token.leading.isEmpty, endsLine: token.trailing != nil,
      width: token.width)
  }

  static func text(_ text: String) -> Layout {
    Layout(.text(text), isForced: false, width: text.unicodeScalars.count)
  }

  static func line(isForced: Bool = false, blankOf token: Int? = nil) -> Layout {
    Layout(
      .line(isSoft: false, isForced: isForced, blankOf: token), isForced: isForced, width: 1)
  }

  static func softLine(isForced: Bool = false) -> Layout {
    Layout(.line(isSoft: true, isForced: isForced, blankOf: nil), isForced: isForced, width: 0)
  }

  static func concat(_ parts: Layout...) -> Layout { concat(parts) }

  static func concat(_ parts: [Layout]) -> Layout {
    var isForced = false
    var endsLine = false
    for part in parts {
      if case .empty = part.kind { continue }
      isForced = isForced || endsLine || part.isForced
      endsLine = part.endsLine
    }
    return Layout(
      .concat(parts), isForced: isForced, endsLine: endsLine,
      width: parts.reduce(0) { $0 + $1.width })
  }

  private static func around(_ inner: Layout, _ kind: Kind) -> Layout {
    Layout(kind, isForced: inner.isForced, endsLine: inner.endsLine, width: inner.width)
  }

  static func nest(_ columns: Int, _ inner: Layout) -> Layout {
    around(inner, .nest(columns, inner))
  }

  static func hang(_ inner: Layout) -> Layout { around(inner, .hang(inner)) }

  static func aligning(_ columns: Int, _ inner: Layout) -> Layout {
    around(inner, .aligning(columns, inner))
  }

  static func group(_ inner: Layout) -> Layout { around(inner, .group(inner)) }

  static func ifBroken(_ inner: Layout) -> Layout {
    Layout(.ifBroken(inner), isForced: inner.isForced, endsLine: inner.endsLine, width: 0)
  }

  static func fill(_ fill: Fill) -> Layout {
    let isForced =
      fill.items.contains(where: \.isForced) || fill.isForced.dropFirst().contains(true)
      || fill.items.dropLast().contains(where: \.endsLine)
    let gaps = max(0, fill.items.count - 1)
    return Layout(
      .fill(fill), isForced: isForced, endsLine: fill.items.last?.endsLine ?? false,
      width: fill.items.reduce(gaps) { $0 + $1.width })
  }

  static func headed(_ head: Layout, _ block: Layout) -> Layout {
    Layout(
      .headed(head, block), isForced: head.isForced || head.endsLine || block.isForced,
      endsLine: block.endsLine, width: head.width + 1 + block.width)
  }

  static func comments(_ index: Int, _ token: FormatToken) -> Layout {
    Layout(.comments(index), isForced: !token.leading.isEmpty, width: 0)
  }

  /// A space and the content on the same line, or the content on the next line.
  ///
  /// - Parameters:
  ///   - isForced: whether the content begins a line in the source.
  ///   - columns: the indentation of the content on the next line.
  static func attached(_ content: Layout, isForced: Bool, columns: Int = 2) -> Layout {
    if isForced { return nest(columns, concat(line(isForced: true), content)) }
    if content.isForced {
      return Layout(
        .choice(columns, content), isForced: true, endsLine: content.endsLine,
        width: content.width + 1)
    }
    return group(nest(columns, concat(line(), content)))
  }
}
