/// What a value is made of, at any depth.
extension Value {
  /// The scalars of the value, in their order, those of a map by the names of its members; null is none.
  ///
  /// - Parameter withNames: whether the names of members count as texts.
  package func scalars(withNames: Bool) -> [Value] {
    var out: [Value] = []
    var stack = [self]
    while let top = stack.popLast() {
      switch top {
      case .null: break
      case .bool, .number, .string, .object: out.append(top)
      case .list(let elements): stack += elements.reversed()
      case .map(let members):
        for (name, member) in members.sorted(by: { $0.key > $1.key }) {
          stack.append(member)
          if withNames { stack.append(.string(name)) }
        }
      }
    }
    return out
  }

  /// The texts among the scalars, as bytes without white space at their ends; names of members too.
  private var texts: [[UInt8]] {
    scalars(withNames: true).compactMap { scalar in
      guard case .string(let text) = scalar else { return nil }
      let bytes = Array(text.string.utf8).trimmed
      return bytes.isEmpty ? nil : bytes
    }
  }

  /// The lines of the texts, without white space at their ends, and without empty ones.
  package var lines: [Value] {
    texts.flatMap { text in
      text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).compactMap { line in
        let bytes = Array(line).trimmed
        return bytes.isEmpty ? nil : Value(bytes)
      }
    }
  }

  /// The words of the texts.
  package var words: [Value] { texts.flatMap { $0.words.map { Value($0) } } }

  /// The words that names among the texts are put together of.
  package var parts: [Value] { texts.flatMap { $0.nameParts.map { Value($0) } } }

  private init(_ bytes: [UInt8]) { self = .string(Text(String(decoding: bytes, as: UTF8.self))) }

  /// Whether the value has scalars besides truth values, and each of them stands in the other value: a
  /// text in a text, with no letter or digit right before or after it, and a number among the numbers, or
  /// as a word of a text. Names of members count in the other value only.
  package func isNamed(in other: Value) -> Bool {
    var isEmpty = true
    var texts: [[UInt8]] = []
    var numbers: [Number] = []
    for scalar in scalars(withNames: false) {
      switch scalar {
      case .number(let number): numbers.append(number)
      case .string(let text):
        let bytes = Array(text.string.utf8).trimmed
        if bytes.isEmpty { continue }
        texts.append(bytes)
      default: continue
      }
      isEmpty = false
    }
    guard !isEmpty else { return false }
    let said = other.texts
    guard texts.allSatisfy({ mine in said.contains { mine.isInside($0, asWords: true) } }) else {
      return false
    }
    guard !numbers.isEmpty else { return true }
    var known: Set<Number> = []
    for case .number(let number) in other.scalars(withNames: false) { known.insert(number) }
    for text in said { known.formUnion(text.words.compactMap(\.numeral)) }
    return numbers.allSatisfy(known.contains)
  }
}
