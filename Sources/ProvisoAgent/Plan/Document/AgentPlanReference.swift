import ProvisoKernel
import ProvisoPlans

/// Parses texts that contain references such as `${id.path[0].field}`.
enum AgentPlanReference {
  enum Piece: Equatable {
    case text(String)
    /// A reference to a part of a call's output. `source` is the text between the braces.
    case output(id: String, path: [AgentPlanValue.PathPart], source: String)
  }

  /// The reason why a text cannot be parsed.
  struct Mistake: Error, Equatable {
    let message: String
  }

  static func beginsName(_ byte: UInt8) -> Bool {
    byte == 0x5F || (0x61...0x7A).contains(byte | 0x20)
  }

  static func isInName(_ byte: UInt8) -> Bool {
    beginsName(byte) || (0x30...0x39).contains(byte)
  }

  /// Splits a text into literal pieces and references; `$${` is a literal `${`.
  static func pieces(of text: String) throws(Mistake) -> [Piece] {
    let bytes = Array(text.utf8)
    var pieces: [Piece] = []
    var open: [UInt8] = []
    var at = 0
    let dollar = UInt8(ascii: "$")
    func begins(_ index: Int) -> Bool {
      index + 1 < bytes.count && bytes[index] == dollar && bytes[index + 1] == UInt8(ascii: "{")
    }
    while at < bytes.count {
      if bytes[at] == dollar, begins(at + 1) {
        open += [dollar, UInt8(ascii: "{")]
        at += 3
      } else if begins(at) {
        let end = try end(of: bytes, from: at + 2)
        let inside = bytes[(at + 2)..<end]
        if !open.isEmpty { pieces.append(.text(String(decoding: open, as: UTF8.self))) }
        open = []
        pieces.append(try reference(String(decoding: inside, as: UTF8.self)))
        at = end + 1
      } else {
        open.append(bytes[at])
        at += 1
      }
    }
    if !open.isEmpty || pieces.isEmpty {
      pieces.append(.text(String(decoding: open, as: UTF8.self)))
    }
    return pieces
  }

  /// The index of the brace that ends a reference. A brace in quotes does not end it.
  private static func end(of bytes: [UInt8], from start: Int) throws(Mistake) -> Int {
    var isQuoted = false
    for index in start..<bytes.count {
      if bytes[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if bytes[index] == UInt8(ascii: "}"), !isQuoted { return index }
    }
    throw Mistake(message: "`${` has no closing `}`; for a literal `${`, write `$${`")
  }

  private static func reference(_ source: String) throws(Mistake) -> Piece {
    let wrong = Mistake(
      message:
        "`${\(AgentPlanNode.short(source))}`: expected a call id, optionally with `.field`, `[0]` or `[\"field\"]`; for a literal `${`, write `$${`"
    )
    var rest = source.utf8[...]
    func name() throws(Mistake) -> String {
      let name = rest.prefix(while: isInName)
      guard let first = name.first, beginsName(first) else { throw wrong }
      rest = rest.dropFirst(name.count)
      return String(decoding: name, as: UTF8.self)
    }
    let id = try name()
    var path: [AgentPlanValue.PathPart] = []
    while let sign = rest.first {
      rest = rest.dropFirst()
      if sign == UInt8(ascii: ".") {
        path.append(.member(try name()))
        continue
      }
      guard sign == UInt8(ascii: "[") else { throw wrong }
      let isQuoted = rest.first == UInt8(ascii: "\"")
      if isQuoted { rest = rest.dropFirst() }
      let inside = rest.prefix { $0 != (isQuoted ? UInt8(ascii: "\"") : UInt8(ascii: "]")) }
      rest = rest.dropFirst(inside.count)
      if isQuoted { rest = rest.dropFirst() }
      guard rest.first == UInt8(ascii: "]") else { throw wrong }
      rest = rest.dropFirst()
      let text = String(decoding: inside, as: UTF8.self)
      if isQuoted {
        path.append(.member(text))
      } else if inside.allSatisfy({ (0x30...0x39).contains($0) }), let index = Int(text) {
        path.append(.element(index))
      } else {
        throw wrong
      }
    }
    return .output(id: id, path: path, source: source)
  }
}
