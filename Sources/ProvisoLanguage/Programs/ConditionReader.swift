import ProvisoKernel

/// Reads the conditions of a plan: expressions of the language in which the identifiers of calls are
/// names, beside everything that the world declares.
struct ConditionReader {
  let model: WorldModel
  /// The identifiers that calls of the plan have.
  let identifiers: Set<String>
  /// Whether contracts say what tools give.
  let hasContracts: Bool
  private(set) var mistakes: [PlanMistake] = []
  private(set) var assumptions: [String] = []
  private var known: [String: Checked] = [:]

  private struct Checked {
    let expression: Expression?
    let names: [String]
  }

  init(_ model: WorldModel, identifiers: Set<String>, hasContracts: Bool) {
    self.hasContracts = hasContracts
    self.model = model
    self.identifiers = identifiers
  }

  /// The condition where its names have been looked up; `nil` where either way is possible.
  mutating func read(
    _ condition: PlanCondition, _ reference: (String) -> CallReference?
  ) -> ProgramCondition? {
    guard case .expression(let text, let place) = condition else { return nil }
    let checked = known[text] ?? check(text, place)
    known[text] = checked
    guard let expression = checked.expression else { return nil }
    return ProgramCondition(
      expression: expression,
      calls: checked.names.map {
        reference($0) ?? CallReference(candidates: [], isCertain: false, isDone: false)
      }, text: text)
  }

  private mutating func check(_ text: String, _ place: PlanPlace?) -> Checked {
    let bytes = Array(text.utf8)
    var lexer = Lexer(bytes: bytes, file: 0)
    let tokens = lexer.tokenize()
    var parser = Parser(tokens: tokens, file: 0)
    let syntax = parser.wholeExpression()
    var diagnostics = lexer.diagnostics + parser.diagnostics
    let names = identifiers.sorted()
    var expression: Expression?
    if let syntax, !diagnostics.contains(where: { $0.level == .error }) {
      var used: Set<String> = []
      syntax.collectNames(into: &used)
      let slots = names.filter(used.contains)
      var checker = Checker(vocabulary: model.schema) { $0 == 0 ? bytes : [] }
      checker.names = model.scope
      for name in slots where checker.names[name] == nil {
        checker.locals.append(
          Local(
            name: name, type: .entity(WorldModel.Place.call), isFixed: true,
            span: Span(file: 0, start: 0, end: 0)))
      }
      expression = checker.condition(syntax)
      if let span = checker.temporal, expression != nil {
        checker.report(
          .misplacedRunOperator, span,
          "a plan's condition is about the moment at which it is asked, not about others")
      }
      diagnostics += checker.diagnostics
      if !diagnostics.contains(where: { $0.level == .error }) {
        if !hasContracts, let asked = expression, CallUse([asked]).usesOutputs {
          assumptions.append(
            "whether `\(text)` holds is not known, since no contract says what the tool gives: both ways are looked at"
          )
          return Checked(expression: nil, names: [])
        }
        return Checked(expression: expression, names: slots)
      }
    }
    for diagnostic in diagnostics where diagnostic.level == .error {
      let from = min(diagnostic.span.start, bytes.count)
      let part = String(
        decoding: bytes[from..<min(max(diagnostic.span.end, from), bytes.count)], as: UTF8.self)
      mistakes.append(
        PlanMistake(
          "in the condition `\(text)`"
            + (part.isEmpty || part == text ? "" : ", at `\(part)`") + ": \(diagnostic.message)"
            + (diagnostic.fix.map { " (\($0.text))" } ?? ""), at: place))
    }
    return Checked(expression: nil, names: [])
  }
}
