import JSON
import ProvisoKernel
import Testing

@testable import JSONOutput

/// Canonical JSON, by the examples of RFC 8785 and of ECMA-262.
@Suite struct CanonicalJSONTests {
  private static func canonical(_ json: String) throws -> String {
    CanonicalJSON.text(of: try JSONDocument(text: json).root.kernelValue)
  }

  /// Section 3.2.2 and 3.2.3 of RFC 8785.
  @Test func theExampleOfTheSpecification() throws {
    let given = #"""
      {
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
      }
      """#
    let expected =
      #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
      + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
    let found = try Self.canonical(given)
    // A number that no double holds is written out exactly.
    #expect(found.replacing("333333333.33333329", with: "333333333.3333333") == expected)
  }

  @Test func membersAreSortedByCodeUnits() throws {
    let given =
      #"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}"#
    #expect(
      try Self.canonical(given)
        == "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{fb33}\":3}")
  }

  /// Appendix B of RFC 8785.
  @Test(
    arguments: [
      (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
      (0x8000_0000_0000_0001, "-5e-324"), (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
      (0x4340_0000_0000_0000, "9007199254740992"), (0xc340_0000_0000_0000, "-9007199254740992"),
      (0x4430_0000_0000_0000, "295147905179352830000"),
      (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
      (0x44b5_2d02_c7e1_4af6, "1e+23"), (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
      (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
      (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
      (0x444b_1ae4_d6e2_ef50, "1e+21"), (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
      (0x3eb0_c6f7_a0b5_ed8d, "0.000001"), (0x41b3_de43_5555_5553, "333333333.3333332"),
      (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
      (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ] as [(UInt64, String)])
  func numbers(_ bits: UInt64, _ text: String) {
    #expect(CanonicalJSON.text(of: Double(bitPattern: bits)) == text)
  }

  /// No two numbers have one text.
  @Test func numbersBeyondDoublesStayApart() throws {
    #expect(try Self.canonical("9007199254740993") == "9007199254740993")
    #expect(try Self.canonical("9007199254740992") == "9007199254740992")
    #expect(try Self.canonical("[1.0, 1, 10e-1]") == "[1,1,1]")
  }
}
