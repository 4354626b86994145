/// Renders layouts as text, with no line wider than the limit if that is possible.
struct LayoutRenderer {
  private struct Command {
    let indent: Int
    /// The indentation of the binders after the first, in columns.
    let alignment: Int
    let isFlat: Bool
    let work: Work
  }

  private enum Work {
    case layout(Layout)
    /// The rest of a fill, from the item at an index, and whether the item before is on one line.
    case fill(Layout.Fill, Int, isFlatBefore: Bool)
    case newLine(blankOf: Int?)
  }

  let tokens: [FormatToken]
  let limit: Int
  private var out = ""
  private var column = 0
  private var indent = 0
  /// Whether the line is empty except for its indentation.
  private var isFresh = true
  private var wantsSpace = false
  /// Whether a comment ends the line.
  private var mustBreak = false
  /// The comments to write at the end of the line.
  private var pending: [String] = []
  private var isAfterOpening = true
  private var isAfterBlank = false
  /// Whether a blank line must follow the comments that were written last.
  private var owesBlank = false
  /// The indices of the tokens whose leading comments are written.
  private var commented: Set<Int> = []
  private var stack: [Command] = []

  init(tokens: [FormatToken], limit: Int) {
    self.tokens = tokens
    self.limit = limit
  }

  /// The text of a layout, without a line end at its end.
  mutating func render(_ layout: Layout) -> String {
    out = ""
    column = 0
    indent = 0
    isFresh = true
    wantsSpace = false
    mustBreak = false
    isAfterOpening = true
    owesBlank = false
    stack = [Command(indent: 0, alignment: 4, isFlat: false, work: .layout(layout))]
    while let command = stack.popLast() { perform(command) }
    flushComments(0)
    return out
  }

  // MARK: Commands

  private mutating func push(_ command: Command, _ layout: Layout, indent: Int? = nil) {
    stack.append(
      Command(
        indent: indent ?? command.indent, alignment: command.alignment, isFlat: command.isFlat,
        work: .layout(layout)))
  }

  private mutating func push(_ command: Command, _ layout: Layout, isFlat: Bool) {
    stack.append(
      Command(
        indent: command.indent, alignment: command.alignment, isFlat: isFlat,
        work: .layout(layout)))
  }

  private mutating func perform(_ command: Command) {
    switch command.work {
    case .newLine(let token): newLine(command.indent, blankOf: token)
    case .fill(let fill, let index, let isFlatBefore):
      performFill(command, of: fill, at: index, isFlatBefore: isFlatBefore)
    case .layout(let layout): perform(command, layout)
    }
  }

  private mutating func perform(_ command: Command, _ layout: Layout) {
    switch layout.kind {
    case .empty: break
    case .token(let index): write(index, columns: command.indent)
    case .text(let text):
      write(text, width: layout.width, columns: command.indent, isComma: text == ",")
    case .space: wantsSpace = true
    case .line(let isSoft, let isForced, let token):
      if !command.isFlat || isForced {
        newLine(command.indent, blankOf: token)
      } else if !isSoft {
        wantsSpace = true
      }
    case .concat(let parts): for part in parts.reversed() { push(command, part) }
    case .nest(let columns, let inner): push(command, inner, indent: command.indent + columns)
    case .hang(let inner):
      push(command, inner, indent: isFresh ? command.indent : command.indent + 2)
    case .aligning(let columns, let inner):
      stack.append(
        Command(
          indent: command.indent, alignment: isFresh ? columns : 4, isFlat: command.isFlat,
          work: .layout(inner)))
    case .group(let inner):
      push(command, inner, isFlat: command.isFlat || fitsFlat(inner))
    case .ifBroken(let inner): if !command.isFlat { push(command, inner) }
    case .fill(let fill):
      if command.isFlat {
        for (index, item) in fill.items.enumerated().reversed() {
          push(command, item)
          if index > 0 { push(command, .space) }
        }
      } else {
        stack.append(
          Command(
            indent: command.indent, alignment: command.alignment, isFlat: false,
            work: .fill(fill, 0, isFlatBefore: true)))
      }
    case .headed(let head, let block):
      performHeaded(command, layout: layout, head: head, block: block)
    case .choice(let columns, let content):
      if firstLineFits(content) {
        push(command, content)
        wantsSpace = true
      } else {
        push(command, content, indent: command.indent + columns)
        newLine(command.indent + columns)
      }
    case .comments(let index): writeLeading(index, columns: command.indent)
    }
  }

