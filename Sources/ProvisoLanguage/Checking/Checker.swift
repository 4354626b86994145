import OrderedCollections
import ProvisoKernel
import ProvisoSyntax

/// Checks the syntax trees of one file and makes expressions of them: it resolves every name and finds
/// the type of every part.
///
/// A part with a mistake gives `nil`, and so does every part that contains it, without another
/// diagnostic. The parts beside it are still checked.
struct Checker {
  /// The largest depth of one expression, through the definitions that it calls.
  static let deepest = 600
  /// The largest number of parts of one expression, with the definitions that it calls.
  static let heaviest = 1_000_000

  var vocabulary: VocabularySchema
  let builtIn: BuiltInNames
  /// The bytes of a file, by its index, to find positions inside its strings.
  let bytes: (Int) -> [UInt8]
  var names: [String: Declaration] = [:]
  var diagnostics: [Diagnostic] = []
  var locals: [Local] = []
  /// The names of values in the action that is checked.
  var aliases: [Alias] = []
  /// The names that the checked expression can use.
  var view = View()
  /// The numbers that are known before anything else is declared; `nil` once the declarations are.
  var sizes: ((SyntaxExpression) -> Number?)?
  /// The possible values of an object's `type` under the enclosing conditions, by the object's name.
  var typesOf: [String: [String]] = [:]
  var uses: OrderedSet<AttributeUse> = []
  /// The first part of the declaration that is about time (`once`, `before`, `whenever`, …).
  var temporal: Span?
  /// The only expression of a property that can be an operator about whole runs.
  var runPosition: SyntaxExpression?
  /// Whether the condition of a `whenever … happens` is checked, so that there is a moment before the
  /// step.
  var isAfterStep = false
  /// Whether an action of a world without agents is checked, so that it has no `actor`.
  var hasNoAgents = false
  /// Whether a used file could not be read. Then an unknown name may be from that file, so it is not
  /// reported.
  var isIncomplete = false
  /// Whether the declaration is reported as too large, which happens only once.
  var isTooLarge = false
  /// The value of `today`.
  var today = CalendarDate(secondsSince1970: 0)
  /// Whether any declaration uses `today`.
  var usesToday = false
  /// Whether the declaration depends on a value from outside.
  var isOfOutside = false
  /// The names of attributes whose declarations have a mistake, so that their uses are not reported.
  var brokenAttributes: Set<String> = []
  /// The conditions to write in place of those that call a function such as `old`, by the call.
  var rewritings: [Span: Diagnostic.Fix] = [:]
  private var reportedNames: Set<String> = []

  init(vocabulary: VocabularySchema, bytes: @escaping (Int) -> [UInt8]) {
    self.vocabulary = vocabulary
    self.bytes = bytes
    builtIn = BuiltInNames(vocabulary)
  }

  mutating func report(
    _ code: DiagnosticCode, at span: Span, _ message: String, labels: [Diagnostic.Label] = [],
    fix: Diagnostic.Fix? = nil
  ) {
    diagnostics.append(Diagnostic(code, at: span, message, labels: labels, fix: fix))
  }

  func make(_ kind: Expression.Kind, of type: StaticType, at span: Span, fixed: Bool) -> Expression
  {
    Expression(kind, type: type, span: span, isFixed: fixed, frameSize: locals.count)
  }

  func constant(_ value: Value, of type: StaticType, at span: Span) -> Expression {
    make(.constant(value), of: type, at: span, fixed: true)
  }

  /// Clears the state that belongs to one declaration.
  mutating func startDeclaration() {
    locals = []
    aliases = []
    view = View()
    typesOf = [:]
    uses = []
    temporal = nil
    runPosition = nil
    isTooLarge = false
    isOfOutside = false
  }

  // MARK: Expressions

