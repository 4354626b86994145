import ProvisoKernel
import ProvisoSyntax

/// Values from outside: `var` declarations of specs, and given values of `let`s.
extension FileChecker {
  /// A type that a `var` of a spec can have.
  private enum OutsideType {
    case plain(StaticType)
    /// A string that is a day of the calendar, such as `2027-01-31`.
    case date

    var type: StaticType {
      switch self {
      case .plain(let type): type
      case .date: .string
      }
    }
  }

  /// The values from outside that the checked declarations and properties use.
  var usedValues: ValueUse {
    var out = values
    out.usesToday = checker.usesToday
    return out
  }

  private static let outsideTypes = "Bool, Int, Decimal, String, [String] and Date"

  /// The declaration of a `var`; `nil` if it has a mistake, which is reported.
  mutating func outsideValue(_ field: SyntaxField) -> Declaration.Kind? {
    guard let type = field.hasInferredType ? inferredType(of: field) : outsideType(field.type)
    else { return nil }
    var own: Value?
    if let initial = field.initial {
      guard let (value, found) = constant(initial) else { return nil }
      guard Self.accepts(type, value, of: found) else {
        checker.report(
          .wrongValue, at: initial.span,
          "`\(field.name.text)` is \(phrase(of: type)), but this is \(checker.vocabulary.phrase(of: found))"
        )
        return nil
      }
      own = value
    }
    guard
      let value = given(to: field, of: type) ?? own ?? (given.fillsGaps ? Self.filler(type) : nil)
    else { return nil }
    values.variables.append(
      .init(
        name: field.name.text, value: value, isGiven: given.variables[field.name.text] != nil,
        span: field.name.span))
    return .constant(value, type.type)
  }

  /// The given value of a `var`. A missing value, and one that cannot be read, are reported.
  private mutating func given(to field: SyntaxField, of type: OutsideType) -> Value? {
    let name = field.name
    guard let text = given.variables[name.text] else {
      if field.initial == nil, !given.fillsGaps {
        values.missing.append(name.text)
        checker.report(
          .missingValue, at: name.span,
          "no value is given for `\(name.text)`, which has no default",
          fix: .init(
            "give a value with the check, or add a default, as in `= \(Self.example(type))`"))
      }
      return nil
    }
    if let value = Self.read(text.text, as: type) { return value }
    checker.report(
      .wrongValue, at: name.span,
      "`\(name.text)` is \(phrase(of: type)), but \(text.origin) gives `\(text.text.prefix(80))`")
    return nil
  }

  /// The type of a `const` without a written type.
  private mutating func inferredType(of field: SyntaxField) -> OutsideType? {
    guard let initial = field.initial, let (_, found) = constant(initial) else { return nil }
    switch found {
    case .bool, .int, .decimal, .string, .list(.string): return .plain(found)
    default:
      checker.report(
        .wrongValue, at: initial.span,
        "a `const` cannot have this type; there are \(Self.outsideTypes)")
      return nil
    }
  }

  private mutating func outsideType(_ syntax: SyntaxType) -> OutsideType? {
    switch syntax {
    case .name(let name):
      if name.text == "Date" { return .date }
      if let type = BuiltInNames.types[name.text], type != .value { return .plain(type) }
    case .list(.name(let name), _) where name.text == "String": return .plain(.list(.string))
    case .list, .range, .sequence, .set, .map: break
    }
    checker.report(
      .unknownType, at: syntax.span,
      "a `var` of a spec cannot have this type; there are \(Self.outsideTypes)")
    return nil
  }

  private func phrase(of type: OutsideType) -> String {
    switch type {
    case .plain(let type): checker.vocabulary.phrase(of: type)
    case .date: "a date such as 2027-01-31"
    }
  }

  private static func accepts(_ type: OutsideType, _ value: Value, of found: StaticType) -> Bool {
    switch type {
    case .plain(let type): type.accepts(found)
    case .date:
      if case .string(let text) = value { CalendarDate(text.string) != nil } else { false }
    }
  }

