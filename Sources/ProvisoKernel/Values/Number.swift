import BigNumbers

/// An exact number: an integer of any size, or a fraction in lowest terms.
///
/// The language promises numbers that are "exact and unbounded, never floating point", so `0.1 + 0.2`
/// equals `0.3` and a 30-digit identifier keeps every digit. Integers that fit a machine word take no
/// allocation.
public struct Number: Hashable, Comparable, Sendable {
  private enum Storage: Hashable, Sendable {
    case integer(Int)
    /// INVARIANT: lowest terms, denominator positive, and not representable as `.integer`.
    case fraction(BigInteger, BigInteger)
  }

  private let storage: Storage

  /// An integer.
  public init(_ value: Int) { storage = .integer(value) }

  private init(numerator: BigInteger, denominator: BigInteger) {
    // Callers guarantee denominator != 0.
    var top = numerator
    var bottom = denominator
    if bottom != 1 {
      let divisor = numerator.greatestCommonDivisor(with: denominator)
      if divisor != 1 && divisor != 0 {
        top /= divisor
        bottom /= divisor
      }
    }
    if bottom.signum < 0 {
      top = -top
      bottom = -bottom
    }
    self.init(top, over: bottom)
  }

  /// The fraction `top/bottom`, which is in lowest terms, with a positive denominator.
  private init(_ top: BigInteger, over bottom: BigInteger) {
    if bottom == 1, let small = top.machineInteger {
      storage = .integer(small)
    } else {
      storage = .fraction(top, bottom)
    }
  }

  /// The longest literal that `init(literal:)` reads, in characters. Longer exact numbers cost more
  /// than any plan can need.
  public static let longestLiteral = 10_000
  /// The largest magnitude of a decimal exponent that `init(literal:)` reads.
  public static let largestExponent = 10_000

  /// Reads a number in JSON's notation (`-12.5e3`) or a fraction `n/d`; `nil` if the text is not a
  /// number or exceeds `longestLiteral` or `largestExponent`.
  public init?(literal: some StringProtocol) {
    if let small = Int(literal) {
      self.init(small)
      return
    }
    guard literal.utf8.count <= Self.longestLiteral else { return nil }
    if let slash = literal.firstIndex(of: "/") {
      guard let top = BigInteger(String(literal[..<slash])),
        let bottom = BigInteger(String(literal[literal.index(after: slash)...])), bottom != 0
      else { return nil }
      self.init(numerator: top, denominator: bottom)
      return
    }
    var digits = ""
    var scale = 0
    var seenPoint = false
    var exponent = 0
    var rest = Substring(literal)
    if rest.first == "-" || rest.first == "+" {
      if rest.first == "-" { digits = "-" }
      rest = rest.dropFirst()
    }
    var hasDigits = false
    while let character = rest.first {
      if character == "." {
        guard !seenPoint else { return nil }
        seenPoint = true
      } else if character == "e" || character == "E" {
        guard let value = Int(rest.dropFirst()), abs(value) <= Self.largestExponent else {
          return nil
        }
        exponent = value
        break
      } else {
        guard character.isASCII, character.isNumber else { return nil }
        digits.append(character)
        hasDigits = true
        if seenPoint { scale += 1 }
      }
      rest = rest.dropFirst()
    }
    guard hasDigits, let mantissa = BigInteger(digits) else { return nil }
    let power = exponent - scale
    if power >= 0 {
      self.init(mantissa * BigInteger(5).power(power) << power, over: 1)
    } else {
      self.init(mantissa, overTenToThe: -power)
    }
  }

  /// The decimal fraction `mantissa / 10^power`.
  ///
  /// The greatest common divisor has only the factors 2 and 5. Finding these is fast; the general
  /// algorithm is quadratic in the number of digits.
  private init(_ mantissa: BigInteger, overTenToThe power: Int) {
    guard mantissa != 0 else {
      self.init(0)
      return
    }
    let twos = min(mantissa.magnitude.trailingZeroBitCount, power)
    var top = mantissa >> twos
    var fives = power
    // Divides by 5 to the powers 2^n, from the largest down, so that there are few divisions.
    var powers = [BigInteger(5)]
    while let last = powers.last, last.bitWidth * 2 <= top.bitWidth, 1 << powers.count <= power {
      powers.append(last * last)
    }
    for (exponent, five) in zip(powers.indices, powers).reversed() {
      while 1 << exponent <= fives {
        let (quotient, remainder) = top.quotientAndRemainder(dividingBy: five)
        guard remainder == 0 else { break }
        top = quotient
        fives -= 1 << exponent
      }
    }
    self.init(top, over: BigInteger(5).power(fives) << (power - twos))
  }

