import ProvisoKernel
import ProvisoPatterns
import ProvisoSyntax

/// Definitions, functions and methods.
extension Checker {
  mutating func call(_ name: Name, with arguments: [SyntaxExpression], at span: Span) -> Expression?
  {
    if let function = Function(rawValue: name.text) {
      return self.function(function, named: name, with: arguments, at: span)
    }
    if !locals.contains(where: { $0.name == name.text }) {
      if let declaration = names[name.text] {
        if case .definition(let checked) = declaration.kind {
          return use(checked, named: name, with: arguments, declared: declaration.span, at: span)
        }
        if case .relation(let index, let types) = declaration.kind {
          let values = arguments.map { check($0) }
          return related(by: name, values: values, types: types).map {
            make(.related(index, $0), of: .bool, at: span, fixed: false)
          }
        }
        if case .action(let index, let types) = declaration.kind {
          return step(
            index, types: types, named: name, with: arguments, declared: declaration.span, at: span)
        }
        if case .broken = declaration.kind {
          for argument in arguments { _ = check(argument) }
          return nil
        }
      }
    }
    // The unreadable arguments of a call of another language are already reported.
    if isForeign(name), names[name.text] == nil,
      arguments.contains(where: Self.isUnread)
    {
      return nil
    }
    // The arguments of a call of another language may be in that language, too.
    if !isForeign(name) || names[name.text] != nil {
      for argument in arguments { _ = check(argument) }
    }
    if locals.contains(where: { $0.name == name.text }) || names[name.text] != nil
      || builtIn.kind(of: name.text) != nil
    {
      report(.misusedName, at: name.span, "`\(name.text)` is not a definition or a function")
    } else {
      reportUnknownFunction(name, with: arguments, at: span)
    }
    return nil
  }

  private func isForeign(_ name: Name) -> Bool {
    Self.foreignFunctions[name.text] != nil || Self.foreignLoops[name.text] != nil
      || ["G", "F", "globally", "finally", "always", "first", "old", "prev", "previous", "next"]
        .contains(name.text)
  }

  /// Whether an argument could not be read, or is a list with an element that could not be read.
  private static func isUnread(_ argument: SyntaxExpression) -> Bool {
    switch argument.kind {
    case .invalid: true
    case .list(let elements):
      elements.contains { if case .invalid = $0.kind { true } else { false } }
    default: false
    }
  }

  /// A use of a definition; one without parameters can be used without parentheses.
  mutating func use(
    _ checked: CheckedDefinition, named name: Name, with arguments: [SyntaxExpression],
    declared: Span, at span: Span
  ) -> Expression? {
    let definition = checked.definition
    let values = arguments.map { check($0) }
    if checked.isTemporal { temporal = temporal ?? span }
    uses.append(contentsOf: checked.uses)
    if names[name.text]?.isOfOutside == true { isOfOutside = true }
    guard
      hasCount(arguments.count, wanted: definition.parameters.count, for: name, declared: declared)
    else {
      return nil
    }
    var operands: [Expression] = []
    for (value, parameter) in zip(values, definition.parameters) {
      guard let value else { continue }
      guard parameter.type.accepts(value.type) else {
        let isValue = value.type == .value || value.type == .null
        report(
          .wrongArgument, at: value.span,
          "`\(name.text)` takes \(vocabulary.phrase(of: parameter.type)) as `\(parameter.name)`, but this is \(vocabulary.phrase(of: value.type))",
          labels: [.init(declared, "declared here")],
          fix: isValue && !parameter.type.holdsObjects
            ? .init("declare the parameter as `\(parameter.name): Value`") : nil)
        continue
      }
      operands.append(coerced(value, to: parameter.type))
    }
    guard operands.count == definition.parameters.count else { return nil }
    let made = make(
      .call(definition, operands), of: definition.body.type, at: span,
      fixed: definition.body.isFixed && operands.allSatisfy(\.isFixed))
    guard made.depth <= Self.deepest, made.weight <= Self.heaviest else {
      guard !isTooLarge else { return nil }
      isTooLarge = true
      report(
        .tooLarge, at: span,
        "with the bodies of its definitions, this has more than \(Self.heaviest) parts or \(Self.deepest) levels; use fewer definitions in each other"
      )
      return nil
    }
    return made
  }

