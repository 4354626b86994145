import Foundation
import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans
import ProvisoWorlds

/// Checks agents' plans: in each world that a spec is for, or in none where specs speak of calls alone.
struct PlanCheck {
  let plan: AgentPlan
  let path: String
  /// The world that the plan names, with what stands in its file; `nil` where it names none.
  let world: LoadedSpecs.CheckedFile?
  /// What the change sets that calls carry would do, by their paths.
  let changes: [String: PartialValue]
  /// Why not all that may be done is among the steps.
  let gaps: [String]
  let explorer: Explorer

  /// What came of one file.
  typealias Answer = WorldCheck.Answer

  /// Checks what one file says.
  ///
  /// - Throws: `InputError` with every mistake of the plan in the file's world.
  func run(_ file: LoadedSpecs.CheckedFile) throws(InputError) -> (answer: Answer, calls: Int) {
    let model = try model(in: file.spec.world ?? world?.spec.world)
    var whole: Answer?
    // What asks for parts of outputs that no contract describes is asked apart from what does not.
    for part in Self.parts(of: file.spec) {
      let uses = CallUse(part.properties.flatMap(\.expressions) + part.assumptions)
      let watched = model.watching(uses)
      var explorer = explorer
      // Plans end, and a bound that all runs keep is no bound.
      explorer.limits.depth = max(explorer.limits.depth, watched.program?.longestRun ?? 0)
      let check = WorldCheck(
        loaded: LoadedSpecs.CheckedFile(
          spec: part, sources: file.sources, isBuiltIn: file.isBuiltIn),
        model: watched, explorer: explorer, plan: notes(model))
      let answer = try check.run()
      whole = whole.map { $0.joined(with: answer) } ?? answer
    }
    guard var answer = whole else {
      throw InputError("\(file.spec.path): there is no property to check")
    }
    let places = Dictionary(
      file.spec.properties.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    answer.properties.sort { (places[$0.name] ?? 0) < (places[$1.name] ?? 0) }
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
    func isOpaque(_ property: Property) -> Bool { CallUse(property.expressions).usesOutputs }
    return [spec.keeping { !isOpaque($0) }, spec.keeping(isOpaque)].filter {
      !$0.properties.isEmpty
    }
  }

  private func notes(_ model: WorldModel) -> PlanTaken {
    let hasContracts = !(model.program?.calls.allSatisfy { $0.isWithoutContract } ?? true)
    return PlanTaken(
      spoiler: gaps.first.map {
        "not all that may be done is understood: " + $0.prefix(1).lowercased() + $0.dropFirst()
      }, hasContracts: hasContracts, assumptions: model.program?.assumptions ?? [])
  }
}

/// What a check of a plan takes for granted.
struct PlanTaken: Sendable {
  /// Why nothing can be proved, where that is so.
  let spoiler: String?
  /// Whether contracts say what tools do.
  let hasContracts: Bool
  let assumptions: [String]
}

extension InputError {
  /// A mistake of a plan as a person reads it.
  static func text(_ mistake: PlanMistake, in path: String) -> String {
    guard let place = mistake.place else { return "\(path): \(mistake.message)" }
    return "\(path):\(place.line):\(place.column): \(mistake.message)"
  }
}

extension WorldCheck.Answer {
  /// Both, as the answer of one file.
  func joined(with other: WorldCheck.Answer) -> WorldCheck.Answer {
    WorldCheck.Answer(
      properties: properties + other.properties,
      exploration: exploration.joined(with: other.exploration),
      assumptions: assumptions + other.assumptions.filter { !assumptions.contains($0) },
      diagnostics: diagnostics + other.diagnostics.filter { !diagnostics.contains($0) })
  }
}
