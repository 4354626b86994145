import BigNumbers
import TestSupport
import Testing
import Z3

/// Exact integers against the machine's own of 128 bits, and against the numbers of Z3.
@Suite struct BigIntegerTests {
  /// Every pair of the integers around which words and signs change.
  @Test func machineWords() throws {
    let borders: [Int128] = [0, 1, 2, 10, 1 << 31, 1 << 32, 1 << 62, 1 << 63, 1 << 64, 1 << 65]
    let values = borders.flatMap { border in (-2...2).flatMap { [border + $0, -border + $0] } }
    for a in values {
      let left = try #require(BigInteger("\(a)"))
      #expect(left.description == "\(a)")
      #expect(left.machineInteger == Int(exactly: a))
      #expect(left.signum == Int(a.signum()))
      #expect(left.bitWidth == 128 - a.magnitude.leadingZeroBitCount)
      #expect(left.trailingZeroBitCount == (a == 0 ? 0 : a.trailingZeroBitCount))
      if let small = Int(exactly: a) { #expect(left == BigInteger(small)) }
      for b in values {
        let right = try #require(BigInteger("\(b)"))
        #expect((left < right) == (a < b) && (left == right) == (a == b))
        #expect("\(left + right)" == "\(a + b)" && "\(left - right)" == "\(a - b)")
        let (product, overflows) = a.multipliedReportingOverflow(by: b)
        if !overflows { #expect("\(left * right)" == "\(product)") }
        #expect(
          "\(left.greatestCommonDivisor(with: right))"
            == "\(Self.divisor(a.magnitude, b.magnitude))")
        guard b != 0 else { continue }
        let (quotient, remainder) = left.quotientAndRemainder(dividingBy: right)
        #expect("\(quotient)" == "\(a / b)" && "\(remainder)" == "\(a % b)", "\(a) / \(b)")
      }
    }
  }

  private static func divisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
    b == 0 ? a : divisor(b, a % b)
  }

  /// Numbers of many words, among them the patterns in which the estimate of a quotient is too large.
  @Test func manyWords() throws {
    let seed = Campaign.seed(20_261_130)
    var random = SeededGenerator(seed: seed)
    print("big integers: seed \(seed)")
    let context = try Z3Context()
    for _ in 0..<400 * Campaign.factor {
      let a = Self.number(&random)
      let b = Self.number(&random)
      let (x, y) = (try context.integer("\(a)"), try context.integer("\(b)"))
      #expect("\(a + b)" == (try context.add(x, y).simplified().numeralValue), "seed \(seed)")
      #expect("\(a - b)" == (try context.sub(x, y).simplified().numeralValue), "seed \(seed)")
      #expect("\(a * b)" == (try context.mul(x, y).simplified().numeralValue), "seed \(seed)")
      #expect(
        (a < b) == (try context.lt(x, y).simplified() == context.literal(true)), "seed \(seed)")
      let bits = Int.random(in: 0...200, using: &random)
      let power = BigInteger(2).power(bits)
      #expect(a << bits == a * power, "\(a) << \(bits)")
      #expect(a >> bits == a / power, "\(a) >> \(bits)")
      guard b != 0 else { continue }
      let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
      #expect(
        "\(a.magnitude / b.magnitude)"
          == (try context.idiv(
            context.integer("\(a.magnitude)"), context.integer("\(b.magnitude)")
          ).simplified().numeralValue), "\(a) / \(b)")
      #expect(quotient * b + remainder == a && remainder.magnitude < b.magnitude, "\(a) / \(b)")
      #expect(remainder == 0 || remainder.signum == a.signum, "\(a) % \(b)")
      let divisor = a.greatestCommonDivisor(with: b)
      #expect(a % divisor == 0 && b % divisor == 0 && divisor.signum == 1, "\(a), \(b)")
      #expect((a / divisor).greatestCommonDivisor(with: b / divisor) == 1, "\(a), \(b)")
    }
  }

  /// A number whose words are often all zeros or all ones.
  private static func number(_ random: inout SeededGenerator) -> BigInteger {
    var result: BigInteger = 0
    for _ in 0..<Int.random(in: 0...9, using: &random) {
      let word: UInt64 =
        switch Int.random(in: 0..<6, using: &random) {
        case 0: 0
        case 1: .max
        case 2: 1 << 63
        case 3: random.next() % 4
        default: random.next()
        }
      result = result << 64 + (BigInteger("\(word)") ?? 0)
    }
    return Bool.random(using: &random) ? -result : result
  }

  @Test(arguments: ["", "-", "+", "--1", "1 ", "1e3", "0x1", "１", "1_000", "1.0"])
  func whatIsNoInteger(_ text: String) { #expect(BigInteger(text) == nil) }

  @Test(arguments: [
    "0": "0", "-0": "0", "+7": "7", "000": "0",
    "-00012345678901234567890123": "-12345678901234567890123",
  ])
  func digitsAreRead(_ text: String, _ digits: String) {
    #expect(BigInteger(text)?.description == digits)
  }
}