  private mutating func performHeaded(
    _ command: Command, layout: Layout, head: Layout, block: Layout
  ) {
    if command.isFlat || fitsFlat(layout) {
      push(command, block, isFlat: true)
      push(command, .space)
      push(command, head, isFlat: true)
    } else if !head.isForced, !head.endsLine, fits(head, more: 2) {
      push(command, block, isFlat: false)
      push(command, .space)
      push(command, head, isFlat: true)
    } else {
      push(command, .group(block))
      stack.append(
        Command(
          indent: command.indent, alignment: 4, isFlat: false, work: .newLine(blankOf: nil)))
      push(command, head, isFlat: false)
    }
  }

  private mutating func performFill(
    _ command: Command, of fill: Layout.Fill, at index: Int, isFlatBefore: Bool
  ) {
    guard fill.items.indices.contains(index) else { return }
    let item = fill.items[index]
    let next = index + 1
    let isLast = next == fill.items.count
    var itemIndent = command.indent
    if index > 0 {
      let aligned = fill.isAligned ? command.indent + command.alignment : command.indent
      wantsSpace = true
      let canStay =
        !fill.isForced[index] && !fill.breaksAll && isFlatBefore
        && !fill.items[index - 1].endsLine
        && !item.isForced && fits(item, more: 0, untilRest: isLast)
      if !canStay {
        wantsSpace = false
        newLine(aligned, blankOf: fill.blanks[index])
        itemIndent = aligned
      }
    }
    let isFlat = !item.isForced && fits(item, more: 0, untilRest: isLast)
    if !isLast {
      stack.append(
        Command(
          indent: command.indent, alignment: command.alignment, isFlat: false,
          work: .fill(fill, next, isFlatBefore: isFlat)))
    }
    stack.append(
      Command(
        indent: itemIndent, alignment: command.alignment, isFlat: isFlat, work: .layout(item)))
  }

  // MARK: Fitting

  private func fitsFlat(_ layout: Layout) -> Bool { !layout.isForced && fits(layout, more: 0) }

  /// Whether a layout fits on this line.
  ///
  /// - Parameters:
  ///   - more: the columns that are needed after it.
  ///   - untilRest: whether the rest up to the next possible line end must fit, too.
  private func fits(_ layout: Layout, more: Int, untilRest: Bool = true) -> Bool {
    var remaining = limit - (isFresh ? indent : column + (wantsSpace ? 1 : 0)) - layout.width - more
    guard remaining >= 0 else { return false }
    guard untilRest, !layout.endsLine else { return true }
    // The rest, up to the next possible line end.
    for command in stack.reversed() {
      switch command.work {
      case .newLine, .fill: return true
      case .layout(let rest):
        if reachesLine(rest, isFlat: command.isFlat, remaining: &remaining) { return true }
        if remaining < 0 { return false }
      }
    }
    return true
  }

  /// Whether the part of a layout before its first forced line end fits on this line.
  private func firstLineFits(_ layout: Layout) -> Bool {
    var remaining = limit - (isFresh ? indent : column + 1)
    return reachesForced(layout, remaining: &remaining) || remaining >= 0
  }

  /// Subtracts the width of a layout up to its first possible line end.
  ///
  /// - Returns: whether there is a possible line end.
  private func reachesLine(_ layout: Layout, isFlat: Bool, remaining: inout Int) -> Bool {
    var work = [layout]
    while let next = work.popLast() {
      guard remaining >= 0 else { return false }
      switch next.kind {
      case .empty: break
      case .token(let index):
        if !tokens[index].leading.isEmpty, !commented.contains(index) { return true }
        remaining -= next.width
        if tokens[index].trailing != nil { return remaining >= 0 }
      case .text, .space: remaining -= next.width
      case .line(let isSoft, let isForced, _):
        if !isFlat || isForced { return true }
        remaining -= isSoft ? 0 : 1
      case .concat(let parts): work += parts.reversed()
      case .nest(_, let inner), .hang(let inner), .aligning(_, let inner): work.append(inner)
      case .group(let inner): work.append(inner)
      case .ifBroken(let inner): if !isFlat { work.append(inner) }
      case .fill(let fill):
        if isFlat {
          remaining -= max(0, fill.items.count - 1)
          work += fill.items.reversed()
        } else if let first = fill.items.first {
          _ = reachesLine(first, isFlat: false, remaining: &remaining)
          return remaining >= 0
        }
      case .headed(let head, let block): work += [block, .space, head]
      case .choice: return true
      case .comments(let index): if !tokens[index].leading.isEmpty { return true }
      }
    }
    return false
  }