  private mutating func hasCount(_ found: Int, wanted: Int, for name: Name, declared: Span?)
    -> Bool
  {
    guard found != wanted else { return true }
    report(
      .wrongArgumentCount, at: name.span,
      "`\(name.text)` takes \(Self.count(wanted, of: "argument")), not \(found)",
      labels: declared.map { [.init($0, "declared here")] } ?? [])
    return false
  }

  static func count(_ number: Int, of thing: String) -> String {
    switch number {
    case 0: "no \(thing)"
    case 1: "one \(thing)"
    default: "\(number) \(thing)s"
    }
  }

  // MARK: Functions

  private mutating func reportUnknownFunction(
    _ name: Name, with arguments: [SyntaxExpression], at span: Span
  ) {
    if reportForeign(name, with: arguments, at: span) { return }
    if isIncomplete { return }
    let definitions = names.compactMap { entry -> String? in
      if case .definition = entry.value.kind { entry.key } else { nil }
    }
    let meant = Suggestion.nearest(
      to: name.text,
      among: definitions + Function.allCases.map(\.rawValue) + ["count", "sum"])
    report(
      .unknownFunction, at: name.span,
      "there is no definition or function `\(name.text)`"
        + (meant.map { "; did you mean `\($0)`?" } ?? ""),
      fix: meant.map { .init("write `\($0)`", replace: name.span, with: $0) })
  }

  private mutating func function(
    _ function: Function, named name: Name, with arguments: [SyntaxExpression], at span: Span
  ) -> Expression? {
    let values = arguments.map { check($0) }
    if function == .min || function == .max {
      if values.count == 1, let value = values[0] {
        report(
          .wrongArgumentCount, at: span,
          "`\(name.text)` takes two or more numbers, but this is \(vocabulary.phrase(of: value.type))",
          fix: .init("for the elements of a list, write `\(name.text)(x in xs: x)`"))
        return nil
      }
      guard values.count >= 2 else {
        if values.isEmpty {
          report(
            .wrongArgumentCount, at: span, "`\(name.text)` takes two or more numbers, not none")
        }
        return nil
      }
    } else {
      guard hasCount(values.count, wanted: function.arity ?? values.count, for: name, declared: nil)
      else { return nil }
    }
    let operands = values.compactMap { $0 }
    guard operands.count == values.count else { return nil }
    guard !function.isAboutTheUser || vocabulary.relations[.flowsTo] != nil else {
      report(
        .unknownFunction, at: name.span,
        "the vocabulary `\(vocabulary.name)` has no `\(name.text)`; only specs `for agent` have it"
      )
      return nil
    }
    for operand in operands {
      let takes: (Bool, String) =
        switch function {
        case .json, .cidrContains, .cidrOverlaps, .samePath, .pathContains:
          (operand.type.canBeString, "a string")
        case .min, .max, .abs: (operand.type.canBeNumber, "a number")
        case .known: (true, "")
        case .openToEveryone:
          (operand.type.canBeString || operand.type == .null, "a policy, as a JSON text or a map")
        case .keys, .values: (operand.type == .value || operand.type == .null, "a map")
        case .coversInternet: (operand.type.canBeBlocks, "an address block or a list of them")
        case .userNamed, .userTexts, .namedIn, .scalarsOf, .linesOf, .wordsOf, .partsOf:
          (!operand.type.holdsObjects, "a value")
        }
      guard takes.0 else {
        report(
          .wrongArgument, at: operand.span,
          "`\(name.text)` takes \(takes.1), but this is \(vocabulary.phrase(of: operand.type))")
        return nil
      }
    }
    let type: StaticType =
      switch function {
      case .json: .value
      case .cidrContains, .cidrOverlaps, .known, .userNamed, .namedIn, .openToEveryone,
        .coversInternet, .samePath, .pathContains:
        .bool
      case .scalarsOf, .values: .list(.value)
      case .keys, .userTexts, .linesOf, .wordsOf, .partsOf: .list(.string)
      case .min, .max, .abs: operands.allSatisfy { $0.type == .int } ? .int : .decimal
      }
    return make(
      .function(function, operands), of: type, at: span, fixed: operands.allSatisfy(\.isFixed))
  }