  /// Checks an expression of any type.
  mutating func check(_ syntax: SyntaxExpression) -> Expression? {
    let span = syntax.span
    switch syntax.kind {
    case .invalid: return nil
    case .number(let number, let isInteger):
      return constant(.number(number), of: isInteger ? .int : .decimal, at: span)
    case .string(let text): return constant(.string(Text(text)), of: .string, at: span)
    case .bool(let value): return constant(.bool(value), of: .bool, at: span)
    case .null: return constant(.null, of: .null, at: span)
    case .parenthesized(let inner): return check(inner)
    case .range(let low, let high): return range(low, high, at: span)
    case .name(let name): return resolve(name)
    case .member(let base, let name): return member(of: base, named: name, at: span)
    case .index(let base, let index): return self.index(base, by: index, at: span)
    case .call(let name, let arguments): return call(name, with: arguments, at: span)
    case .method(let base, let name, let arguments):
      return method(of: base, named: name, with: arguments, at: span)
    case .list(let elements): return list(of: elements, at: span)
    case .not(let operand):
      if reportAbsence(of: operand, at: span) { return nil }
      guard let operand = condition(operand) else { return nil }
      return make(.not(operand), of: .bool, at: span, fixed: operand.isFixed)
    case .negate(let operand): return negate(operand, at: span)
    case .and(let parts): return conjunction(of: parts, at: span)
    case .or(let parts):
      if reportAlternatives(parts) { return nil }
      let checked = parts.map { condition($0) }
      let operands = checked.compactMap { $0 }
      guard operands.count == parts.count else { return nil }
      return make(.or(operands), of: .bool, at: span, fixed: operands.allSatisfy(\.isFixed))
    case .implies(let left, let right):
      let a = condition(left)
      let b = assuming(left) { $0.condition(right) }
      guard let a, let b else { return nil }
      return make(.implies(a, b), of: .bool, at: span, fixed: a.isFixed && b.isFixed)
    case .compare(let comparison, let left, let right):
      return compare(by: comparison, left, right, at: span)
    case .arithmetic(let operation, let left, let right):
      return arithmetic(operation, of: left, right, at: span)
    case .relation(let word, let left, let right):
      return relation(word, between: left, and: right, at: span)
    case .conditional(let test, let first, let second):
      return conditional(if: test, then: first, else: second, at: span)
    case .quantifier(let quantifier, let binders, let body):
      return self.quantifier(quantifier, over: binders, body: body, at: span)
    case .comprehension(let element, let binders):
      return comprehension(element, over: binders, at: span)
    case .aggregate(let aggregate, let binders, let operand):
      return self.aggregate(aggregate, over: binders, of: operand, at: span)
    case .previous(let inner): return previous(inner, at: span)
    case .once(let body):
      temporal = temporal ?? span
      guard let body = condition(body) else { return nil }
      return make(.once(body), of: .bool, at: span, fixed: false)
    case .whenever(let step, let moment, let body):
      return whenever(step, moment: moment, body: body, at: span)
    case .overRun(let kind, let parts): return overRun(kind, of: parts, syntax: syntax)
    }
  }

  /// Checks an expression that must be a condition.
  mutating func condition(_ syntax: SyntaxExpression) -> Expression? {
    guard let checked = check(syntax) else { return nil }
    switch checked.type {
    case .bool: return checked
    case .value:
      let isAtom: Bool =
        switch syntax.kind {
        case .arithmetic, .conditional: false
        default: true
        }
      report(
        .notACondition, at: syntax.span,
        "a condition must be true or false, but this `Value` can be anything",
        fix: isAtom
          ? .init(
            "write `== true` after it",
            replace: Span(file: syntax.span.file, start: syntax.span.end, end: syntax.span.end),
            with: " == true")
          : .init("compare it, as in `… == true`"))
    case .entity(WorldModel.EntityIndex.step) where vocabulary.isOfWorld && isCall(syntax):
      let step = written(syntax.span)
      report(
        .notACondition, at: syntax.span,
        "`\(step)` is a step, which is no condition by itself",
        fix: .init("write `whenever \(step) happens { … }`, or `whenever \(step) starts { … }`"))
    default:
      report(
        .notACondition, at: syntax.span,
        "a condition must be true or false, but this is \(vocabulary.phrase(of: checked.type))")
    }
    return nil
  }

  private func isCall(_ syntax: SyntaxExpression) -> Bool {
    if case .call = syntax.bare.kind { true } else { false }
  }

  private mutating func conjunction(of parts: [SyntaxExpression], at span: Span) -> Expression? {
    let saved = typesOf
    for part in parts { learn(from: part) }
    let operands = parts.map { condition($0) }.compactMap { $0 }
    typesOf = saved
    guard operands.count == parts.count else { return nil }
    return make(.and(operands), of: .bool, at: span, fixed: operands.allSatisfy(\.isFixed))
  }

