import ProvisoKernel
import ProvisoSyntax

/// The rules of a file, which are the whole file or the fenced blocks of a Markdown file.
enum MarkdownRules {
  /// The rules with their positions in the file, and the mistake of a Markdown file.
  ///
  /// - Returns: no rules where a Markdown file has none.
  static func rules(
    in bytes: [UInt8], path: String, file: Int
  ) -> (rules: [UInt8]?, mistake: Diagnostic?) {
    guard MarkdownBlocks.isMarkdown(path) else { return (bytes, nil) }
    let mistake = MarkdownBlocks.unreadFence(in: bytes).map { fence in
      Diagnostic(
        .missingHeader,
        at: Span(file: file, start: fence.range.lowerBound, end: fence.range.upperBound),
        fence.isInHTML
          ? "this block of rules is inside HTML, such as a comment, so that its rules would not be read"
          : fence.isInFence
            ? "this block of rules is inside another block that is not closed, so that its rules would not be read"
            : "this looks like the beginning of a block of rules, and is none, so that its rules would not be read",
        fix: .init(
          fence.isInHTML
            ? "take the block out of the HTML (a blank line ends most of it), or remove the block"
            : fence.isInFence
              ? "close the block before this line, or begin it with more backticks if this is an example"
              : "begin the block with three backticks and `proviso` on a line of their own"),
        showsSource: false)
    }
    guard let rules = MarkdownBlocks.rules(in: bytes) else {
      let none = Diagnostic(
        .missingHeader, at: Span(file: file, start: 0, end: 0),
        "the rules of a Markdown file are in fenced blocks of `proviso`, and there is none",
        fix: .init("begin a block with three backticks and `proviso`"), showsSource: false)
      return (nil, mistake ?? none)
    }
    return (rules, mistake)
  }
}
