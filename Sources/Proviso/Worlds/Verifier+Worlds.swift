import Foundation
import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult

/// Ends a check or an exploration from another task or thread; what was found so far is kept.
public typealias Cancellation = ProvisoEngine.Cancellation
/// How far an exploration has come.
public typealias ExplorationProgress = ProvisoEngine.ExplorationProgress
/// What an exploration is allowed to cost, and what is asked beside the verdicts.
public typealias ExplorationLimits = ProvisoEngine.ExplorationLimits

extension Verifier {
  /// Explores a world: its agents act freely within what they may do.
  ///
  /// - Parameter path: a `.proviso` file: a world, or a spec for a world that it uses. The verifier's
  ///   specs are checked too; they must be for the same world.
  /// - Throws: `InputError` where a file cannot be read or is wrong, or a world contradicts itself.
  public func explore(worldAt path: String) throws(InputError) -> CheckResult {
    let others = specs.filter { $0 != path }
    return try explore(SpecReader(conventions: nil).load([path] + others, mayBeEmpty: true))
  }

  /// Does the same, for one who asks for verdicts: where there is no property there is none.
  func check(worldAt path: String) throws(InputError) -> CheckResult {
    let others = specs.filter { $0 != path }
    return try explore(SpecReader(conventions: nil).load([path] + others))
  }

  /// Explores worlds that have been read before.
  func explore(_ loaded: LoadedSpecs) throws(InputError) -> CheckResult {
    let start = ContinuousClock.now
    var properties: [PropertyResult] = []
    var diagnostics = loaded.warnings
    var assumptions: [String] = []
    var whole: ExplorationInfo?
    var path = ""
    var name: String?
    var steps = 0
    for file in loaded.specs {
      guard let model = file.spec.world else {
        throw InputError(
          "\(file.spec.path): this is a spec for `\(file.spec.vocabulary)`, and only worlds are explored; `proviso check` takes it with a plan"
        )
      }
      if let name, name != model.name {
        throw InputError(
          "\(file.spec.path): this is about the world `\(model.name)`, and \(path) about `\(name)`")
      }
      if name == nil {
        name = model.name
        path = file.spec.path
        steps = model.actions.count
      }
      let explorer = Explorer(
        limits: exploration, cancellation: interrupt ?? Cancellation(),
        progress: exploring)
      let answer = try WorldCheck(loaded: file, model: model, explorer: explorer).run()
      properties += answer.properties
      diagnostics += answer.diagnostics
      for assumption in answer.assumptions where !assumptions.contains(assumption) {
        assumptions.append(assumption)
      }
      whole = whole.map { $0.joined(with: answer.exploration) } ?? answer.exploration
    }
    let waivers = Waivers(loaded.specs, today: currentDay)
    diagnostics += waivers.standing() + waivers.apply(to: &properties)
    for place in properties.indices { settle(&properties[place], isComplete: true, of: "world") }
    let bytes = loaded.specs.first?.sources.files.first?.bytes ?? []
    return CheckResult(
      tool: ToolInfo(name: "proviso", version: Self.version, solver: Self.solver),
      plan: PlanInfo(
        ofWorld: path, bytes, objects: loaded.specs.first?.spec.world?.objectCount ?? 0,
        actions: steps),
      properties: properties, assumptions: assumptions, notModelled: [], diagnostics: diagnostics,
      exploration: whole,
      seconds: start.secondsUntilNow)
  }
}

extension PlanInfo {
  /// Describes a world by the bytes of its file.
  init(ofWorld path: String, _ bytes: [UInt8], objects: Int, actions: Int) {
    self.init(
      path: path, kind: "world", sha256: Verifier.digest(of: bytes), resources: objects,
      steps: actions, order: "free")
  }
}

extension WorldModel {
  /// The number of objects, those that may come into being included, enums and agents aside.
  var objectCount: Int { entities.reduce(0) { $0 + objectNames[$1.place].count } }
}
