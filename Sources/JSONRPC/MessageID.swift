import JSON
import JSONOutput

/// The identifier by which a response names its request: a text or an integer.
///
/// JSON-RPC 2.0 also allows fractions and `null`, which programs compare in different ways. They are
/// refused.
package enum MessageID: Sendable, Hashable {
  case text(String)
  case integer(Int)

  /// Reads an identifier; `nil` if the value is none.
  package init?(_ value: JSONValue) {
    if let text = value.string {
      self = .text(text)
    } else if let integer = value.number?.integer {
      self = .integer(integer)
    } else {
      return nil
    }
  }

  /// The identifier as JSON.
  package var json: JSONText {
    switch self {
    case .text(let text): .string(text)
    case .integer(let integer): .integer(integer)
    }
  }

  // Texts are compared by their characters' codes: two spellings of one accent are two identifiers.

  package static func == (a: MessageID, b: MessageID) -> Bool {
    switch (a, b) {
    case (.text(let a), .text(let b)): a.utf8.elementsEqual(b.utf8)
    case (.integer(let a), .integer(let b)): a == b
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .text(let text):
      hasher.combine(0)
      for byte in text.utf8 { hasher.combine(byte) }
    case .integer(let integer):
      hasher.combine(1)
      hasher.combine(integer)
    }
  }
}