  // MARK: Methods

  private static let foreignMethods: [String: String] = [
    "lower": "lowerAscii", "toLower": "lowerAscii", "toLowerCase": "lowerAscii",
    "lowercase": "lowerAscii", "length": "size", "len": "size", "count": "size",
    "startswith": "startsWith", "starts_with": "startsWith", "endswith": "endsWith",
    "ends_with": "endsWith", "includes": "contains", "push": "append", "add": "append",
    "enqueue": "append", "head": "first", "tail": "rest", "pop": "rest", "dequeue": "rest",
    "match": "matches", "test": "matches", "hasPrefix": "startsWith", "hasSuffix": "endsWith",
  ]

  mutating func method(
    of base: SyntaxExpression, named name: Name, with arguments: [SyntaxExpression], at span: Span
  ) -> Expression? {
    if name.text == Method.get.rawValue, case .name(let table) = base.bare.kind,
      case .table(let rows, let type)? = names[table.text]?.kind
    {
      return get(from: rows, type: type, named: name, with: arguments, at: span)
    }
    if reportMethodOfMany(base, named: name, with: arguments, at: span) { return nil }
    let object = check(base)
    guard let method = Method(rawValue: name.text) else {
      if !reportCallAsMethod(base, named: name, with: arguments, at: span) {
        reportUnknownMethod(name, of: object)
      }
      return nil
    }
    let values = arguments.map { check($0) }
    guard let object else { return nil }
    guard
      hasCount(values.count, wanted: method.arity, for: name, declared: nil)
    else {
      return nil
    }
    let operands = values.compactMap { $0 }
    guard operands.count == values.count else { return nil }
    if method == .get { return get(from: object, named: name, with: operands, at: span) }
    if method.isOfLists { return self.list(method, of: object, with: operands, at: span) }
    if method == .size, object.type.isSet { return size(of: object, at: span) }
    var isReceiver = object.type.canBeString || object.type == .null
    if method == .size, case .list = object.type { isReceiver = true }
    guard isReceiver else {
      var fix: Diagnostic.Fix?
      if case .list = object.type, method == .contains {
        fix = .init("for an element of a list, write `a has b`")
      }
      report(
        .wrongOperand, at: object.span,
        "`.\(name.text)` is a method of strings\(method == .size ? " and lists" : ""), but this is \(vocabulary.phrase(of: object.type))",
        fix: fix)
      return nil
    }
    for operand in operands where !operand.type.canBeString {
      report(
        .wrongArgument, at: operand.span,
        "`.\(name.text)` takes a string, but this is \(vocabulary.phrase(of: operand.type))")
      return nil
    }
    if method == .matches, let pattern = operands.first, let written = arguments.first {
      guard checkPattern(pattern, written: written) else { return nil }
    }
    // The method has no result if a `Value` is not a string. So only a `String` gives a precise type.
    let isString = object.type == .string && operands.allSatisfy { $0.type == .string }
    let type: StaticType =
      switch method {
      case .startsWith, .endsWith, .contains, .matches: .bool
      case .size: object.type == .value || object.type == .null ? .value : .int
      case .lowerAscii: isString ? .string : .value
      case .get, .append, .first, .rest: .value
      case .split: isString ? .list(.string) : .value
      }
    return make(
      .method(method, object, operands), of: type, at: span,
      fixed: object.isFixed && operands.allSatisfy(\.isFixed))
  }

