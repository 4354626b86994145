import Testing

@testable import ProvisoKernel

@Suite struct NumberTests {
  func number(_ text: String) throws -> Number { try #require(Number(literal: text)) }

  @Test func differentNotationsOfANumberAreEqual() throws {
    #expect(try number("1") == number("1.0"))
    #expect(try number("1e0") == number("10e-1"))
    #expect(try number("-0") == .zero)
    #expect(try number("0.1") + number("0.2") == number("0.3"))
    #expect(
      try number("123456789012345678901234567890").description == "123456789012345678901234567890")
  }

  @Test(arguments: ["", "-", "1.2.3", "abc", "1e", "0x10", "1e100001", "--1", "1/0", "½"])
  func invalidLiteralsAreRejected(_ text: String) {
    #expect(Number(literal: text) == nil)
  }

  @Test func machineWordsOverflowIntoLargeIntegers() {
    let large = Number(Int.max)
    #expect((large + .one).description == "9223372036854775808")
    #expect((-Number(Int.min)).description == "9223372036854775808")
    #expect((large * large).description == "85070591730234615847396907784232501249")
    #expect((large + .one - .one).integer == Int.max)
  }

  @Test func divisionIsExactAndModuloHasTheDivisorsSign() throws {
    let third = try #require(Number(1).divided(by: Number(3)))
    #expect(third.description == "1/3")
    #expect(third * Number(3) == .one)
    #expect(Number(1).divided(by: .zero) == nil)
    #expect(Number(-7).modulo(Number(3)) == Number(2))
    #expect(Number(7).modulo(Number(-3)) == Number(-2))
    #expect(try number("7.5").modulo(Number(2)) == number("1.5"))
    #expect(Number(1).modulo(.zero) == nil)
  }

  @Test func orderAgreesWithDifferences() throws {
    let numbers = try ["-3", "-0.5", "0", "1/3", "0.4", "2", "1e30"].map(number)
    for (index, a) in numbers.enumerated() {
      for (other, b) in numbers.enumerated() { #expect((a < b) == (index < other)) }
    }
  }

  /// Reading a number costs little more than writing its digits, so a file of them ends.
  @Test func largeExponentsAreReadQuickly() throws {
    let start = ContinuousClock.now
    for exponent in stride(from: 9_900, through: Number.largestExponent, by: 50) {
      for mantissa in ["1", "-7.5", "125000", "1024"] {
        #expect(try number("\(mantissa)e\(exponent)").signum == number(mantissa).signum)
        #expect(try number("\(mantissa)e-\(exponent)").signum == number(mantissa).signum)
      }
    }
    #expect(start.duration(to: .now) < .seconds(15))
    #expect(Number(literal: "1e\(Number.largestExponent + 1)") == nil)
    #expect(Number(literal: "1e-\(Number.largestExponent + 1)") == nil)
  }

  @Test func decimalsAreInLowestTerms() throws {
    for mantissa in [1, 2, 5, 10, 16, 25, 50, 75, 80, 625, 1024, 78_125, 96, 1_000_000, 123, 0] {
      for scale in 0...8 {
        let power = (0..<scale).reduce(1) { power, _ in power * 10 }
        let expected = try #require(Number(mantissa).divided(by: Number(power)))
        for sign in ["", "-"] {
          let read = try number("\(sign)\(mantissa)e-\(scale)")
          #expect(read == (sign.isEmpty ? expected : -expected), "\(sign)\(mantissa)e-\(scale)")
          #expect(read.fraction == (sign.isEmpty ? expected : -expected).fraction)
        }
      }
    }
  }

  @Test func descriptionsParseToTheSameNumber() throws {
    for text in ["0", "-12", "0.05", "-1.25", "1/3", "100000000000000000000.5"] {
      #expect(try number(number(text).description) == number(text))
    }
    #expect(try number("-0.05").description == "-0.05")
  }
}

@Suite struct TextTests {
  @Test func codePointsAreNeverNormalised() {
    let composed: Text = "\u{E9}"
    let combined: Text = "e\u{301}"
    #expect(composed != combined)
    #expect(composed.count == 1 && combined.count == 2)
    #expect(!combined.starts(with: composed))
    #expect(Set([composed, combined]).count == 2)
  }

  @Test func partsAndEnds() {
    let text: Text = "arn:aws:s3:::logs"
    #expect(text.starts(with: "arn:") && text.ends(with: "logs") && text.contains(":::"))
    #expect(!text.contains("LOGS") && text.contains("") && text.starts(with: ""))
    #expect(text.split(by: ":") == ["arn", "aws", "s3", "", "", "logs"])
    #expect(Text("añb").split(by: "") == ["a", "ñ", "b"])
    #expect(Text("ÀB").lowerASCII == "Àb")
  }
}

@Suite struct MaskTests {
  @Test func maskedPartsAreNotPrinted() {
    let value = Value.map(["user": .string("root"), "password": .string("hunter2")])
    let mask = Mask.map(["password": .all])
    #expect(mask.print(value) == #"{"password": (sensitive), "user": "root"}"#)
    #expect(Mask.all.print(value) == "(sensitive)")
    #expect(
      Mask.list([.none, .all]).print(.list([.string("a"), .string("b")])) == #"["a", (sensitive)]"#)
    // A mask whose shape differs from the value hides all of it.
    #expect(Mask.map(["x": .all]).print(.string("hunter2")) == "(sensitive)")
  }
}
