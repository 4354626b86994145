import ProvisoKernel

/// A pattern of a policy's `Action` or `Resource`, where `*` is any text and `?` any character: the
/// judge's reading.
struct PolicyPattern: Equatable {
  /// `nil` for a value that is not a text.
  private let characters: [Unicode.Scalar]?

  /// - Parameter ignoresCase: whether letters match in either case, as in actions.
  init(_ value: Value, ignoresCase: Bool) {
    if case .string(let text) = value {
      characters = Array((ignoresCase ? text.lowerASCII : text).string.unicodeScalars)
    } else {
      characters = nil
    }
  }

  /// Whether it matches every text, or every action (`*:*`).
  var isEverything: Bool {
    guard let characters else { return false }
    return characters == ["*", ":", "*"]
      || !characters.isEmpty && characters.allSatisfy { $0 == "*" }
  }

  /// Whether it matches each text that the other matches. A `*` of the other can only be inside a
  /// `*` of this one.
  func covers(_ other: PolicyPattern) -> Bool {
    if isEverything { return true }
    guard let pattern = characters, let text = other.characters else { return false }
    if pattern == text { return true }
    guard max(pattern.count, text.count) <= PolicyKeys.longestPattern else { return false }
    // The row for the first `i` signs of the pattern says which beginnings of the text they cover.
    var row = [true] + Array(repeating: false, count: text.count)
    for sign in pattern {
      var next = Array(repeating: false, count: text.count + 1)
      next[0] = sign == "*" && row[0]
      for (j, letter) in text.enumerated() {
        switch sign {
        case "*": next[j + 1] = row[j + 1] || next[j]
        case "?": next[j + 1] = row[j] && letter != "*"
        default: next[j + 1] = row[j] && letter == sign
        }
      }
      row = next
    }
    return row[text.count]
  }

  /// Whether some text matches both.
  func meets(_ other: PolicyPattern) -> Bool {
    guard let a = characters, let b = other.characters else { return true }
    guard max(a.count, b.count) <= PolicyKeys.longestPattern else { return true }
    // `row[j]` says whether the rests of `a` and of `b` from `j` on share a text.
    var row = Array(repeating: false, count: b.count + 1)
    row[b.count] = true
    for j in b.indices.reversed() { row[j] = b[j] == "*" && row[j + 1] }
    for i in a.indices.reversed() {
      var next = Array(repeating: false, count: b.count + 1)
      next[b.count] = a[i] == "*" && row[b.count]
      for j in b.indices.reversed() {
        if a[i] == "*" || b[j] == "*" {
          next[j] = row[j] || next[j + 1]
        } else {
          next[j] = (a[i] == b[j] || a[i] == "?" || b[j] == "?") && row[j + 1]
        }
      }
      row = next
    }
    return row[0]
  }
}

/// The actions or the resources of a statement: the judge's reading.
enum PolicyScope {
  case patterns([PolicyPattern])
  /// All but those that match (`NotAction`, `NotResource`).
  case allBut([PolicyPattern])
  /// The statement does not say.
  case unstated

  init(_ statement: Value, named name: Text, except: Text, ignoresCase: Bool) {
    func patterns(_ name: Text) -> [PolicyPattern] {
      statement[name].asList.map { PolicyPattern($0, ignoresCase: ignoresCase) }
    }
    let (named, excepted) = (patterns(name), patterns(except))
    self = !named.isEmpty ? .patterns(named) : !excepted.isEmpty ? .allBut(excepted) : .unstated
  }

  /// The parts that a denial must cover one by one.
  var parts: [PolicyScope] {
    if case .patterns(let patterns) = self { patterns.map { .patterns([$0]) } } else { [self] }
  }

  /// Whether a denial of this scope takes back all of a part of an allowance.
  func covers(_ part: PolicyScope) -> Bool {
    switch (self, part) {
    case (.patterns(let patterns), .patterns(let wanted)):
      wanted.allSatisfy { one in patterns.contains { $0.covers(one) } }
    case (.patterns(let patterns), _): patterns.contains(where: \.isEverything)
    case (.allBut(let patterns), .patterns(let wanted)):
      wanted.allSatisfy { one in !patterns.contains { $0.meets(one) } }
    case (.allBut(let patterns), .allBut(let others)):
      patterns.allSatisfy { one in others.contains { $0.covers(one) } }
    case (.allBut, .unstated), (.unstated, _): false
    }
  }
}
