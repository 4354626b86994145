import ProvisoResult
import Testing

@testable import Proviso

/// Unknowns whose names only look the same are two: their code points decide, not their normal form.
@Suite struct UnknownNameTests {
  @Test(arguments: [("é", "e\u{301}"), ("a", "b"), ("Å", "\u{212B}")])
  func namesThatLookTheSameAreTwo(_ one: String, _ other: String) throws {
    let change = MeaningTests.change(
      "x", actions: #"["create"]"#,
      values: #""before":null,"after":{},"after_unknown":{"\#(one)":true,"\#(other)":true}"#)
    let plan =
      #"{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[\#(change)],"configuration":{"root_module":{"resources":[]}}}"#
    func verdict(_ left: String, _ right: String) throws -> Verdict {
      try MeaningTests.check(
        "invariant p \"p\" { every r in resources { r.after[\"\(left)\"] == r.after[\"\(right)\"] } }",
        plan: plan
      ).verdict
    }
    #expect(try verdict(one, other) != .proved)
    #expect(try verdict(one, one) == .proved)
  }
}
