import JSONOutput
import Proviso
import ProvisoInput
import ProvisoKernel
import ProvisoReport
import ProvisoResult

/// The explanation of a rule or of a diagnostic code, as `explain` of the command gives it.
enum RuleExplanation {
  /// The answer to a request.
  ///
  /// - Throws: `InputError` if there is no such rule, or the input cannot be used.
  static func answer(
    to object: RequestObject, _ bounds: CallBounds
  ) throws(InputError) -> Answer {
    let request = try CheckRequest(object, bounds)
    let name = try object.requiredText("rule")
    let about = try object.text("object")
    let input = try object["input"].map { (value) throws(InputError) in
      try request.files.input(value, in: "input")
    }
    guard about == nil || input != nil else {
      throw InputError("request: an `object` is explained for an `input`")
    }
    if input == nil, let explanation = try? Explainer().explain(name) {
      return Answer(
        .proved,
        text(
          of: [
            .init("rule", .string(explanation.code)), .init("title", .string(explanation.title)),
          ], ExplanationReport().render(explanation)))
    }
    var (verifier, loaded) = try specs(with: name, request.verifier)
    guard let rule = loaded.rule(named: name) else {
      throw InputError("there is no rule \(Value.quoted(name))")
    }
    let report = RuleReport(ReportSettings(detail: .long, showsAll: true))
    var members: [JSONText.Member] = [
      .init("rule", .string(name)), .init("title", .string(rule.summary.title)),
      .init("severity", .string(rule.summary.severity.rawValue)),
      .init("source", .string(rule.source)),
    ]
    var words = report.render(rule.summary, source: rule.source)
    guard let input else { return Answer(.proved, text(of: members, words)) }
    verifier.selection.only = [name]
    verifier.explains = true
    let result = try verifier.waitingForCheck(of: input)
    words += "\n" + report.render(result, object: about)
    members.append(.init("verdict", .string(result.verdict.rawValue)))
    return Answer(CallStatus(result.verdict), text(of: members, words))
  }

  /// The specs of the request if they have a rule, or else the first pack that has it.
  private static func specs(
    with name: String, _ verifier: Verifier
  ) throws(InputError) -> (Verifier, LoadedSpecs) {
    let given = try verifier.loadSpecsWithinBudget()
    guard given.rule(named: name) == nil, verifier.specs.isEmpty else { return (verifier, given) }
    for pack in SpecPack.all {
      var other = verifier
      other.specs = [.path(pack.name)]
      let loaded = try other.loadSpecsWithinBudget()
      if loaded.rule(named: name) != nil { return (other, loaded) }
    }
    return (verifier, given)
  }

  private static func text(of members: [JSONText.Member], _ words: String) -> String {
    JSONText.object(
      [.init("schema", .string("proviso.explanation/1"))] + members
        + [.init("text", .string(words))]
    ).rendered() + "\n"
  }
}
