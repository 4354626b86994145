import ProvisoResult
import Testing

@testable import Proviso

/// Sets with unknown elements: the apply sorts them anew, and equal elements count once.
///
/// Each answer is held to the plans that have every possible value of the unknown in its place.
@Suite struct OpenSetTests {
  /// A resource with the sets that an unknown makes, nested in each way that the language reads.
  private static func plan(_ element: String?) -> String {
    func sorted(_ known: [String]) -> String {
      let all = element.map { Array(Set(known + [$0])).sorted() } ?? known
      let texts = all.map { "\"\($0)\"" } + (element == nil ? ["null"] : [])
      return "[\(texts.joined(separator: ","))]"
    }
    func marks(_ count: Int) -> String {
      "[" + (Array(repeating: "false", count: count) + ["true"]).joined(separator: ",") + "]"
    }
    let three = sorted(["b", "c"])
    let one = sorted([])
    let after =
      #"{"three":\#(three),"one":\#(one),"map":{"k":\#(three)},"rows":[{"items":\#(three)}]}"#
    let unknown =
      element == nil
      ? #"{"three":\#(marks(2)),"one":\#(marks(0)),"map":{"k":\#(marks(2))},"rows":[{"items":\#(marks(2))}]}"#
      : "{}"
    let change = MeaningTests.change(
      "s", actions: #"["create"]"#,
      values: #""before":null,"after":\#(after),"after_unknown":\#(unknown)"#)
    return
      #"{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[\#(change)],"configuration":{"root_module":{"resources":[]}}}"#
  }

  /// Ways to read an element by its index, and whether there can be more than one element.
  private static let places: [(text: String, isOpen: Bool)] = [
    ("r.after.three[0]", true), ("r.after.three[1]", true), ("r.after.three[2]", true),
    ("r.after.map.k[0]", true), (#"r.after.map.get("k", [])[0]"#, true),
    ("values(r.after.map)[0][1]", true), ("r.after.rows[0].items[0]", true),
    ("[row.items for row in r.after.rows][0][0]", true),
    ("[x for x in r.after.three][0]", true), (#"r.after["three"][0]"#, true),
    ("(if r.exists then r.after.three else r.after.three)[0]", true),
    ("r.after.one[0]", false), ("r.after.three[3]", false),
  ]

  @Test func anElementByItsIndexIsWhatTheApplyMakesOfIt() throws {
    let values = ["a", "b", "bb", "d"]
    for place in Self.places {
      for wanted in ["\"a\"", "\"b\"", "\"c\"", "\"d\"", "null"] {
        for comparison in ["==", "!="] {
          let body = "every r in resources { \(place.text) \(comparison) \(wanted) }"
          let property = "invariant p \"p\" at end { \(body) }"
          let answer = try MeaningTests.check(property, plan: Self.plan(nil))
          let truths = try values.map {
            try MeaningTests.check(property, plan: Self.plan($0)).verdict == .proved
          }
          if answer.verdict == .proved { #expect(truths.allSatisfy { $0 }, "\(body)") }
          if answer.verdict == .violated, place.isOpen {
            #expect(!truths.contains(true), "\(body)")
          }
          if !place.isOpen { #expect(answer.verdict != .undecided, "\(body)") }
        }
      }
    }
  }

  @Test func anElementByItsIndexIsNotKnown() throws {
    for place in Self.places where place.isOpen {
      let text = "invariant p \"p\" at end { every r in resources { not known(\(place.text)) } }"
      #expect(try MeaningTests.check(text, plan: Self.plan(nil)).verdict == .proved, "\(place)")
      let other = "invariant p \"p\" at end { every r in resources { known(\(place.text)) } }"
      #expect(try MeaningTests.check(other, plan: Self.plan(nil)).verdict == .violated, "\(place)")
    }
    let past = "invariant p \"p\" at end { every r in resources { known(r.after.three[3]) } }"
    #expect(try MeaningTests.check(past, plan: Self.plan(nil)).verdict == .proved)
  }
}
