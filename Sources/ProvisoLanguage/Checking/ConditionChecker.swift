import ProvisoKernel
import ProvisoSyntax

/// A condition that a plan of agents gives as text, checked in the plan's world.
package struct CheckedCondition: Sendable {
  /// The condition; `nil` if it has a mistake.
  package let expression: Expression?
  /// The calls that the condition names, in the order of their slots.
  package let calls: [String]
  /// The mistakes and warnings; their spans are in the text of the condition.
  package let diagnostics: [Diagnostic]
}

extension WorldModel {
  /// Checks a condition, in which the identifiers of calls are names, in addition to the names of the
  /// world. A name of the world hides a call of the same name.
  ///
  /// - Parameters:
  ///   - bytes: the text of the condition, in UTF-8.
  ///   - calls: the identifiers of the plan's calls.
  package func condition(_ bytes: [UInt8], calls: Set<String>) -> CheckedCondition {
    let (syntax, mistakes) = SyntaxExpression.parse(bytes, file: 0)
    func failure(_ diagnostics: [Diagnostic]) -> CheckedCondition {
      CheckedCondition(expression: nil, calls: [], diagnostics: diagnostics)
    }
    guard let syntax, !mistakes.contains(where: { $0.level == .error }) else {
      return failure(mistakes)
    }
    var used: Set<String> = []
    syntax.collectNames(into: &used)
    var checker = Checker(vocabulary: schema) { $0 == 0 ? bytes : [] }
    checker.names = scope
    let named = calls.sorted().filter { used.contains($0) && scope[$0] == nil }
    for name in named {
      checker.locals.append(
        Local(
          name: name, type: .entity(EntityIndex.call), isFixed: true,
          span: Span(file: 0, start: 0, end: 0)))
    }
    let expression = checker.condition(syntax)
    if let span = checker.temporal, expression != nil {
      checker.report(
        .misplacedRunOperator, at: span,
        "a plan's condition applies only to the moment at which it is evaluated")
    }
    let diagnostics = mistakes + checker.diagnostics
    guard !diagnostics.contains(where: { $0.level == .error }) else { return failure(diagnostics) }
    return CheckedCondition(expression: expression, calls: named, diagnostics: diagnostics)
  }

  /// A world without contracts, for a plan whose tools nothing describes.
  package static var withoutContracts: WorldModel {
    WorldModel(
      name: VocabularySchema.agent.name,
      schema: WorldChecker.schema(VocabularySchema.agent.name, types: [], state: []), entities: [],
      objectNames: Array(repeating: [], count: EntityIndex.first), variables: [], relations: [],
      actions: [], agents: [], assumptions: [])
  }
}
