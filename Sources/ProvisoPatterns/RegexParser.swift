/// Parses a pattern by recursive descent over its code points.
struct RegexParser {
  struct Flags {
    var ignoresCase = false
    var isMultiline = false
    var dotMatchesLineFeed = false
    var isUngreedy = false
  }

  let scalars: [Unicode.Scalar]
  /// The offset in UTF-8 bytes of each code point and of the end.
  let offsets: [Int]
  var position = 0
  var flags = Flags()
  var captures = 0
  var names: Set<String> = []
  var depth = 0

  init(_ pattern: String) {
    scalars = Array(pattern.unicodeScalars)
    var offsets: [Int] = []
    var offset = 0
    for scalar in scalars {
      offsets.append(offset)
      offset += UTF8.width(scalar)
    }
    offsets.append(offset)
    self.offsets = offsets
  }

  func error(_ message: String, from start: Int, to end: Int) -> RegexError {
    let last = offsets.count - 1
    let low = min(max(start, 0), last)
    return RegexError(
      message: "in this pattern, " + message,
      range: offsets[low]..<offsets[min(max(end, low), last)])
  }

  func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
    scalars.indices.contains(position + ahead) ? scalars[position + ahead] : nil
  }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek() == scalar else { return false }
    position += 1
    return true
  }

  /// Reads alternatives up to a `)` or the end.
  mutating func alternation() throws(RegexError) -> RegexSyntax {
    depth += 1
    defer { depth -= 1 }
    guard depth <= RegexSyntax.deepest else {
      throw error(
        "groups are nested more than \(RegexSyntax.deepest) deep", from: position - 1, to: position)
    }
    var alternatives = [try concatenation()]
    while take("|") { alternatives.append(try concatenation()) }
    if alternatives.count == 1, let only = alternatives.first { return only }
    return .alternation(alternatives)
  }

  private mutating func concatenation() throws(RegexError) -> RegexSyntax {
    var parts: [RegexSyntax] = []
    // Whether the last part is something that a repetition can apply to.
    var repeatable = false
    while let next = peek(), next != "|", next != ")" {
      let start = position
      if let (minimum, maximum) = try repetitionBounds() {
        let operation = start..<position
        guard repeatable, let operand = parts.popLast() else {
          throw error(
            "there is nothing to repeat here", from: operation.lowerBound, to: operation.upperBound)
        }
        var isLazy = flags.isUngreedy
        if take("?") { isLazy.toggle() }
        let stacked = position
        if try repetitionBounds() != nil {
          throw error(
            "a repetition is repeated; put the first in `(?:…)`", from: start, to: position)
        }
        position = stacked
        parts.append(
          .repetition(operand, minimum: minimum, maximum: maximum, isLazy: isLazy))
        continue
      }
      guard let part = try atom(&parts) else {
        // A group of flags is not a part, so there is nothing to repeat.
        repeatable = false
        continue
      }
      parts.append(part)
      repeatable = true
    }
    guard let first = parts.first else { return .empty }
    return parts.count == 1 ? first : .concatenation(parts)
  }

  /// Reads `*`, `+`, `?` or `{m,n}`; `nil` if there is none. Any other brace is a character.
  private mutating func repetitionBounds() throws(RegexError) -> (Int, Int?)? {
    switch peek() {
    case "*":
      position += 1
      return (0, nil)
    case "+":
      position += 1
      return (1, nil)
    case "?":
      position += 1
      return (0, 1)
    case "{": break
    default: return nil
    }
    let start = position
    position += 1
    guard let minimum = boundedNumber() else {
      position = start
      return nil
    }
    var maximum: Int? = minimum
    if take(",") {
      maximum = peek() == "}" ? nil : boundedNumber()
      if maximum == nil, peek() != "}" {
        position = start
        return nil
      }
    }
    guard take("}") else {
      position = start
      return nil
    }
    if max(minimum, maximum ?? 0) > RegexSyntax.mostRepetitions {
      throw error(
        "a repetition can have at most \(RegexSyntax.mostRepetitions) copies", from: start,
        to: position)
    }
    if let maximum, maximum < minimum {
      throw error(
        "the first bound of a repetition must not exceed the second", from: start, to: position)
    }
    return (minimum, maximum)
  }

  private mutating func boundedNumber() -> Int? {
    var value: Int?
    while let scalar = peek(), ("0"..."9").contains(scalar) {
      // Every number beyond the limit causes the same error, so the value need not grow further.
      value = min((value ?? 0) * 10 + Int(scalar.value - 48), RegexSyntax.mostRepetitions + 1)
      position += 1
    }
    return value
  }

  /// Reads one atom; `nil` for a group of flags, and for an empty `\Q…\E`. A quoted text adds all
  /// characters but its last to `parts`.
  private mutating func atom(_ parts: inout [RegexSyntax]) throws(RegexError) -> RegexSyntax? {
    let start = position
    guard let scalar = peek() else { return .empty }
    position += 1
    switch scalar {
    case "(": return try group(start)
    case "[": return .set(try bracketClass(start))
    case ".": return .set(flags.dotMatchesLineFeed ? .all : RegexSet(["\n"]).inverted)
    case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
    case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
    case "\\":
      if take("Q") {
        return quoted(&parts)
      }
      return try escape(start)
    default: return .set(folded(RegexSet([scalar])))
    }
  }

  /// Reads `\Q…\E`; a repetition after it applies to the last character.
  private mutating func quoted(_ parts: inout [RegexSyntax]) -> RegexSyntax? {
    var last: RegexSyntax?
    while let scalar = peek() {
      if scalar == "\\", peek(1) == "E" {
        position += 2
        break
      }
      if let last { parts.append(last) }
      last = .set(folded(RegexSet([scalar])))
      position += 1
    }
    return last
  }

  func folded(_ set: RegexSet) -> RegexSet { flags.ignoresCase ? set.caseFolded : set }

  private mutating func group(_ start: Int) throws(RegexError) -> RegexSyntax? {
    // Flags last to the end of their group.
    let outer = flags
    var capture: Int?
    if take("?") {
      switch peek() {
      case "=", "!":
        throw error(
          "look-ahead is not supported: RE2 does not backtrack", from: start, to: position + 1)
      case "<" where peek(1) == "=" || peek(1) == "!":
        throw error(
          "look-behind is not supported: RE2 does not backtrack", from: start, to: position + 2)
      case "P", "<":
        try groupName(start)
        captures += 1
        capture = captures
      default:
        guard try groupFlags(start) else { return nil }
      }
    } else {
      captures += 1
      capture = captures
    }
    let inner = try alternation()
    flags = outer
    guard take(")") else { throw error("this `(` is not closed", from: start, to: start + 1) }
    return capture.map { .capture(inner, $0) } ?? inner
  }

  private mutating func groupName(_ start: Int) throws(RegexError) {
    _ = take("P")
    guard take("<") else {
      throw error("`(?P` starts a named group, as in `(?P<name>…)`", from: start, to: position)
    }
    let first = position
    var name = ""
    while let scalar = peek(), scalar != ">" {
      name.unicodeScalars.append(scalar)
      position += 1
    }
    guard take(">"), !name.isEmpty, name.utf8.allSatisfy(\.isWord) else {
      throw error("a group's name consists of letters, digits and `_`", from: start, to: position)
    }
    guard names.insert(name).inserted else {
      throw error("there are two groups named `\(name)`", from: first, to: position - 1)
    }
  }

  /// Reads the flags after `(?`.
  ///
  /// - Returns: whether a group follows the flags.
  private mutating func groupFlags(_ start: Int) throws(RegexError) -> Bool {
    var isOn = true
    var hasFlag = false
    var changed = flags
    while let scalar = peek() {
      position += 1
      switch scalar {
      case "i": changed.ignoresCase = isOn
      case "m": changed.isMultiline = isOn
      case "s": changed.dotMatchesLineFeed = isOn
      case "U": changed.isUngreedy = isOn
      case "-" where isOn:
        isOn = false
        hasFlag = false
        continue
      case ":" where hasFlag || isOn, ")" where hasFlag:
        flags = changed
        return scalar == ":"
      default:
        throw error(
          "the flags of a group are `i`, `m`, `s` and `U`, as in `(?i)` or `(?s:…)`", from: start,
          to: position)
      }
      hasFlag = true
    }
    throw error("this `(` is not closed", from: start, to: start + 1)
  }
}

extension RegexParser {
  /// Rejects nested repetitions whose product exceeds the limit.
  func checkRepetitions(_ syntax: RegexSyntax, product: Int) throws(RegexError) {
    switch syntax {
    case .empty, .set, .assertion: break
    case .capture(let inner, _): try checkRepetitions(inner, product: product)
    case .concatenation(let parts), .alternation(let parts):
      for part in parts { try checkRepetitions(part, product: product) }
    case .repetition(let inner, let minimum, let maximum, _):
      let (total, overflow) = product.multipliedReportingOverflow(
        by: Swift.max(minimum, maximum ?? 0, 1))
      guard !overflow, total <= RegexSyntax.mostRepetitions else {
        throw error(
          "nested repetitions have more than \(RegexSyntax.mostRepetitions) copies", from: 0,
          to: scalars.count)
      }
      try checkRepetitions(inner, product: total)
    }
  }
}
