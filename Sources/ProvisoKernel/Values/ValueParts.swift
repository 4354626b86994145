/// The parts of a value, at any depth.
extension Value {
  /// Whether a value is this one or a part of it, at any depth.
  package func contains(_ part: Value) -> Bool {
    var open = [self]
    while let top = open.popLast() {
      if top == part { return true }
      switch top {
      case .list(let elements): open += elements
      case .map(let members): open += members.values
      default: break
      }
    }
    return false
  }

  /// The scalars of the value in their order, without null. Members of a map are sorted by name.
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

  /// The texts among the scalars as bytes, trimmed of white space; member names are included and
  /// empty texts are not.
  private var texts: [[UInt8]] {
    scalars(withNames: true).compactMap { scalar in
      guard case .string(let text) = scalar else { return nil }
      let bytes = Array(text.string.utf8).trimmed
      return bytes.isEmpty ? nil : bytes
    }
  }

  /// The lines of the texts, trimmed of white space and without empty lines.
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

  /// The words inside the names in the texts, such as `delete` in `deleteUser`.
  package var parts: [Value] { texts.flatMap { $0.nameParts.map { Value($0) } } }

  private init(_ bytes: [UInt8]) { self = .string(Text(String(decoding: bytes, as: UTF8.self))) }

  /// Whether the other value names this one: this value has texts or numbers, and each of them
  /// occurs in `other`.
  ///
  /// A text occurs in a text that contains it with no letter or digit right before or after it. A
  /// number occurs among the numbers or as a word of a text. Member names count only in `other`.
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
    let otherTexts = other.texts
    let allTextsOccur = texts.allSatisfy { text in
      otherTexts.contains { text.isInside($0, asWords: true) }
    }
    guard allTextsOccur else { return false }
    guard !numbers.isEmpty else { return true }
    var known: Set<Number> = []
    for case .number(let number) in other.scalars(withNames: false) { known.insert(number) }
    for text in otherTexts { known.formUnion(text.words.compactMap(\.numeral)) }
    return numbers.allSatisfy(known.contains)
  }
}