  /// Reads a text by a type. The elements of a list are separated by commas.
  private static func read(_ text: String, as type: OutsideType) -> Value? {
    switch type {
    case .date: return CalendarDate(text).map { .string(Text($0.description)) }
    case .plain(.bool): return text == "true" ? .bool(true) : text == "false" ? .bool(false) : nil
    case .plain(.int): return Number(literal: text).flatMap { $0.isInteger ? .number($0) : nil }
    case .plain(.decimal): return Number(literal: text).map(Value.number)
    case .plain(.list):
      let parts = text.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.drop(while: { $0 == " " })
      }
      return .list(text.isEmpty ? [] : parts.map { .string(Text(String($0))) })
    default: return .string(Text(text))
    }
  }

  private static func filler(_ type: OutsideType) -> Value {
    switch type {
    case .date: .string(Text(CalendarDate(secondsSince1970: 0).description))
    case .plain(.bool): .bool(false)
    case .plain(.int), .plain(.decimal): .number(.zero)
    case .plain(.list): .list([])
    default: .string(Text(""))
    }
  }

  private static func example(_ type: OutsideType) -> String {
    switch type {
    case .date: "2027-01-31"
    case .plain(.bool): "false"
    case .plain(.int): "0"
    case .plain(.decimal): "0.5"
    case .plain(.list): "[\"a\"]"
    default: "\"a\""
    }
  }

  // MARK: Constants

  /// The value of a `let`: the given one if there is one of the right type, or else the file's own.
  mutating func adjusted(_ name: Name, _ own: Value, of type: StaticType) -> Value {
    var value = own
    switch given.constants[name.text] {
    case nil: break
    case .replacing(let other) where Self.conforms(other, to: type): value = other
    case .extending(let more) where Self.conforms(.list(more), to: type):
      value = .list(own.asList + more)
    default:
      values.mistakes.append(
        .init(name: name.text, expected: checker.vocabulary.phrase(of: type), span: name.span))
    }
    values.constants.append(
      .init(
        name: name.text, value: value, isGiven: given.constants[name.text] != nil,
        span: name.span))
    return value
  }

  /// Whether a value from outside can stand for a constant of a type.
  private static func conforms(_ value: Value, to type: StaticType) -> Bool {
    switch (type, value) {
    case (.value, _), (.bool, .bool), (.string, .string), (.decimal, .number): true
    case (.int, .number(let number)): number.isInteger
    case (.list(.null), .list): true
    case (.list(let element), .list(let values)): values.allSatisfy { conforms($0, to: element) }
    default: false
    }
  }
}

/// Declarations that replace others of the same name.
extension FileChecker {
  /// Keeps a declaration that replaces another, because answers name it.
  mutating func noteReplacement(
    by kind: Declaration.Kind, _ item: SyntaxItem, named name: Name
  ) {
    guard file.replaced[name.text] != nil else { return }
    let content: ValueUse.Replacement.Content
    switch (kind, item) {
    case (.constant(let value, _), _): content = .value(value)
    case (.table(let table, _), _): content = .value(.map(table.rows))
    case (_, .define(let definition)): content = .body(definition.body.span)
    default: return
    }
    values.replacements.append(.init(name: name.text, content: content, span: name.span))
  }

  /// Whether a declaration can stand for the one that it replaces. If not, that is reported.
  mutating func fits(_ kind: Declaration.Kind, named name: Name) -> Bool {
    guard let replaced = file.replaced[name.text] else { return true }
    let saved = (checker.diagnostics, checker.isOfOutside, values)
    let old = declaration(replaced)
    (checker.diagnostics, checker.isOfOutside, values) = saved
    let vocabulary = checker.vocabulary
    switch (old, kind) {
    case (.constant(_, let wanted)?, .constant(_, let found)):
      guard !wanted.accepts(found), wanted != .list(.null) else { return true }
      checker.report(
        .wrongValue, at: name.span,
        "`\(name.text)` is \(vocabulary.phrase(of: wanted)) in the pack, but this is \(vocabulary.phrase(of: found))"
      )
    case (.definition(let wanted)?, .definition(let found)):
      let (wanted, found) = (wanted.definition, found.definition)
      guard
        wanted.parameters.map(\.type) != found.parameters.map(\.type)
          || !wanted.body.type.accepts(found.body.type)
      else { return true }
      func signature(_ definition: Definition) -> String {
        let types = definition.parameters.map { vocabulary.name(of: $0.type) }
        return "(\(types.joined(separator: ", "))) = \(vocabulary.name(of: definition.body.type))"
      }
      checker.report(
        .wrongValue, at: name.span,
        "`\(name.text)` is \(signature(wanted)) in the pack, but this is \(signature(found))")
    case (.table?, .table), (nil, _), (.broken?, _): return true
    default:
      checker.report(
        .misusedName, at: name.span,
        "`\(name.text)` is declared with another word in the pack")
    }
    return false
  }
}
