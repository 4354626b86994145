import ProvisoEngine
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans
import ProvisoResult
import ProvisoWorlds

/// Judges specs about a plan of agents: in the world of the spec, or in no world if the spec is
/// only about calls.
struct AgentPlanCheck {
  let plan: AgentPlan
  let path: String
  /// The file with the world that the plan names; `nil` if it names none.
  let world: LoadedSpecs.CheckedFile?
  /// The changes that the plans carried out by calls make, by the paths of these plans.
  let changes: [String: PartialValue]
  /// The reasons why the plan's steps may not be everything that is done.
  var gaps: [String]
  let explorer: Explorer
  /// A run to replay instead of an exploration.
  var recorded: RecordedRun?
  /// The paths of the plans that calls carry out and that were checked by themselves, so that they leave no
  /// property of the world open.
  var checkedPlans: Set<String> = []
  /// The noun for the input.
  var noun = "plan"

  /// The results for one spec file.
  typealias Answer = WorldJudge.Answer

  /// Judges one spec file.
  ///
  /// - Returns: the results, and the number of calls of the plan.
  /// - Throws: `InputError` with every mistake of the plan in the file's world.
  func answer(
    for file: LoadedSpecs.CheckedFile
  ) throws(InputError) -> (answer: Answer, calls: Int) {
    let model = try model(in: file.spec.world ?? world?.spec.world)
    var whole: Answer?
    // Properties that read outputs of calls are explored separately: they would add states to all
    // others.
    for part in Self.parts(of: file.spec) {
      let uses = CallObservations(part.properties.flatMap(\.expressions) + part.assumptions)
      let watched = model.watching(uses)
      var explorer = explorer
      // Plans end: no run is longer than this.
      explorer.limits.depth = max(explorer.limits.depth, watched.program?.longestRun ?? 0)
      let judge = WorldJudge(
        loaded: LoadedSpecs.CheckedFile(
          spec: part, sources: file.sources, isBuiltIn: file.isBuiltIn),
        model: watched, explorer: explorer, plan: assumptions(in: model), recorded: recorded)
      let answer = try judge.answer()
      whole = whole.map { $0.joined(with: answer) } ?? answer
    }
    guard var answer = whole else {
      throw InputError("\(file.spec.path): there is no property to check")
    }
    let order = Dictionary(
      file.spec.properties.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    answer.properties.sort { (order[$0.name] ?? 0) < (order[$1.name] ?? 0) }
    return (answer, model.program?.calls.count ?? 0)
  }

  /// The names of the calls that carry out the plan of a path.
  func calls(carrying changes: String) throws(InputError) -> [String] {
    try model(in: world?.spec.world).program?.calls.filter { $0.changesPath == changes }
      .map(\.name) ?? []
  }

  private func model(in world: WorldModel?) throws(InputError) -> WorldModel {
    do throws(PlannedWorld.Failure) {
      return try PlannedWorld.model(of: plan, in: world, changes: changes)
    } catch {
      throw InputError(error.mistakes.map { InputError.text($0, in: path) })
    }
  }

  private static func parts(of spec: Spec) -> [Spec] {
    func isOpaque(_ property: Property) -> Bool {
      CallObservations(property.expressions).usesOutputs
    }
    return [spec.keeping { !isOpaque($0) }, spec.keeping(isOpaque)].filter {
      !$0.properties.isEmpty
    }
  }

  private func assumptions(in model: WorldModel) -> PlanAssumptions {
    let hasContracts = !(model.program?.calls.allSatisfy { $0.isWithoutContract } ?? true)
    return PlanAssumptions(
      incompleteness: gaps.first.map {
        "nothing can be proved about this \(noun): " + $0.prefix(1).lowercased() + $0.dropFirst()
      }, hasContracts: hasContracts, assumptions: model.program?.assumptions ?? [],
      obstacle: { [checkedPlans] in
        OpenEffects.obstacle(to: $0, in: model, apartFrom: checkedPlans)
      })
  }
}

extension InputError {
  /// A mistake of a plan as a person reads it.
  static func text(_ mistake: AgentPlanMistake, in path: String) -> String {
    position(path, line: mistake.position?.line, column: mistake.position?.column) + mistake.message
  }
}

extension WorldJudge.Answer {
  /// Joins the results for two parts of one file.
  func joined(with other: WorldJudge.Answer) -> WorldJudge.Answer {
    WorldJudge.Answer(
      properties: properties + other.properties,
      exploration: exploration.joined(with: other.exploration),
      assumptions: assumptions + other.assumptions.filter { !assumptions.contains($0) })
  }
}
