import ProvisoKernel
import ProvisoSyntax

/// The values that the caller of a check gives to the names of specs, from outside of their files.
package struct GivenValues: Sendable {
  /// A text for a `var`, which is read by the type of the `var`.
  package struct Variable: Sendable {
    package let text: String
    /// The source of the text for messages, such as `proviso.yaml:7:3`.
    package let origin: String

    /// Makes a text.
    package init(text: String, origin: String) {
      self.text = text
      self.origin = origin
    }
  }

  /// A value for a `let`.
  package enum Constant: Sendable {
    case replacing(Value)
    /// These elements follow those of the file's own list.
    case extending([Value])
  }

  /// The texts of the `var`s, by their names.
  package var variables: [String: Variable] = [:]
  /// The values of the `let`s, by their names.
  package var constants: [String: Constant] = [:]
  /// The value of `today`.
  package var today = CalendarDate(secondsSince1970: 0)
  /// Whether a `var` without a value gets one of its type, because nothing is judged.
  package var fillsGaps = false

  /// Gives no value. `today` is the first day of 1970.
  package init() {}
}

/// The given values that a spec and the files that it uses rest on.
package struct ValueUse: Sendable {
  /// The value of a `var` or of a `let`.
  package struct Entry: Sendable {
    package let name: String
    package let value: Value
    /// Whether the value is from outside, and not from the file.
    package let isGiven: Bool
    /// The span of the declared name.
    package let span: Span
  }

  /// A `let`, `table` or `define` of a file that stands for another of the same name.
  package struct Replacement: Sendable {
    package enum Content: Sendable {
      case value(Value)
      /// The span of the body of a definition.
      case body(Span)
    }

    package let name: String
    package let content: Content
    /// The span of the declared name.
    package let span: Span
  }

  /// A `let` whose given value has another type.
  package struct Mistake: Sendable {
    package let name: String
    /// The type of the `let`, with an article.
    package let expected: String
    /// The span of the declared name.
    package let span: Span
  }

  /// The `var`s of all files.
  package var variables: [Entry] = []
  /// Every `let` of the files.
  package var constants: [Entry] = []
  /// The declarations that stand for those of the same names in a pack.
  package var replacements: [Replacement] = []
  package var mistakes: [Mistake] = []
  /// The `var`s without a value, which are reported.
  package var missing: [String] = []
  /// Whether an expression uses `today`.
  package var usesToday = false

  mutating func formUnion(_ other: ValueUse) {
    variables += other.variables
    constants += other.constants
    replacements += other.replacements
    mistakes += other.mistakes
    missing += other.missing
    usesToday = usesToday || other.usesToday
  }
}
