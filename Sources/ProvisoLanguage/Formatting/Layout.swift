/// How a part of a file can be laid out: on one line, or broken at its break points.
///
/// The tree is one of documents in the manner of Wadler's "A prettier printer" (2003), with fills after
/// Oppen's "Prettyprinting" (1980). A break point at which the source has a line end stays broken: how an
/// author groups a long condition says something. Where a line is too long, or a comment ends one, more
/// of them break.
final class Layout: Sendable {
  indirect enum Kind: Sendable {
    case empty
    /// A token, with its comments.
    case token(Int)
    /// A sign that the formatter adds.
    case text(String)
    case space
    /// A line end where broken, else a space or nothing.
    case line(isSoft: Bool, isForced: Bool, blankOf: Int?)
    case concat([Layout])
    case nest(Int, Layout)
    /// Two columns further in, unless it begins a line.
    case hang(Layout)
    /// How far the binders after the first stand in, where the layout begins a line; else four columns.
    case aligning(Int, Layout)
    case group(Layout)
    /// Something that is there only where what is around it is broken.
    case ifBroken(Layout)
    case fill(Fill)
    /// A head and the block that it has: `every … { … }`.
    case headed(Layout, Layout)
    /// On the same line if its first line fits, else on the next, further in.
    case choice(Int, Layout)
    /// The comments before a token, which itself stands elsewhere.
    case comments(Int)
  }

  /// Parts that follow each other, each on the line of the one before or on a line of its own.
  struct Fill: Sendable {
    var items: [Layout]
    /// Whether each stands on a line of its own in the source; the first does not count.
    var isForced: [Bool]
    /// The token before which a blank line stays, of each.
    var blanks: [Int?]
    /// Where it is broken, every part has a line of its own.
    var breaksAll: Bool
    /// The parts are binders, which line up.
    var isAligned = false
  }

  let kind: Kind
  /// Whether a line ends in it, come what may.
  let isForced: Bool
  /// Whether a comment after it ends its last line.
  let endsLine: Bool
  /// The columns that it takes on one line.
  let width: Int

  private init(_ kind: Kind, isForced: Bool, endsLine: Bool = false, width: Int) {
    self.kind = kind
    self.isForced = isForced
    self.endsLine = endsLine
    self.width = width
  }

  static let empty = Layout(.empty, isForced: false, width: 0)
  static let space = Layout(.space, isForced: false, width: 1)

  static func token(_ place: Int, _ token: FormatToken) -> Layout {
    Layout(
      .token(place), isForced: !token.leading.isEmpty, endsLine: token.trailing != nil,
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

  static func comments(_ place: Int, _ token: FormatToken) -> Layout {
    Layout(.comments(place), isForced: !token.leading.isEmpty, width: 0)
  }

  /// What follows on the same line, or on the next one `columns` further in.
  ///
  /// - Parameter isForced: whether it begins a line in the source.
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
