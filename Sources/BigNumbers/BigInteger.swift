/// An integer of any size: its sign and the words of its magnitude.
///
/// The algorithms are the classical ones of Knuth, The Art of Computer Programming, volume 2, section 4.3.1.
/// They are quadratic in the number of words, which is little for numbers of some thousand digits.
public struct BigInteger: Hashable, Sendable {
  /// The words of the magnitude, the least significant first.
  ///
  /// INVARIANT: the last word is not zero, so zero has no words.
  let words: [UInt64]
  /// Whether it is below zero.
  let isNegative: Bool

  /// - Parameter words: the words of the magnitude, the least significant first; zeros at the end are dropped.
  init(words: [UInt64], isNegative: Bool) {
    self.words = Words.trimmed(words)
    self.isNegative = isNegative && !self.words.isEmpty
  }

  /// An integer that fits a machine word.
  public init(_ value: Int) {
    self.init(words: [UInt64(value.magnitude)], isNegative: value < 0)
  }

  /// The integer as a machine word; `nil` if it does not fit.
  public var machineInteger: Int? {
    guard words.count <= 1 else { return nil }
    let magnitude = words.first ?? 0
    if !isNegative { return Int(exactly: magnitude) }
    return magnitude <= Int.min.magnitude ? Int(truncatingIfNeeded: 0 &- magnitude) : nil
  }

  /// `-1`, `0` or `1`.
  public var signum: Int { words.isEmpty ? 0 : isNegative ? -1 : 1 }

  /// The absolute value.
  public var magnitude: BigInteger { BigInteger(words: words, isNegative: false) }

  /// The bits of the magnitude.
  public var bitWidth: Int {
    guard let last = words.last else { return 0 }
    return words.count * UInt64.bitWidth - last.leadingZeroBitCount
  }

  /// The number of zero bits at the end of the magnitude; 0 for zero.
  public var trailingZeroBitCount: Int {
    guard let first = words.firstIndex(where: { $0 != 0 }) else { return 0 }
    return first * UInt64.bitWidth + words[first].trailingZeroBitCount
  }
}

extension BigInteger: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int) { self.init(value) }
}

extension BigInteger: Comparable {
  public static func < (a: BigInteger, b: BigInteger) -> Bool {
    guard a.isNegative == b.isNegative else { return a.isNegative }
    return a.isNegative ? Words.isLess(b.words, a.words) : Words.isLess(a.words, b.words)
  }
}

extension BigInteger {
  public static prefix func - (a: BigInteger) -> BigInteger {
    BigInteger(words: a.words, isNegative: !a.isNegative)
  }

  public static func + (a: BigInteger, b: BigInteger) -> BigInteger {
    if a.isNegative == b.isNegative {
      return BigInteger(words: Words.sum(a.words, b.words), isNegative: a.isNegative)
    }
    return Words.isLess(a.words, b.words)
      ? BigInteger(words: Words.difference(b.words, a.words), isNegative: b.isNegative)
      : BigInteger(words: Words.difference(a.words, b.words), isNegative: a.isNegative)
  }

  public static func - (a: BigInteger, b: BigInteger) -> BigInteger { a + -b }

  public static func * (a: BigInteger, b: BigInteger) -> BigInteger {
    BigInteger(
      words: Words.product(a.words, b.words), isNegative: a.isNegative != b.isNegative)
  }

  /// The quotient, rounded towards zero, and the remainder, which has the sign of the dividend.
  ///
  /// - Parameter divisor: the divisor, which is not zero.
  public func quotientAndRemainder(
    dividingBy divisor: BigInteger
  ) -> (quotient: BigInteger, remainder: BigInteger) {
    let (quotient, remainder) = Words.quotientAndRemainder(words, dividingBy: divisor.words)
    return (
      BigInteger(words: quotient, isNegative: isNegative != divisor.isNegative),
      BigInteger(words: remainder, isNegative: isNegative)
    )
  }

  /// The quotient, rounded towards zero.
  public static func / (a: BigInteger, b: BigInteger) -> BigInteger {
    a.quotientAndRemainder(dividingBy: b).quotient
  }

  /// Divides in place, rounding towards zero.
  public static func /= (a: inout BigInteger, b: BigInteger) { a = a / b }

  /// The remainder, which has the sign of the dividend.
  public static func % (a: BigInteger, b: BigInteger) -> BigInteger {
    a.quotientAndRemainder(dividingBy: b).remainder
  }

  /// The product with a power of two.
  public static func << (a: BigInteger, bits: Int) -> BigInteger {
    BigInteger(words: Words.shiftedLeft(a.words, by: bits), isNegative: a.isNegative)
  }

  /// The quotient by a power of two, rounded towards zero.
  public static func >> (a: BigInteger, bits: Int) -> BigInteger {
    BigInteger(words: Words.shiftedRight(a.words, by: bits), isNegative: a.isNegative)
  }

  /// The power with an exponent that is not negative.
  public func power(_ exponent: Int) -> BigInteger {
    // INVARIANT: exponents are counts of digits or of factors.
    precondition(exponent >= 0, "an integer has no negative powers")
    var result: BigInteger = 1
    var base = self
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result = result * base }
      rest >>= 1
      if rest > 0 { base = base * base }
    }
    return result
  }

  /// The largest integer that divides both, by Euclid's algorithm; 0 if both are zero.
  public func greatestCommonDivisor(with other: BigInteger) -> BigInteger {
    var (a, b) = (words, other.words)
    while !b.isEmpty {
      if a.count <= 1, b.count == 1, var x = a.first {
        var y = b[0]
        while y != 0 { (x, y) = (y, x % y) }
        return BigInteger(words: [x], isNegative: false)
      }
      (a, b) = (b, Words.trimmed(Words.quotientAndRemainder(a, dividingBy: b).remainder))
    }
    return BigInteger(words: a, isNegative: false)
  }
}
