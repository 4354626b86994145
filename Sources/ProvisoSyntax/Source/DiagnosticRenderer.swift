import ProvisoKernel

/// Renders diagnostics with their source lines, for people.
package struct DiagnosticRenderer: Sendable {
  /// Whether to color the text with ANSI escapes.
  package let hasColors: Bool
  /// The largest number of columns that is shown of a source line.
  package static let maximumLineWidth = 120
  /// The columns between two tab stops.
  package static let tabWidth = 4

  /// Makes a renderer.
  package init(hasColors: Bool = false) { self.hasColors = hasColors }

  /// The text of all diagnostics, with an empty line after each.
  package func render(_ diagnostics: [Diagnostic], in sources: SourceSet) -> String {
    diagnostics.map { render($0, in: sources) + "\n" }.joined()
  }

  /// The text of one diagnostic: the message, the position, the source lines and the fix. It ends with a
  /// line end.
  package func render(_ diagnostic: Diagnostic, in sources: SourceSet) -> String {
    let tint = diagnostic.level == .error ? Style.red : Style.yellow
    var out =
      paint("\(diagnostic.level.rawValue)[\(diagnostic.code.rawValue)]", tint)
      + paint(": " + SourceLine.cleaned(diagnostic.message), .bold) + "\n"
    // The file of the mistake first, then the others in the order of their labels.
    var order = [diagnostic.span.file]
    for label in diagnostic.labels where !order.contains(label.span.file) {
      order.append(label.span.file)
    }
    let marks =
      [Mark(span: diagnostic.span, text: "", isPrimary: true)]
      + diagnostic.labels.map { Mark(span: $0.span, text: $0.text, isPrimary: false) }
    let width = gutter(for: marks, from: sources)
    for file in order where sources.files.indices.contains(file) {
      let here = marks.filter { $0.span.file == file }
      guard let first = here.first else { continue }
      let location = sources.location(of: first.span)
      let path = SourceLine.cleaned(location.path)
      out +=
        spaces(width) + paint("-->", .blue) + " \(path):\(location.line):\(location.column)\n"
      guard diagnostic.showsSource else { continue }
      out += snippet(of: here, in: sources.files[file], width: width, tint: tint)
    }
    if let fix = diagnostic.fix {
      out += paint("help", .cyan) + ": " + SourceLine.cleaned(fix.text) + "\n"
    }
    return out
  }

  // MARK: Source lines

  private struct Mark {
    let span: Span
    let text: String
    let isPrimary: Bool
  }

  private func gutter(for marks: [Mark], from sources: SourceSet) -> Int {
    marks.map { String(sources.location(of: $0.span).line).count }.max() ?? 1
  }

  private func snippet(of marks: [Mark], in file: SourceFile, width: Int, tint: Style) -> String {
    let bar = paint("|", .blue)
    var out = spaces(width + 1) + bar + "\n"
    let byLine = Dictionary(grouping: marks) { file.line(at: min($0.span.start, file.bytes.count)) }
    var last: Int?
    for line in byLine.keys.sorted() {
      if let last, line > last + 1 { out += paint(spaces(max(0, width - 2)) + "...", .blue) + "\n" }
      last = line
      let range = file.lineRange(line)
      let here = (byLine[line] ?? []).sorted { $0.isPrimary && !$1.isPrimary }
      let shown = SourceLine(
        Array(file.bytes[range]),
        around: (here.first?.span.start ?? range.lowerBound) - range.lowerBound)
      let number = String(line + 1)
      out +=
        paint(spaces(width - number.count) + number, .blue) + " " + bar
        + (shown.text.isEmpty ? "" : " " + shown.text) + "\n"
      for mark in here {
        let start = shown.column(at: mark.span.start - range.lowerBound)
        let end = shown.column(at: min(mark.span.end, range.upperBound) - range.lowerBound)
        let sign = mark.isPrimary ? "^" : "-"
        let underline = String(repeating: sign, count: max(1, end - start))
        let text = mark.text.isEmpty ? "" : " " + SourceLine.cleaned(mark.text)
        out +=
          spaces(width + 1) + bar + " " + spaces(start)
          + paint(underline + text, mark.isPrimary ? tint : .blue) + "\n"
      }
    }
    return out
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

  // MARK: Colors

  private enum Style: String {
    case red = "1;31"
    case yellow = "1;33"
    case blue = "1;34"
    case cyan = "1;36"
    case bold = "1"
  }

  private func paint(_ text: String, _ style: Style) -> String {
    hasColors && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}

/// One source line as a terminal shows it.
struct SourceLine {
  /// The text, with spaces for tabs and with control characters escaped.
  let text: String
  /// The column in `text` (from 0) of each byte of the line, and of the end of the line.
  private let columns: [Int]

  init(_ bytes: [UInt8], around focus: Int) {
    var cells: [(text: String, width: Int, bytes: Int)] = []
    var index = 0
    while index < bytes.count {
      var length = 1
      let first = bytes[index]
      if first >= 0xC0 {
        length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
      }
      length = min(length, bytes.count - index)
      if UTF8Check.firstInvalid(Array(bytes[index..<(index + length)])) != nil {
        cells.append(("\u{FFFD}", 1, 1))
        index += 1
        continue
      }
      let scalar =
        String(decoding: bytes[index..<(index + length)], as: UTF8.self).unicodeScalars.first
        ?? "\u{FFFD}"
      let (text, width) = Self.shown(scalar)
      cells.append((text, width, length))
      index += length
    }
    var columns: [Int] = []
    var column = 0
    var shown = ""
    // If a line is too long, show only the part around the mistake.
    let widths = cells.map { $0.text == "\t" ? DiagnosticRenderer.tabWidth : $0.width }
    let total = widths.reduce(0, +)
    var window = 0..<cells.count
    if total > DiagnosticRenderer.maximumLineWidth {
      var byte = 0
      var center = 0
      while center < cells.count, byte < focus {
        byte += cells[center].bytes
        center += 1
      }
      let low = max(0, center - DiagnosticRenderer.maximumLineWidth / 3)
      window = low..<max(low, min(cells.count, low + DiagnosticRenderer.maximumLineWidth))
      if low > 0 {
        shown = "…"
        column = 1
      }
    }
    for (index, cell) in cells.enumerated() {
      for _ in 0..<cell.bytes { columns.append(column) }
      guard window.contains(index) else { continue }
      if cell.text == "\t" {
        let width = DiagnosticRenderer.tabWidth - column % DiagnosticRenderer.tabWidth
        shown += String(repeating: " ", count: width)
        column += width
      } else {
        shown += cell.text
        column += cell.width
      }
    }
    columns.append(column)
    if window.upperBound < cells.count { shown += "…" }
    while shown.last == " " { shown.removeLast() }
    text = shown
    self.columns = columns
  }

  /// The column of a byte of the line, from 0.
  func column(at byte: Int) -> Int {
    columns[min(max(byte, 0), columns.count - 1)]
  }

  /// The text that is shown for a code point, and its width in columns.
  static func shown(_ scalar: Unicode.Scalar) -> (String, Int) {
    if scalar == "\t" { return ("\t", DiagnosticRenderer.tabWidth) }
    guard scalar.isPrintable else { return (scalar.escape, scalar.escape.count) }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return (String(scalar), 0)
    default: return (String(scalar), isWide(scalar) ? 2 : 1)
    }
  }

  /// The text with control characters escaped, so that it cannot control the terminal.
  static func cleaned(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      out += scalar == "\t" ? " " : shown(scalar).0
    }
    return out
  }

  /// Whether the code point is two columns wide in a terminal.
  ///
  /// The ranges follow Unicode's East Asian Width, classes W and F.
  static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F300...0x1F64F,
      0x1F680...0x1F6FF, 0x1F7E0...0x1F7EB, 0x1F900...0x1F9FF, 0x1FA70...0x1FAFF,
      0x20000...0x3FFFD:
      return true
    default: return scalar.properties.isEmojiPresentation
    }
  }
}
