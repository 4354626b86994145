import Testing

@testable import ProvisoSyntax

/// Rules in Markdown files.
@Suite struct MarkdownBlocksTests {
  private static func rules(_ text: String) -> String? {
    MarkdownBlocks.rules(in: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The text that is not blank, with the positions that it has in the Markdown file.
  private static func shown(_ text: String) -> [String]? {
    rules(text)?.replacing("\r\n", with: "\n").split(
      separator: "\n", omittingEmptySubsequences: false
    ).enumerated()
      .filter { $0.element.contains { $0 != " " } }.map { "\($0.offset + 1):\($0.element)" }
  }

  @Test func positionsStay() throws {
    let text = "# Títle\n\n```proviso\nspec a for terraform\n```\n\nEnd.\n"
    let rules = try #require(Self.rules(text))
    #expect(rules.utf8.count == text.utf8.count)
    #expect(Self.shown(text) == ["4:spec a for terraform"])
  }

  @Test(arguments: [
    ("```proviso\na\n```\ntext\n~~~ proviso extra\nb\n~~~\n", ["2:a", "6:b"]),
    // A block in an item of a list, a longer fence, and a block that the end of the file closes.
    ("- item\n  ```proviso\n  a\n  ```\n", ["3:  a"]),
    ("````proviso\n```\na\n````\nb\n", ["2:```", "3:a"]),
    ("```proviso\na", ["2:a"]),
    // A block of another language can contain a fence.
    ("````markdown\n```proviso\na\n```\n````\n```proviso\nb\n```\n", ["7:b"]),
    ("``` proviso\r\na\r\n```\r\nb", ["2:a"]),
  ])
  func blocks(_ text: String, _ expected: [String]) {
    #expect(Self.shown(text)?.map { $0.replacing("\r", with: "") } == expected)
  }

  @Test(arguments: [
    "", "# Title\n", "```\na\n```\n", "```swift\na\n```\n", "```proviso-world\na\n```\n",
    "``proviso``\n", "text ```proviso\n", "```proviso `a`\nb\n",
  ])
  func noBlocks(_ text: String) { #expect(Self.rules(text) == nil) }

  /// A fence that was not closed swallows the rules after it.
  @Test(arguments: [
    ("```sh\nls\n\n```proviso\na\n```\n", true), ("~~~sh\nls\n\n```proviso\na\n```\n", true),
    ("````sh\nls\n```proviso\na\n```\n", true), ("```sh\nls\n````proviso\na\n````\n", true),
    ("````markdown\n```proviso\na\n```\n````\n", false),
    ("~~~markdown\n```proviso\na\n```\n~~~\n", false), ("```proviso\n```proviso\n```\n", false),
    ("```sh\nls\n```\n```proviso\na\n```\n", false),
  ])
  func openFences(_ text: String, _ isUnread: Bool) {
    for text in [text, "```proviso\na\n```\n" + text] {
      let fence = MarkdownBlocks.unreadFence(in: Array(text.utf8))
      #expect((fence?.isInFence == true) == isUnread, "\(text)")
    }
  }

  @Test(arguments: [
    ("```Proviso\na\n```\n", "Proviso"), ("```{.proviso}\na\n```\n", "{.proviso}"),
    ("```proviso,norun\na\n```\n", "proviso,norun"), ("~~~ PROVISO x\na\n~~~\n", "PROVISO"),
    ("> ```proviso\n> a\n> ```\n", "```proviso"), ("- ```proviso\n  a\n  ```\n", "```proviso"),
    ("1. ```{.proviso}\n   a\n   ```\n", "```{.proviso}"), ("``` {proviso}\na\n```\n", "{proviso}"),
  ])
  func fencesThatLookLikeRules(_ text: String, _ place: String) throws {
    for text in [text, "```proviso\na\n```\n" + text] {
      let bytes = Array(text.utf8)
      let fence = try #require(MarkdownBlocks.unreadFence(in: bytes), "\(text)")
      #expect(String(decoding: bytes[fence.range], as: UTF8.self) == place)
      #expect(!fence.isInHTML)
    }
  }

  @Test(arguments: [
    "```proviso\na\n```\n", "```proviso-world\na\n```\n", "```swift proviso\n```\n",
    "Use ```proviso``` here\n", "> proviso\n", "````markdown\n> ```proviso\n````\n", "``` \n```\n",
    "```provisoning\n```\n",
  ])
  func otherFences(_ text: String) {
    #expect(MarkdownBlocks.unreadFence(in: Array(text.utf8)) == nil)
  }

  /// The inside of a block of HTML is no Markdown, as CommonMark says.
  @Test(arguments: [
    "<!--\n```proviso\na\n```\n-->\n", "<!-- old:\n\n```proviso\na\n```\n\n-->\n",
    "Text\n<!--\n~~~proviso\na\n~~~\n-->\n", "- <!--\n  ```proviso\n  a\n  ```\n  -->\n",
    "<!--\r\n```proviso\r\na\r\n```\r\n-->\r\n", "<!--\n```proviso\na\n", "<!--\n```Proviso\na\n",
    "<!--\n> ```proviso\n> a\n", "<details>\n```proviso\na\n```\n</details>\n",
    "<DIV class=\"x\">\n```proviso\na\n```\n</DIV>\n", "</td>\n```proviso\na\n```\n",
    "<pre>\n\n```proviso\na\n```\n</pre>\n", "<script>\n\n```proviso\na\n```\n</script>\n",
    "<?php\n\n```proviso\na\n```\n?>\n", "<![CDATA[\n\n```proviso\na\n```\n]]>\n",
    "<!DOCTYPE\n\n```proviso\na\n```\n>\n", "<x-note a='b'>\n```proviso\na\n```\n</x-note>\n",
  ])
  func blocksInHTML(_ text: String) throws {
    #expect(Self.rules(text) == nil)
    let before = "```proviso\nb\n```\n\n"
    #expect(Self.shown(before + text)?.map { $0.replacing("\r", with: "") } == ["2:b"])
    for text in [text, before + text] {
      let fence = try #require(MarkdownBlocks.unreadFence(in: Array(text.utf8)))
      #expect(fence.isInHTML)
    }
  }

  @Test(arguments: [
    "<!-- a note -->\n```proviso\na\n```\n", "<!--\nnote\n-->\n```proviso\na\n```\n",
    "<details>\n\n```proviso\na\n```\n\n</details>\n", "text <!--\n```proviso\na\n```\n",
    "<a@b.c>\n```proviso\na\n```\n", "text\n<x>\n```proviso\na\n```\n",
    "<pre>x</pre>\n```proviso\na\n```\n", "<b>bold</b> text\n```proviso\na\n```\n",
    "````\n<!--\n````\n```proviso\na\n```\n",
  ])
  func blocksBesideHTML(_ text: String) {
    #expect(Self.shown(text)?.map { String($0.suffix(1)) } == ["a"])
    #expect(MarkdownBlocks.unreadFence(in: Array(text.utf8)) == nil)
  }
}