  private mutating func conditional(
    if test: SyntaxExpression, then first: SyntaxExpression, else second: SyntaxExpression,
    at span: Span
  ) -> Expression? {
    let test = (condition(test), assuming(test) { $0.check(first) }, check(second))
    guard let c = test.0, var a = test.1, var b = test.2 else { return nil }
    if a.type.isSet { b = coerced(b, to: a.type) }
    if b.type.isSet { a = coerced(a, to: b.type) }
    guard let type = a.type.joined(with: b.type, isElement: false) else {
      report(
        .branchesDiffer, at: span,
        "both branches of an `if` must have one type, but these are \(vocabulary.phrase(of: a.type)) and \(vocabulary.phrase(of: b.type))",
        labels: [
          .init(a.span, vocabulary.name(of: a.type)), .init(b.span, vocabulary.name(of: b.type)),
        ])
      return nil
    }
    return make(
      .conditional(c, a, b), of: type, at: span, fixed: c.isFixed && a.isFixed && b.isFixed)
  }

  private mutating func list(of elements: [SyntaxExpression], at span: Span) -> Expression? {
    let checked = elements.map { check($0) }.compactMap { $0 }
    guard checked.count == elements.count else { return nil }
    var type: StaticType?
    for element in checked {
      guard let known = type else {
        type = element.type
        continue
      }
      guard let joined = known.joined(with: element.type, isElement: true) else {
        report(
          .wrongOperand, at: element.span,
          "a list must contain objects of one type, or no objects, but this is \(vocabulary.phrase(of: element.type)) after \(vocabulary.phrase(of: known))"
        )
        return nil
      }
      type = joined
    }
    let fixed = checked.allSatisfy(\.isFixed)
    return make(.list(checked), of: .list(type ?? .null), at: span, fixed: fixed)
  }

  // MARK: Names

  static let foreignConstants: [String: (Value, StaticType, String)] = {
    var table: [String: (Value, StaticType, String)] = [:]
    for word in ["True", "TRUE"] { table[word] = (.bool(true), .bool, "true") }
    for word in ["False", "FALSE"] { table[word] = (.bool(false), .bool, "false") }
    for word in ["None", "nil", "Null", "NULL", "undefined", "nothing", "none"] {
      table[word] = (.null, .null, "null")
    }
    return table
  }()

