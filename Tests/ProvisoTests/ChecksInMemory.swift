import ProvisoAgent
import ProvisoEngine
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans
import ProvisoResult
import ProvisoSyntax
import ProvisoTerraform

@testable import Proviso

extension [VocabularySchema] {
  /// The vocabularies that specs of tests are for.
  static var supported: [VocabularySchema] { InputKinds.builtIn.vocabularies }
}

extension OrderJudge {
  /// The result for one property of a universe, without settings of an input.
  static func result(
    for property: Property, of spec: Spec, in universe: any Universe, limits: Limits = Limits(),
    sources: SourceSet? = nil
  ) -> PropertyResult {
    OrderJudge(
      universe: universe, spec: spec, property: property,
      settings: OrderSettings(
        limits: limits, incompleteness: nil, words: TerraformInput().words,
        cancellation: Cancellation()), assumptionTexts: [], sources: sources,
      texts: sources ?? SourceSet()
    ).result()
  }
}

extension Verifier {
  /// Checks a record of calls in memory.
  func check(
    _ record: AgentTrace, named name: String = "t.json", against specs: LoadedSpecs
  ) throws -> CheckResult {
    try wait { (run) throws(InputError) in
      try run.check(.record(record, name: name), against: specs)
    }
  }

  /// Checks a plan of agents in memory, with what the plans that its calls carry out would change.
  func check(
    _ plan: AgentPlan, against specs: LoadedSpecs, changes: [String: PartialValue] = [:]
  ) throws -> CheckResult {
    try wait { (run) throws(InputError) in
      let check = AgentPlanCheck(
        plan: plan, path: "plan.yaml", world: nil, changes: changes, gaps: plan.gaps,
        explorer: run.explorer)
      let (findings, calls) = try run.findings(by: check, against: specs)
      let subject = AgentPlanInput().subject(of: plan, path: "plan.yaml", digest: Digest(of: []))
      return run.assembly.result(of: findings, about: subject.info(steps: calls), against: specs)
    }
  }
}
