import ProvisoKernel

/// Reads the conditions of a plan: expressions in which the identifiers of calls are names, in
/// addition to the names of the world.
struct ConditionReader {
  let model: WorldModel
  /// The identifiers of the plan's calls.
  let identifiers: Set<String>
  /// Whether contracts describe the outputs of tools.
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

  /// The condition with its names resolved; `nil` if both outcomes are possible.
  mutating func read(
    _ condition: PlanCondition, _ reference: (String) -> CallReference?
  ) -> ProgramCondition? {
    guard case .expression(let text, let place) = condition else { return nil }
    let checked = known[text] ?? check(text, place)
    known[text] = checked
    guard let expression = checked.expression else { return nil }
    if checked.names.contains(where: { reference($0)?.isAmbiguous ?? false }) {
      let taken =
        "`\(text)` can be true or false, because it refers to one of several calls in a loop without a bound"
      if !assumptions.contains(taken) { assumptions.append(taken) }
      return nil
    }
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
          "a plan's condition applies only to the moment at which it is evaluated")
      }
      diagnostics += checker.diagnostics
      if !diagnostics.contains(where: { $0.level == .error }) {
        if !hasContracts, let asked = expression, CallUse([asked]).usesOutputs {
          assumptions.append(
            "`\(text)` can be true or false, because no contract describes the output of the tool"
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
