/// A text in which a plan's JSON stands among lines of something else, as wrappers of Terraform
/// print them.
///
/// The search is for the one JSON object that is a plan. Noise must not hide damage: a plan that is
/// cut off is found as what it is, and behind the object only new lines that could not be a part of
/// it count as noise.
struct NoisyText {
  enum Found {
    /// The bytes of the one object to read; without an end of its own it reaches to the text's.
    case object(Range<Int>)
    /// Where several plans begin: the line of the first, and the place of the second.
    case several(first: Int, second: (line: Int, column: Int))
    case none
  }

  private enum Scan {
    case complete(end: Int, isPlan: Bool)
    /// It is cut off, or no JSON.
    case broken(isPlan: Bool)
  }

  private let text: [UInt8]
  /// How many bytes may still be looked at, so that odd texts cost no more than a few passes.
  private var budget: Int

  init(_ text: [UInt8]) {
    self.text = text
    budget = 16 * text.count + 4096
  }

  /// The text with everything but the object blanked, so that places stay what they are.
  static func blanked(_ text: [UInt8], outside range: Range<Int>) -> [UInt8] {
    var result = text
    for part in [0..<range.lowerBound, range.upperBound..<text.count] {
      for place in part where !isSpace(text[place]) { result[place] = UInt8(ascii: " ") }
    }
    return result
  }

  mutating func find() -> Found {
    var plans: [Range<Int>] = []
    var others: [Range<Int>] = []
    var place = 0
    search: while let start = nextOpening(from: place) {
      guard budget > 0 else { return .none }
      switch scan(from: start) {
      case .complete(let end, let isPlan):
        if isPlan { plans.append(start..<end) } else { others.append(start..<end) }
        place = end
      case .broken(isPlan: true):
        plans.append(start..<text.count)
        break search
      case .broken(isPlan: false):
        place = start + 1
      }
    }
    if plans.count > 1 {
      return .several(
        first: lineAndColumn(of: plans[0].lowerBound).line,
        second: lineAndColumn(of: plans[1].lowerBound))
    }
    guard let object = plans.first ?? (others.count == 1 ? others.first : nil),
      beginsAsWhole(object), endsAsWhole(object)
    else { return .none }
    return .object(object)
  }

  /// Whether what stands before an object cannot make it an element or a member of another value.
  private func beginsAsWhole(_ object: Range<Int>) -> Bool {
    let front = text[..<object.lowerBound].lazy.reversed().filter { !Self.isSpace($0) }.prefix(2)
    switch front.first {
    case UInt8(ascii: "["), UInt8(ascii: ","): return false
    case UInt8(ascii: ":"): return front.dropFirst().first != UInt8(ascii: "\"")
    default: return true
    }
  }

  /// Whether what follows an object cannot be a part of the same JSON text.
  private func endsAsWhole(_ object: Range<Int>) -> Bool {
    var hasNewLine = false
    for byte in text[object.upperBound...] {
      if byte == UInt8(ascii: "\n") { hasNewLine = true }
      if Self.isSpace(byte) { continue }
      return hasNewLine && !",]}".utf8.contains(byte)
    }
    return true
  }

  /// The next `{` that can begin an object with members, or an empty one.
  private func nextOpening(from place: Int) -> Int? {
    var start = place
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
    var place = start
    defer { budget -= place - start }
    while place < text.count {
      switch text[place] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 {
          return .complete(end: place + 1, isPlan: !keys.isDisjoint(with: Self.partsOfPlans))
        }
      case UInt8(ascii: "\""):
        guard let end = endOfString(place) else {
          return .broken(isPlan: Self.beginsAsPlan(keys))
        }
        // A key of the plan's own is short; values are not looked at.
        if depth == 1, end - place < 40, isKey(end) {
          keys.insert(String(decoding: text[(place + 1)..<end], as: UTF8.self))
        }
        place = end
      default: break
      }
      place += 1
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

  /// The closing quote of the string that begins at a place; nil when a line ends first.
  private func endOfString(_ start: Int) -> Int? {
    var place = start + 1
    while place < text.count {
      switch text[place] {
      case UInt8(ascii: "\""): return place
      case UInt8(ascii: "\\"): place += 2
      case UInt8(ascii: "\n"): return nil
      default: place += 1
      }
    }
    return nil
  }

  private func isKey(_ endOfString: Int) -> Bool {
    var place = endOfString + 1
    while place < text.count, Self.isSpace(text[place]) { place += 1 }
    return place < text.count && text[place] == UInt8(ascii: ":")
  }

  /// Line and column, in characters, from 1.
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
