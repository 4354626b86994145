import ProvisoKernel

/// Values as machine integers: equal values have equal codes.
///
/// The code of an integer that fits in 63 bits is its double, so sums and comparisons need no
/// decoding. The code of every other value (null, larger integers, fractions, texts, ...) is odd
/// and contains the value's index in a growing table.
final class ValueCodes {
  static let null = 1
  static let no = 3
  static let yes = 5

  private(set) var values: [Value] = []
  private var indices: [Value: Int] = [:]

  init() {
    // INVARIANT: the order matches the constants above.
    for value in [Value.null, .bool(false), .bool(true)] { _ = code(value) }
  }

  /// The code of a value; `nil` if it would have to be made. Several threads may ask at once while none
  /// makes a code.
  func known(_ value: Value) -> Int? {
    if case .number(let number) = value, let small = number.integer {
      let (double, overflow) = small.multipliedReportingOverflow(by: 2)
      if !overflow { return double }
    }
    return indices[value].map { $0 << 1 | 1 }
  }

  /// The code of a value, made on first use.
  func code(_ value: Value) -> Int {
    if let known = known(value) { return known }
    let index = values.count
    values.append(value)
    indices[value] = index
    return index << 1 | 1
  }

  /// The value of a code that this table has made.
  func value(_ code: Int) -> Value {
    code & 1 == 0 ? .number(Number(code >> 1)) : values[code >> 1]
  }

  /// The index of a code in the table; `nil` for a small integer.
  static func index(_ code: Int) -> Int? { code & 1 == 0 ? nil : code >> 1 }
}