  private mutating func resolve(_ name: Name) -> Expression? {
    if let alias = alias(named: name.text) { return value(of: alias) }
    if let index = locals.indices.last(where: {
      locals[$0].name == name.text && view.sees($0)
    }) {
      guard let type = locals[index].type else { return nil }
      if index == 0, hasNoAgents, name.text == "actor" {
        report(
          .noAgent, at: name.span, "the world declares no agent, so there is no `actor`",
          fix: .init("declare an agent, as in `agent cleaner { may backup, drop }`"))
        return nil
      }
      return make(.local(index), of: type, at: name.span, fixed: locals[index].isFixed)
    }
    if let declaration = names[name.text] {
      if declaration.isOfOutside { isOfOutside = true }
      switch declaration.kind {
      case .constant(let value, let type): return constant(value, of: type, at: name.span)
      case .table:
        report(
          .misusedName, at: name.span,
          "`\(name.text)` is a table; select a row by its key, as in `\(name.text)[\"key\"]`"
        )
      case .definition(let checked) where checked.definition.parameters.isEmpty:
        return use(checked, named: name, with: [], declared: declaration.span, at: name.span)
      case .definition(let definition):
        let parameters = definition.definition.parameters.map(\.name).joined(separator: ", ")
        report(
          .misusedName, at: name.span,
          "`\(name.text)` is a definition; use it with its arguments, as in `\(name.text)(\(parameters))`"
        )
      case .object(let object):
        return constant(.object(object), of: .entity(object.entity), at: name.span)
      case .objects(let objects, _):
        return constant(
          .list(objects.map(Value.object)), of: .list(.entity(objects.first?.entity ?? 0)),
          at: name.span)
      case .effect:
        report(
          .misusedName, at: name.span,
          "`\(name.text)` has statements; an action runs them with `do \(name.text)(…)`")
      case .variable(let index): return worldVariable(index, at: name.span)
      case .type:
        report(
          .misusedName, at: name.span,
          "`\(name.text)` is a type; use it after `in` or `:`, as in `some x in \(name.text) where …`"
        )
      case .relation:
        report(
          .misusedName, at: name.span,
          "`\(name.text)` is a relation; use it with its objects, as in `\(name.text)(a, b)`")
      case .action:
        report(
          .misusedName, at: name.span,
          "`\(name.text)` is an action; a step is an action with arguments, as in `\(name.text)(…)`"
        )
      case .broken: break
      }
      return nil
    }
    if let index = vocabulary.singletons.firstIndex(where: { $0.name == name.text }) {
      return make(
        .singleton(index), of: .entity(vocabulary.singletons[index].entity), at: name.span,
        fixed: true)
    }
    if name.text == BuiltInNames.today {
      (usesToday, isOfOutside) = (true, true)
      return constant(.string(Text(today.description)), of: .string, at: name.span)
    }
    if let kind = builtIn.kind(of: name.text) {
      let use =
        kind == "a collection"
        ? "use it after `in`, as in `some \(name.text.prefix(1)) in \(name.text) where …`"
        : kind == "a function"
          ? "use it with arguments, as in `\(name.text)(…)`"
          : "use it after `in` or `:`"
      report(.misusedName, at: name.span, "`\(name.text)` is \(kind); \(use)")
      return nil
    }
    if let (value, type, word) = Self.foreignConstants[name.text] {
      report(
        .foreignWord, at: name.span, "`\(name.text)` is written `\(word)`",
        fix: .init("write `\(word)`", replace: name.span, with: word))
      return constant(value, of: type, at: name.span)
    }
    reportUnknown(name)
    return nil
  }

  /// Reports a name that nothing declares, only once in each file.
  mutating func reportUnknown(_ name: Name) {
    guard !isIncomplete, reportedNames.insert(name.text).inserted else { return }
    if name.text == "_" {
      report(
        .unknownName, at: name.span,
        "`_` means nothing here; to ask about the elements of a list, write a quantifier",
        fix: .init("write `some x in xs where …` or `every x in xs { … }`"))
      return
    }
    for local in locals {
      if case .entity(let entity)? = local.type, vocabulary.attribute(name.text, of: entity) != nil
      {
        report(
          .unknownName, at: name.span,
          "nothing is called `\(name.text)` here; did you mean the attribute `\(local.name).\(name.text)`?",
          fix: .init(
            "write `\(local.name).\(name.text)`", replace: name.span,
            with: "\(local.name).\(name.text)"))
        return
      }
    }
    if reportUnknownAttribute(name) || reportTextWithoutQuotes(name) { return }
    let candidates =
      locals.map(\.name) + names.keys + vocabulary.collections.map(\.name)
      + vocabulary.singletons.map(\.name) + [BuiltInNames.today]
    let meant = Suggestion.nearest(to: name.text, among: candidates)
    report(
      .unknownName, at: name.span,
      "nothing is called `\(name.text)` here" + (meant.map { "; did you mean `\($0)`?" } ?? ""),
      fix: meant.map { .init("write `\($0)`", replace: name.span, with: $0) })
  }

  /// Reports a new name that is already taken, because no name may hide another.
  ///
  /// - Parameter isCalled: whether the name is used with arguments, as those of functions are.
  /// - Returns: whether the name is taken.
  mutating func reportClash(_ name: Name, isCalled: Bool = false) -> Bool {
    if let kind = builtIn.kind(of: name.text), isCalled || !builtIn.ofCalls.contains(name.text) {
      report(
        .nameClash, at: name.span,
        "`\(name.text)` is \(kind) of the language, and no name hides another; choose another name")
      return true
    }
    let other =
      alias(named: name.text)?.span
      ?? locals.indices.last { locals[$0].name == name.text && view.sees($0) }
      .map { locals[$0].span }
      ?? names[name.text]?.span
    guard let other else { return false }
    report(
      .nameClash, at: name.span,
      "`\(name.text)` is already taken, and no name hides another; choose another name",
      labels: [.init(other, "taken here")])
    return true
  }
}
