import ProvisoKernel

/// A page under construction, and the escapes for texts in it.
struct HTMLPage {
  private var body = ""
  private let title: String

  init(title: String) { self.title = title }

  mutating func add(_ html: String) { body += html + "\n" }

  /// The whole page. It allows itself nothing but its own style and script.
  var text: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
    <title>\(Self.escaped(title))</title>
    <style>
    \(HTMLStyle.text)
    </style>
    </head>
    <body>
    \(body)<script>
    \(HTMLScript.text)
    </script>
    </body>
    </html>

    """
  }

  // MARK: Texts

  /// A text as it is, also in an attribute.
  static func escaped(_ text: String) -> String { markup(text.printable) }

  /// Lines as they are.
  static func lines(_ text: String) -> String { markup(text.printableLines) }

  private static func markup(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// A sentence, whose quoted parts in backticks are code. Lines that can be pasted stay lines.
  static func sentence(_ text: String) -> String {
    let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = lines.first else { return "" }
    let parts = first.split(separator: "`", omittingEmptySubsequences: false)
    let head =
      parts.count % 2 == 0
      ? escaped(String(first))
      : parts.enumerated().map { index, part in
        index % 2 == 1 ? "<code>\(escaped(String(part)))</code>" : escaped(String(part))
      }.joined()
    return lines.count == 1
      ? head : head + "<pre tabindex=\"0\">\(Self.lines(String(lines[1])))</pre>"
  }

  /// The paragraphs of a comment.
  static func paragraphs(_ text: String) -> [String] {
    text.split(separator: "\n\n").map {
      $0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }

  static func names(_ names: [String]) -> String {
    names.map { "<code>\(escaped($0))</code>" }.joined(separator: ", ")
  }

  /// A text as JSON inside of a script, which no markup ends.
  static func json(_ text: String) -> String {
    Value.quoted(text.printable).replacing("<", with: "\\u003c").replacing(">", with: "\\u003e")
      .replacing("&", with: "\\u0026")
  }
}
