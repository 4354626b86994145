import ProvisoKernel
import Testing

@testable import ProvisoAgent

/// Lists and maps in the texts that tools print.
@Suite("Printed listings")
struct ListingTests {
  private static let bob = Value.map(["who": .string("bob@x.example"), "ok": .bool(true)])

  @Test(
    "one map, however it is printed",
    arguments: [
      #"{"who": "bob@x.example", "ok": true}"#, "{'who': 'bob@x.example', 'ok': True}",
      "{'ok': True, \"who\": 'bob\\x40x.example'}", "who: bob@x.example\nok: true\n",
      "who: &id001 bob@x.example\nok: true", "who: !!python/name:x bob@x.example\nok: true",
    ])
  func map(_ text: String) { #expect(PrintedListing.read(text) == Self.bob) }

  @Test("Python values are read")
  func python() {
    #expect(
      PrintedListing.read("[1, 2.50, None, ('a', \"it's\"), {'x'}, 'a\\nb', {}]")
        == .list([
          .number(Number(1)), .number(Number(literal: "2.5") ?? .zero), .null,
          .list([.string("a"), .string("it's")]), .list([.string("x")]), .string("a\nb"), .map([:]),
        ]))
    #expect(
      PrintedListing.read("{'at': datetime.datetime(2024, 5, 1, 0, 0), 'n': 1}")
        == .map(["at": .string("datetime.datetime(2024, 5, 1, 0, 0)"), "n": .number(Number(1))]))
  }

  @Test("a reference to an anchor is replaced by its value")
  func anchors() {
    #expect(
      PrintedListing.read("- a: &id001 2024-05-15 08:00:00\n  b: *id001\n")
        == .list([
          .map(["a": .string("2024-05-15 08:00:00"), "b": .string("2024-05-15 08:00:00")])
        ]))
  }

  @Test(
    "what is no listing, or not as a whole",
    arguments: [
      "", "a page", "['a'", "['a'] and more", "{'a': 1, 'a': 2}", "{'a': 1, 'b'}", "['a' 'b']",
      "[f('x')]", "a: &id001\n- b\nc: *id001", "a: *id001", "{'a': }",
      String(repeating: "[", count: 100) + String(repeating: "]", count: 100),
    ])
  func others(_ text: String) { #expect(PrintedListing.read(text) == nil) }
}
