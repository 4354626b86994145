/// A pattern of names, such as `module.website.*`.
///
/// `*` matches any characters, also none, and also `.`, `[`, `]` and quotes. `\*` is a star itself.
/// Every other character matches only itself, and the whole name must match.
public struct NamePattern: Hashable, Sendable, CustomStringConvertible {
  /// The pattern as it is written.
  public let description: String
  /// The literal texts between the stars.
  private let parts: [[UInt8]]

  /// Reads a pattern. Every text is one.
  public init(_ text: String) {
    description = text
    var parts: [[UInt8]] = [[]]
    var isEscaped = false
    for byte in text.utf8 {
      if isEscaped, byte != UInt8(ascii: "*") { parts[parts.count - 1].append(UInt8(ascii: "\\")) }
      if !isEscaped, byte == UInt8(ascii: "\\") {
        isEscaped = true
        continue
      }
      if !isEscaped, byte == UInt8(ascii: "*") {
        parts.append([])
      } else {
        parts[parts.count - 1].append(byte)
      }
      isEscaped = false
    }
    if isEscaped { parts[parts.count - 1].append(UInt8(ascii: "\\")) }
    self.parts = parts
  }

  /// Whether the pattern matches only one name.
  public var isLiteral: Bool { parts.count == 1 }

  /// Whether the pattern matches a name. Each part is looked for as early as possible, so this takes
  /// at most the product of the two lengths.
  public func matches(_ name: String) -> Bool { matches(Array(name.utf8)) }

  /// Whether the pattern matches a name, given as UTF-8.
  package func matches(_ name: [UInt8]) -> Bool {
    guard let first = parts.first, let last = parts.last, parts.count > 1 else {
      return name == parts.first
    }
    guard name.count >= first.count + last.count, name.starts(with: first),
      name.suffix(last.count).elementsEqual(last)
    else { return false }
    var rest = name[first.count..<(name.count - last.count)]
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let found = Self.index(of: part, in: rest) else { return false }
      rest = rest[(found + part.count)...]
    }
    return true
  }

  private static func index(of part: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard part.count <= bytes.count else { return nil }
    return (bytes.startIndex...(bytes.endIndex - part.count)).first {
      bytes[$0..<($0 + part.count)].elementsEqual(part)
    }
  }
}