  private mutating func reportUnknownMethod(_ name: Name, of object: Expression?) {
    guard let object else { return }
    if case .entity(let entity) = object.type, vocabulary.attribute(name.text, of: entity) != nil {
      report(
        .unknownMethod, at: name.span, "`\(name.text)` is an attribute, so it has no parentheses",
        fix: .init("remove the parentheses"))
    } else if let written = Self.foreignLoops[name.text] {
      report(
        .unknownMethod, at: name.span, "there is no method `\(name.text)`; write `\(written)`",
        fix: .init("write `\(written)`"))
    } else {
      let meant =
        Self.foreignMethods[name.text]
        ?? Suggestion.nearest(to: name.text, among: Method.allCases.map(\.rawValue))
      report(
        .unknownMethod, at: name.span,
        "there is no method `\(name.text)`" + (meant.map { "; did you mean `\($0)`?" } ?? ""),
        fix: meant.map { .init("write `.\($0)`", replace: name.span, with: $0) })
    }
  }

  /// Reports `Car.size()` and `resources.count()`, whose receiver is no list.
  private mutating func reportMethodOfMany(
    _ base: SyntaxExpression, named name: Name, with arguments: [SyntaxExpression], at span: Span
  ) -> Bool {
    guard let (object, source) = ranged(base) else { return false }
    if (Self.foreignMethods[name.text] ?? name.text) == "size" {
      report(
        .unknownMethod, at: name.span, "the number of objects is `count(…)`",
        fix: write("count(\(object) in \(source))", at: span))
      return true
    }
    guard let loop = Self.foreignLoops[name.text] else { return false }
    if arguments.count == 2, case .name(let own) = arguments[0].bare.kind,
      let words = ["all": "every", "exists": "some", "exists_one": "exactly 1"][name.text]
    {
      report(
        .unknownMethod, at: name.span, "there is no method `\(name.text)`; write a quantifier",
        fix: write(
          "\(words) \(own.text) in \(source) { \(written(arguments[1].span)) }", at: span))
      return true
    }
    let words = loop.prefix { $0 != " " }
    let meant =
      words == "every"
      ? "every \(object) in \(source) { … }" : "some \(object) in \(source) where …"
    report(
      .unknownMethod, at: name.span, "there is no method `\(name.text)`; write `\(meant)`",
      fix: .init("write `\(meant)`"))
    return true
  }

  /// Reports `r.web()` where `web` is a definition, a relation or an action.
  private mutating func reportCallAsMethod(
    _ base: SyntaxExpression, named name: Name, with arguments: [SyntaxExpression], at span: Span
  ) -> Bool {
    switch names[name.text]?.kind {
    case .definition?, .relation?, .action?: break
    default: return false
    }
    let list = ([base] + arguments).map { written($0.span) }.joined(separator: ", ")
    report(
      .unknownMethod, at: name.span,
      "`\(name.text)` is no method; its object stands in parentheses",
      fix: write("\(name.text)(\(list))", at: span))
    return true
  }

  private mutating func checkPattern(_ pattern: Expression, written: SyntaxExpression) -> Bool {
    guard case .constant(.string(let text)) = pattern.kind else {
      report(
        .badPattern, at: pattern.span,
        "the pattern of `matches` must be a constant string, so that it is known before the plan")
      return false
    }
    do throws(RegexError) {
      _ = try RegexSyntax.parse(text.string)
      return true
    } catch {
      var location = pattern.span
      if case .string = written.bare.kind {
        location = StringLiteral.span(
          of: error.range, in: written.bare.span, of: bytes(written.span.file))
      }
      report(.badPattern, at: location, error.message)
      return false
    }
  }
}