  /// Subtracts the width of a layout up to its first forced line end.
  ///
  /// - Returns: whether there is a forced line end and everything before it fits.
  private func reachesForced(_ layout: Layout, remaining: inout Int) -> Bool {
    var work = [layout]
    while let next = work.popLast() {
      guard remaining >= 0 else { return false }
      guard next.isForced else {
        remaining -= next.width
        if next.endsLine { return remaining >= 0 }
        continue
      }
      switch next.kind {
      case .empty, .text, .space: break
      case .token(let index):
        if !tokens[index].leading.isEmpty, !commented.contains(index) { return true }
        remaining -= next.width
        return remaining >= 0
      case .line, .comments: return true
      case .concat(let parts): work += parts.reversed()
      case .nest(_, let inner), .hang(let inner), .aligning(_, let inner), .group(let inner),
        .ifBroken(let inner):
        work.append(inner)
      case .fill(let fill):
        for (index, item) in fill.items.enumerated().reversed() {
          work.append(item)
          if index > 0 { work.append(fill.isForced[index] ? .line(isForced: true) : .space) }
        }
      case .headed(let head, let block): work += [block, .space, head]
      case .choice(_, let content): work += [content, .space]
      }
    }
    return false
  }

  // MARK: Writing

  private mutating func newLine(_ columns: Int, blankOf token: Int? = nil) {
    flushComments(columns)
    if !isFresh { out += "\n" }
    if !isFresh { isAfterBlank = false }
    indent = columns
    column = columns
    isFresh = true
    wantsSpace = false
    mustBreak = false
    // If the token has leading comments, they decide where a blank line goes.
    if owesBlank || token.map({ tokens[$0].isAfterBlank && tokens[$0].leading.isEmpty }) ?? false {
      blank()
    }
    owesBlank = false
  }

  private mutating func blank() {
    guard !isAfterOpening, !isAfterBlank, !out.isEmpty else { return }
    out += "\n"
    isAfterBlank = true
  }

  /// Writes the pending comments at the end of the line.
  private mutating func flushComments(_ columns: Int) {
    guard let first = pending.first else { return }
    out += "  " + first
    for comment in pending.dropFirst() {
      out += "\n" + String(repeating: " ", count: columns) + comment
    }
    pending = []
    isFresh = false
    isAfterBlank = false
    mustBreak = true
  }

  private mutating func writeLeading(_ index: Int, columns: Int) {
    guard !tokens[index].leading.isEmpty, commented.insert(index).inserted else { return }
    for comment in tokens[index].leading {
      newLine(columns)
      if comment.isAfterBlank { blank() }
      out += String(repeating: " ", count: columns) + comment.text
      isFresh = false
      isAfterOpening = false
      isAfterBlank = false
      mustBreak = true
    }
    switch tokens[index].sign {
    case .rightBrace?, .rightBracket?, .rightParenthesis?: break
    default: owesBlank = tokens[index].isAfterBlank && !tokens[index].text.isEmpty
    }
  }

  private mutating func write(_ index: Int, columns: Int) {
    let token = tokens[index]
    if !token.leading.isEmpty, !commented.contains(index) {
      writeLeading(index, columns: columns)
      newLine(columns)
    }
    write(token.text, width: token.width, columns: columns, isComma: token.sign == .comma)
    switch token.sign {
    case .leftBrace?, .leftBracket?, .leftParenthesis?: isAfterOpening = true
    default: isAfterOpening = false
    }
    if let trailing = token.trailing { pending.append(trailing) }
  }

  private mutating func write(_ text: String, width: Int, columns: Int, isComma: Bool) {
    // A comma goes before the comment that follows the element before it.
    if mustBreak || !pending.isEmpty && !isComma { newLine(columns) }
    if text.isEmpty { return }
    if isFresh {
      out += String(repeating: " ", count: indent)
      column = indent
    } else if wantsSpace {
      out += " "
      column += 1
    }
    wantsSpace = false
    out += text
    column += width
    isFresh = false
    isAfterBlank = false
    isAfterOpening = false
  }
}
