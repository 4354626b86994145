/// Arithmetic with magnitudes: words of 64 bits, the least significant first.
///
/// Arguments have no zeros at their ends; results can have some.
enum Words {
  static func trimmed(_ words: [UInt64]) -> [UInt64] {
    guard words.last == 0 else { return words }
    return Array(words[..<((words.lastIndex { $0 != 0 }).map { $0 + 1 } ?? 0)])
  }

  static func isLess(_ a: [UInt64], _ b: [UInt64]) -> Bool {
    guard a.count == b.count else { return a.count < b.count }
    for (x, y) in zip(a, b).reversed() where x != y { return x < y }
    return false
  }

  static func sum(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
    let (long, short) = a.count < b.count ? (b, a) : (a, b)
    var result = long
    var carries = false
    for index in long.indices {
      guard index < short.count || carries else { return result }
      let (first, one) = long[index].addingReportingOverflow(
        index < short.count ? short[index] : 0)
      let (second, two) = first.addingReportingOverflow(carries ? 1 : 0)
      result[index] = second
      carries = one || two
    }
    if carries { result.append(1) }
    return result
  }

  /// The difference of a magnitude and one that is not greater.
  static func difference(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
    var result = a
    var borrows = false
    for index in a.indices {
      guard index < b.count || borrows else { return result }
      let (first, one) = a[index].subtractingReportingOverflow(index < b.count ? b[index] : 0)
      let (second, two) = first.subtractingReportingOverflow(borrows ? 1 : 0)
      result[index] = second
      borrows = one || two
    }
    return result
  }

  static func product(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
    var result = [UInt64](repeating: 0, count: a.count + b.count)
    for (i, x) in a.enumerated() where x != 0 {
      var carry: UInt64 = 0
      for (j, y) in b.enumerated() {
        // Its largest value is (B - 1)^2 + 2 (B - 1) = B^2 - 1, so that two words hold it.
        var (high, low) = x.multipliedFullWidth(by: y)
        high &+= add(result[i + j], to: &low)
        high &+= add(carry, to: &low)
        result[i + j] = low
        carry = high
      }
      result[i + b.count] = carry
    }
    return result
  }

  /// Adds a word to another one.
  ///
  /// - Returns: the carry.
  private static func add(_ word: UInt64, to sum: inout UInt64) -> UInt64 {
    let (value, carries) = sum.addingReportingOverflow(word)
    sum = value
    return carries ? 1 : 0
  }

  static func shiftedLeft(_ words: [UInt64], by bits: Int) -> [UInt64] {
    guard bits > 0, !words.isEmpty else { return words }
    let (whole, part) = bits.quotientAndRemainder(dividingBy: UInt64.bitWidth)
    var result = [UInt64](repeating: 0, count: whole + words.count + 1)
    for (index, word) in words.enumerated() {
      result[whole + index] |= word << part
      // A shift by the whole width gives 0.
      result[whole + index + 1] = word >> (UInt64.bitWidth - part)
    }
    return result
  }

  static func shiftedRight(_ words: [UInt64], by bits: Int) -> [UInt64] {
    let (whole, part) = bits.quotientAndRemainder(dividingBy: UInt64.bitWidth)
    guard bits > 0, whole < words.count else { return bits > 0 ? [] : words }
    return (whole..<words.count).map { index in
      let next = index + 1 < words.count ? words[index + 1] : 0
      return words[index] >> part | next << (UInt64.bitWidth - part)
    }
  }

  /// The quotient and the remainder of a division by a word, which is not zero.
  static func quotientAndRemainder(
    _ words: [UInt64], dividingBy divisor: UInt64
  ) -> (quotient: [UInt64], remainder: UInt64) {
    var result = words
    var rest: UInt64 = 0
    for index in words.indices.reversed() {
      (result[index], rest) = divisor.dividingFullWidth((rest, words[index]))
    }
    return (result, rest)
  }

  /// The quotient and the remainder. The divisor is not zero.
  ///
  /// Knuth's algorithm D: each word of the quotient is estimated from the first words and is then at most
  /// one too large.
  static func quotientAndRemainder(
    _ words: [UInt64], dividingBy divisor: [UInt64]
  ) -> (quotient: [UInt64], remainder: [UInt64]) {
    // INVARIANT: no divisor is zero. Denominators are not, `Number.divided(by:)` asks first, and every other
    // divisor is a constant or the rest in Euclid's algorithm, which ends at zero.
    guard let last = divisor.last else { preconditionFailure("division by zero") }
    if isLess(words, divisor) { return ([], words) }
    if divisor.count == 1 {
      let (quotient, remainder) = quotientAndRemainder(words, dividingBy: last)
      return (quotient, [remainder])
    }
    // D1: the first bit of the divisor becomes 1.
    let shift = last.leadingZeroBitCount
    let v = trimmed(shiftedLeft(divisor, by: shift))
    var u = shiftedLeft(words, by: shift)
    if shift == 0 { u.append(0) }
    let n = v.count
    var quotient = [UInt64](repeating: 0, count: u.count - n)
    for j in quotient.indices.reversed() {
      var estimate = estimated(u[j + n], u[j + n - 1], u[j + n - 2], by: v[n - 1], v[n - 2])
      if subtract(v, times: estimate, from: &u, at: j) {
        // D6: the estimate was one too large.
        estimate -= 1
        addBack(v, to: &u, at: j)
      }
      quotient[j] = estimate
    }
    return (quotient, shiftedRight(trimmed(Array(u[..<n])), by: shift))
  }

  /// D3: the word of the quotient by the first three words of the rest and the first two of the divisor.
  private static func estimated(
    _ first: UInt64, _ second: UInt64, _ third: UInt64, by divisor: UInt64, _ next: UInt64
  ) -> UInt64 {
    var estimate: UInt64
    var rest: UInt64
    if first >= divisor {
      estimate = .max
      let (value, overflows) = second.addingReportingOverflow(divisor)
      if overflows { return estimate }
      rest = value
    } else {
      (estimate, rest) = divisor.dividingFullWidth((first, second))
    }
    while true {
      let (high, low) = estimate.multipliedFullWidth(by: next)
      guard high > rest || (high == rest && low > third) else { return estimate }
      estimate -= 1
      let (value, overflows) = rest.addingReportingOverflow(divisor)
      if overflows { return estimate }
      rest = value
    }
  }

  /// D4: subtracts a multiple of the divisor.
  ///
  /// - Returns: whether the difference is below zero.
  private static func subtract(
    _ v: [UInt64], times factor: UInt64, from u: inout [UInt64], at start: Int
  ) -> Bool {
    var carry: UInt64 = 0
    for (index, word) in v.enumerated() {
      var (high, low) = word.multipliedFullWidth(by: factor)
      high &+= add(carry, to: &low)
      let (value, borrows) = u[start + index].subtractingReportingOverflow(low)
      u[start + index] = value
      carry = high &+ (borrows ? 1 : 0)
    }
    let (value, borrows) = u[start + v.count].subtractingReportingOverflow(carry)
    u[start + v.count] = value
    return borrows
  }

  private static func addBack(_ v: [UInt64], to u: inout [UInt64], at start: Int) {
    var carry: UInt64 = 0
    for (index, word) in v.enumerated() {
      let next = add(word, to: &u[start + index]) + add(carry, to: &u[start + index])
      carry = next
    }
    u[start + v.count] &+= carry
  }
}
