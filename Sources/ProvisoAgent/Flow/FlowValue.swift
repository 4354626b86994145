import ProvisoKernel

/// A scalar of some arguments, as a value of a kind or as words.
struct FlowValue: Sendable {
  /// The text as it is written.
  let text: String
  /// The keys of the value: equal values have one in common.
  let keys: [ValueKey]
  /// The words, if the value is none of a kind.
  let words: [String]

  var isQuantity: Bool { !keys.isEmpty && keys.allSatisfy(\.isQuantity) }
  /// Whether it is a date or a time.
  var isMoment: Bool {
    !keys.isEmpty && keys.allSatisfy { $0.kind == .date || $0.kind == .time }
  }
  /// The key of the host of a web address.
  var host: ValueKey? { keys.first { $0.kind == .host } }

  /// Whether it is the address of a page, written as one, or an account.
  var isPassedOn: Bool {
    keys.contains { $0.kind == .account }
      || keys.contains { $0.kind == .address } && (text.contains("://") || text.hasPrefix("www."))
  }

  /// The values that a scalar consists of: itself, or each of several values of a kind in a row,
  /// such as a list of addresses.
  static func parts(of field: OutputField) -> [FlowValue] {
    let words = TextWords.of(field.text)
    guard !words.isEmpty else { return [] }
    let found = ValueScanner.values(in: words)
    if let last = found.last, last.words.upperBound == words.count, last.words.count == 1,
      last.keys[0].kind == .mail, words[last.words.lowerBound].before.hasSuffix("<"),
      found.count == 1
    {
      // Only the address of "Name <address>" says where something goes.
      return [value(last, words)]
    }
    if found.reduce(0, { $0 + $1.words.count }) == words.count {
      return found.map { value($0, words, isNumber: field.isNumber) }
    }
    return [FlowValue(text: field.text, keys: [], words: words.map(\.key))]
  }

  /// The values of a kind that name a destination, inside a text.
  static func destinations(in text: String) -> [FlowValue] {
    let words = TextWords.of(text)
    return ValueScanner.values(in: words).filter { $0.keys[0].isDestination }.map {
      value($0, words)
    }
  }

  private static func value(
    _ found: FoundValue, _ words: [TextWord], isNumber: Bool = false
  ) -> FlowValue {
    let text = words[found.words].map(\.text).joined(separator: " ")
    var keys = found.keys
    if isNumber { keys += keys.map { ValueKey(kind: .amount, text: $0.text) } }
    return FlowValue(text: text, keys: keys, words: words[found.words].map(\.key))
  }

  /// The keys under which an equal value can be found.
  var lookups: [ValueKey] {
    var keys = keys.filter { $0.kind != .host || self.keys.count == 1 }
    for key in keys {
      switch key.kind {
      case .date where !key.text.hasPrefix("-"):
        keys.append(ValueKey(kind: .date, text: "-" + key.text.dropFirst(4)))
      case .phone:
        // A national number is the same without the code of the country, of one to three digits.
        for count in 1...3 where key.text.utf8.count - count >= 7 {
          keys.append(ValueKey(kind: .localPhone, text: String(key.text.dropFirst(count))))
        }
      default: break
      }
    }
    return keys
  }
}
