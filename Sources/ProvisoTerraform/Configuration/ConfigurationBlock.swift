import ProvisoResult

/// A block of a configuration with the setting that a repair adds to it.
struct ConfigurationBlock {
  /// What is added.
  enum Setting {
    /// A name in the list `depends_on`.
    case dependsOn(String)
    case createBeforeDestroy
    case preventDestroy
    /// A `moved` block beside the block, from one address to another.
    case moved(String, String)
  }

  /// The address of the block's object or module call, without instance keys.
  let address: String
  let setting: Setting

  init(of address: String, setting: Setting) {
    self.address = address
    self.setting = setting
  }

  /// The block with nothing but the setting, to be merged by hand.
  var text: String {
    if case .moved = setting { return lines.joined(separator: "\n") }
    return ([head + " {"] + lines.map { "  " + $0 } + ["}"]).joined(separator: "\n")
  }

  private var head: String {
    let parts = ConfigurationPositions.parts(of: address)
    switch parts.suffix(2).first {
    case "module": return "module \"\(parts[parts.count - 1])\""
    case let type?: return "resource \"\(type)\" \"\(parts[parts.count - 1])\""
    case nil: return address
    }
  }

  private var lines: [String] {
    switch setting {
    case .dependsOn(let name): ["depends_on = [\(name)]"]
    case .createBeforeDestroy: ["lifecycle {", "  create_before_destroy = true", "}"]
    case .preventDestroy: ["lifecycle {", "  prevent_destroy = true", "}"]
    case .moved(let from, let to): ["moved {", "  from = \(from)", "  to   = \(to)", "}"]
    }
  }

  /// Adds the setting to the text of a file.
  ///
  /// - Parameters:
  ///   - text: the lines of the file.
  ///   - line: the index of the line that begins the block.
  /// - Returns: false where the block is written in a way that is not understood; nothing is changed then.
  func add(to text: inout [String], at line: Int) -> Bool {
    guard let end = Self.end(of: text, from: line) else { return false }
    let inside = (line + 1)..<end
    switch setting {
    case .moved:
      text.insert(contentsOf: [""] + lines, at: end + 1)
    case .dependsOn(let name):
      guard let old = inside.first(where: { Self.sets("depends_on", text[$0]) }) else {
        append(to: &text, at: end)
        return true
      }
      guard let open = text[old].firstIndex(of: "[") else { return false }
      let after = text[old].index(after: open)
      let isEmpty = text[old][after...].drop(while: \.isWhitespace).first == "]"
      text[old].insert(contentsOf: isEmpty ? name : name + ", ", at: after)
    case .createBeforeDestroy, .preventDestroy:
      guard
        let old = inside.first(where: {
          text[$0].trimmed.hasPrefix("lifecycle") && text[$0].trimmed.hasSuffix("{")
        })
      else {
        append(to: &text, at: end)
        return true
      }
      let word = lines[1].trimmed.prefix { $0 != " " }
      guard let close = Self.end(of: text, from: old),
        !(old..<close).contains(where: { Self.sets(String(word), text[$0]) })
      else { return false }
      text.insert("  " + lines[1], at: old + 1)
    }
    return true
  }

  /// Adds the lines at the end of the block, apart from what is there: `terraform fmt` aligns neighbours.
  private func append(to text: inout [String], at end: Int) {
    let last = text[end - 1].trimmed
    let isApart = last.isEmpty || last.hasSuffix("{")
    text.insert(contentsOf: (isApart ? [] : [""]) + lines.map { "  " + $0 }, at: end)
  }

  private static func sets(_ name: String, _ line: String) -> Bool {
    let line = line.trimmed
    return line.hasPrefix(name) && line.dropFirst(name.count).trimmed.hasPrefix("=")
  }

  /// The line with the brace that closes the block; nil where lines are not simple: the block is on one
  /// line, or has a text over several lines or a comment with braces.
  private static func end(of text: [String], from line: Int) -> Int? {
    guard text.indices.contains(line), text[line].trimmed.hasSuffix("{") else { return nil }
    var depth = 0
    for index in line..<text.count {
      let own = text[index]
      guard !own.contains("<<"), !own.contains("/*") else { return nil }
      var isQuoted = false
      var previous: Character = " "
      for character in own {
        if character == "\"", previous != "\\" { isQuoted.toggle() }
        if !isQuoted {
          if character == "#" || (character == "/" && previous == "/") { break }
          if character == "{" { depth += 1 }
          if character == "}" { depth -= 1 }
        }
        previous = character
      }
      if depth == 0 { return own.trimmed == "}" ? index : nil }
    }
    return nil
  }
}

extension StringProtocol {
  /// The text without the blanks at its ends.
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text = text.dropFirst() }
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return String(text)
  }
}
