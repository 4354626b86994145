/// A text that contains a plan's JSON between other lines, such as those that wrappers of Terraform
/// print.
///
/// The search finds the one JSON object that is a plan. Noise must not hide damage: a plan that is
/// cut off is reported as such, and text after the object counts as noise only if it begins on a
/// new line, cannot continue the JSON and has no part of a plan.
///
/// The scan follows brackets and strings only. It looks at no more than about 16 bytes for each
/// byte of the text, so the time stays linear.
struct NoisyText {
  enum Found {
    /// The bytes of the one object to read; an object without an end reaches to the end of the
    /// text.
    case object(Range<Int>)
    /// There are several plans: the line of the first, and the position of the second.
    case several(first: Int, second: (line: Int, column: Int))
    case none
  }

  private enum Scan {
    case complete(end: Int, isPlan: Bool)
    /// The object is cut off, or it is not JSON.
    case broken(isPlan: Bool)
  }

  private let text: [UInt8]
  /// The number of bytes that may still be read. It bounds the time for texts with many opening
  /// brackets.
  private var budget: Int

  init(_ text: [UInt8]) {
    self.text = text
    budget = 16 * text.count + 4096
  }

  /// The text with everything outside the object replaced by spaces, so that positions stay the
  /// same.
  static func blanked(_ text: [UInt8], outside range: Range<Int>) -> [UInt8] {
    var result = text
    for part in [0..<range.lowerBound, range.upperBound..<text.count] {
      for index in part where !isSpace(text[index]) { result[index] = UInt8(ascii: " ") }
    }
    return result
  }

  mutating func find() -> Found {
    var plans: [Range<Int>] = []
    var others: [Range<Int>] = []
    var index = 0
    search: while let start = nextOpening(from: index) {
      guard budget > 0 else { return .none }
      switch scan(from: start) {
      case .complete(let end, let isPlan):
        if isPlan { plans.append(start..<end) } else { others.append(start..<end) }
        index = end
      case .broken(isPlan: true):
        plans.append(start..<text.count)
        break search
      case .broken(isPlan: false):
        index = start + 1
      }
    }
    if plans.count > 1 {
      return .several(
        first: lineAndColumn(of: plans[0].lowerBound).line,
        second: lineAndColumn(of: plans[1].lowerBound))
    }
    if let object = plans.first, let other = partOfPlan(outside: object) {
      return .several(
        first: lineAndColumn(of: object.lowerBound).line, second: lineAndColumn(of: other))
    }
    guard let object = plans.first ?? (others.count == 1 ? others.first : nil),
      beginsAsWhole(object), endsAsWhole(object)
    else { return .none }
    return .object(object)
  }

  /// The first key of a plan outside of an object: a plan whose beginning is missing is no noise.
  private func partOfPlan(outside object: Range<Int>) -> Int? {
    for part in [0..<object.lowerBound, object.upperBound..<text.count] {
      for index in part where text[index] == UInt8(ascii: "\"") {
        let word = text[(index + 1)..<part.upperBound].prefix(40).prefix {
          $0 != UInt8(ascii: "\"")
        }
        guard word.endIndex < part.upperBound, isKey(word.endIndex),
          Self.beginsAsPlan([String(decoding: word, as: UTF8.self)])
        else { continue }
        return index
      }
    }
    return nil
  }

  /// Whether the text before an object shows that the object is not a part of another value.
  private func beginsAsWhole(_ object: Range<Int>) -> Bool {
    let front = text[..<object.lowerBound].lazy.reversed().filter { !Self.isSpace($0) }.prefix(2)
    switch front.first {
    case UInt8(ascii: "["), UInt8(ascii: ","): return false
    case UInt8(ascii: ":"): return front.dropFirst().first != UInt8(ascii: "\"")
    default: return true
    }
  }

  /// Whether the text after an object cannot be a part of the same JSON text.
  private func endsAsWhole(_ object: Range<Int>) -> Bool {
    var hasNewLine = false
    for byte in text[object.upperBound...] {
      if byte == UInt8(ascii: "\n") { hasNewLine = true }
      if Self.isSpace(byte) { continue }
      return hasNewLine && !",]}".utf8.contains(byte)
    }
    return true
  }

  /// The next `{` that can begin an object with members.
  private func nextOpening(from index: Int) -> Int? {
    var start = index
    while start < text.count {
      guard text[start] == UInt8(ascii: "{") else {
        start += 1
        continue
      }
      var next = start + 1
      while next < text.count, Self.isSpace(text[next]) { next += 1 }
      if next < text.count, text[next] == UInt8(ascii: "\"") { return start }
      start += 1
    }
    return nil
  }

  /// Follows an object to its end by its brackets and strings.
  private mutating func scan(from start: Int) -> Scan {
    var keys: Set<String> = []
    var depth = 0
    var index = start
    defer { budget -= index - start }
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 {
          return .complete(end: index + 1, isPlan: !keys.isDisjoint(with: Self.partsOfPlans))
        }
      case UInt8(ascii: "\""):
        guard let end = endOfString(index) else {
          return .broken(isPlan: Self.beginsAsPlan(keys))
        }
        // The top-level keys of a plan are short. Values are skipped.
        if depth == 1, end - index < 40, isKey(end) {
          keys.insert(String(decoding: text[(index + 1)..<end], as: UTF8.self))
        }
        index = end
      default: break
      }
      index += 1
    }
    return .broken(isPlan: Self.beginsAsPlan(keys))
  }

  private static let partsOfPlans: Set<String> = [
    "resource_changes", "planned_values", "output_changes",
  ]

  private static func beginsAsPlan(_ keys: Set<String>) -> Bool {
    keys.contains("format_version") || keys.contains("terraform_version")
      || !keys.isDisjoint(with: partsOfPlans)
  }

  /// The index of the closing quote of the string that begins at an index; `nil` if the line ends
  /// first.
  private func endOfString(_ start: Int) -> Int? {
    var index = start + 1
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "\""): return index
      case UInt8(ascii: "\\"): index += 2
      case UInt8(ascii: "\n"): return nil
      default: index += 1
      }
    }
    return nil
  }

  private func isKey(_ endOfString: Int) -> Bool {
    var index = endOfString + 1
    while index < text.count, Self.isSpace(text[index]) { index += 1 }
    return index < text.count && text[index] == UInt8(ascii: ":")
  }

  /// The line and the column in characters, both counted from 1.
  private func lineAndColumn(of offset: Int) -> (line: Int, column: Int) {
    let front = text[..<offset]
    let start = front.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = 1 + front.count { $0 == UInt8(ascii: "\n") }
    return (line, 1 + front[start...].count { $0 & 0xc0 != 0x80 })
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
  }
}