  /// Zero.
  public static let zero = Number(0)
  /// One.
  public static let one = Number(1)

  private var parts: (BigInteger, BigInteger) {
    switch storage {
    case .integer(let value): (BigInteger(value), 1)
    case .fraction(let top, let bottom): (top, bottom)
    }
  }

  /// The number as a machine integer; `nil` if it does not fit.
  public var integer: Int? {
    if case .integer(let value) = storage { value } else { nil }
  }

  /// Whether the number has no fractional part.
  public var isInteger: Bool {
    switch storage {
    case .integer: true
    case .fraction(_, let bottom): bottom == 1
    }
  }

  /// The bits of the numerator and the denominator together: a measure of the cost of arithmetic.
  public var bitWidth: Int {
    switch storage {
    case .integer: Int.bitWidth
    case .fraction(let top, let bottom): top.bitWidth + bottom.bitWidth
    }
  }

  /// `-1`, `0` or `1`.
  public var signum: Int {
    switch storage {
    case .integer(let value): value.signum()
    case .fraction(let top, _): top.signum
    }
  }

  public static func < (a: Number, b: Number) -> Bool {
    if case .integer(let x) = a.storage, case .integer(let y) = b.storage { return x < y }
    let (p, q) = a.parts
    let (r, s) = b.parts
    return p * s < r * q
  }

  public static func + (a: Number, b: Number) -> Number {
    if case .integer(let x) = a.storage, case .integer(let y) = b.storage {
      let (sum, overflow) = x.addingReportingOverflow(y)
      if !overflow { return Number(sum) }
    }
    let (p, q) = a.parts
    let (r, s) = b.parts
    return Number(numerator: p * s + r * q, denominator: q * s)
  }

  public static prefix func - (a: Number) -> Number {
    if case .integer(let x) = a.storage, x != Int.min { return Number(-x) }
    let (p, q) = a.parts
    return Number(numerator: -p, denominator: q)
  }

  public static func - (a: Number, b: Number) -> Number { a + (-b) }

  public static func * (a: Number, b: Number) -> Number {
    if case .integer(let x) = a.storage, case .integer(let y) = b.storage {
      let (product, overflow) = x.multipliedReportingOverflow(by: y)
      if !overflow { return Number(product) }
    }
    let (p, q) = a.parts
    let (r, s) = b.parts
    return Number(numerator: p * r, denominator: q * s)
  }

  /// The exact quotient; `nil` if the divisor is zero.
  public func divided(by other: Number) -> Number? {
    guard other.signum != 0 else { return nil }
    let (p, q) = parts
    let (r, s) = other.parts
    return Number(numerator: p * s, denominator: q * r)
  }

  /// The remainder with the divisor's sign, `self - other * floor(self / other)`; `nil` if the
  /// divisor is zero.
  public func modulo(_ other: Number) -> Number? {
    guard let quotient = divided(by: other) else { return nil }
    return self - other * quotient.floor
  }

  /// The largest integer that is not greater.
  public var floor: Number {
    guard case .fraction(let top, let bottom) = storage else { return self }
    let (quotient, remainder) = top.quotientAndRemainder(dividingBy: bottom)
    return Number(numerator: remainder.signum < 0 ? quotient - 1 : quotient, denominator: 1)
  }

  /// The magnitude.
  public var magnitude: Number { signum < 0 ? -self : self }

  /// The numerator and the denominator in lowest terms, as decimal digits.
  public var fraction: (numerator: String, denominator: String) {
    let (p, q) = parts
    return (p.description, q.description)
  }
}

extension Number: CustomStringConvertible {
  /// An exact notation: digits, a decimal fraction if it is finite and has at most 40 digits after
  /// the point, otherwise `n/d`.
  public var description: String {
    switch storage {
    case .integer(let value): return String(value)
    case .fraction(let top, let bottom):
      var rest = bottom
      var twos = 0
      var fives = 0
      while rest % 2 == 0 {
        rest /= 2
        twos += 1
      }
      while rest % 5 == 0 {
        rest /= 5
        fives += 1
      }
      let decimals = max(twos, fives)
      guard rest == 1, decimals <= 40 else {
        return bottom == 1 ? top.description : "\(top)/\(bottom)"
      }
      if decimals == 0 { return top.description }
      let scaled = top * BigInteger(10).power(decimals) / bottom
      var digits = scaled.magnitude.description
      if digits.count <= decimals {
        digits = String(repeating: "0", count: decimals - digits.count + 1) + digits
      }
      let point = digits.index(digits.endIndex, offsetBy: -decimals)
      return (scaled.signum < 0 ? "-" : "") + digits[..<point] + "." + digits[point...]
    }
  }
}
