import Foundation
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import Testing

@testable import Proviso

/// Verdicts about random agents' plans, compared with every run of their trees.
@Suite struct RandomPlanTests {
  static let campaign =
    ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"].flatMap { Int($0) } ?? 1
  static let seed =
    ProcessInfo.processInfo.environment["PROVISO_SEED"].flatMap { UInt64($0) } ?? 20_261_124

  /// Properties of the world alone. For these a call is a single step.
  static let ofWorld = """
    invariant both_on "both_on" { not (a.on and b.on) }
    invariant full "full" { box.level < 2 }
    possible both_on_calmly "both_on_calmly" { a.on and b.on }
    invariant rests_with_a "rests_with_a" at rest { not a.on }
    invariant ends_with_a "ends_with_a" at end { not a.on }
    """

  /// Properties of calls. For these a call begins, takes effect and ends.
  static let ofCalls = """
    invariant both_on "both_on" { not (a.on and b.on) }
    invariant clears_beside_b "clears_beside_b" {
      every c in calls where c.tool == "clear" { whenever c starts { not b.on } }
    }
    invariant set_unasked "set_unasked" {
      every c in calls where c.tool == "set" {
        c.happened implies some d in calls where d.tool == "ask" and d.output == true
      }
    }
    invariant add_failed "add_failed" { every c in calls where c.tool == "add" { not c.failed } }
    """

  static func verdicts(
    _ tree: PlanTree, _ properties: String, statesAtOnce: Int
  ) throws -> [String: PropertyResult] {
    let loaded = SpecLoader(vocabularies: .supported) { _ throws(SourceReadError) in
      throw SourceReadError("none")
    }
    .load(path: "desk.proviso", text: PlanTree.world + properties)
    let spec = try #require(loaded.spec)
    let specs = LoadedSpecs(
      specs: [.init(spec: spec, sources: loaded.sources, isBuiltIn: false)], warnings: [])
    var verifier = Verifier()
    verifier.options.exploration.statesAtOnce = statesAtOnce
    let result = try verifier.check(
      tree.plan, against: specs)
    return Dictionary(uniqueKeysWithValues: result.properties.map { ($0.name, $0) })
  }

  /// With room for one state, the engine checks each question alone, on the part of the system that
  /// the question depends on, and does not interleave independent moves.
  @Test(arguments: [false, true], [20_000, 1])
  func everyRun(hasFreeLoops: Bool, statesAtOnce: Int) throws {
    var decided = 0
    var violated = 0
    let count = 30 * Self.campaign
    for number in 0..<count {
      let seed = Self.seed &+ UInt64(number)
      var generator = PlanTreeGenerator(seed: seed, most: 7, hasFreeLoops: hasFreeLoops)
      let tree = generator.tree()
      guard let found = PlanTreeRuns(tree, mostStates: 3_000).findings() else { continue }
      // In an unbounded loop it can be undetermined which call is meant. Then the check includes
      // more runs than the plan has.
      let isExact = !tree.hasAmbiguity
      func compare(
        _ name: String, isBad: Bool, in results: [String: PropertyResult], isGoal: Bool = false
      ) {
        guard let result = results[name] else {
          Issue.record("no result for \(name)")
          return
        }
        let isFound = isGoal ? result.verdict == .proved : result.verdict == .violated
        if result.verdict != .undecided { decided += 1 }
        if result.verdict == .violated { violated += 1 }
        if result.verdict == .undecided, !isExact { return }
        let agrees = isFound == isBad || (!isExact && isFound)
        #expect(
          result.verdict != .undecided && agrees,
          "seed \(seed), \(name): \(result.verdict) \(result.reason ?? ""), by the tree \(isBad)")
      }
      do {
        let ofWorld = try Self.verdicts(tree, Self.ofWorld, statesAtOnce: statesAtOnce)
        compare("both_on", isBad: found.bothOn, in: ofWorld)
        compare("full", isBad: found.isFull, in: ofWorld)
        compare("both_on_calmly", isBad: found.bothOnCalmly, in: ofWorld, isGoal: true)
        compare("rests_with_a", isBad: found.restsWithA, in: ofWorld)
        compare("ends_with_a", isBad: found.endsWithA, in: ofWorld)
        let ofCalls = try Self.verdicts(tree, Self.ofCalls, statesAtOnce: statesAtOnce)
        compare("both_on", isBad: found.bothOn, in: ofCalls)
        compare("clears_beside_b", isBad: found.clearsBesideB, in: ofCalls)
        compare("set_unasked", isBad: found.setUnasked, in: ofCalls)
        compare("add_failed", isBad: found.addFailed, in: ofCalls)
      } catch {
        Issue.record("seed \(seed): \(error)")
      }
    }
    #expect(decided > count * 5 && violated > count, "seed \(Self.seed)")
  }
}

extension PlanTree {
  /// Whether a call in an unbounded loop may represent several calls.
  var hasAmbiguity: Bool {
    var hasFree = false
    var hasSeveral = false
    func look(_ nodes: [Node]) {
      for node in nodes {
        if node.retries > 0 { hasSeveral = true }
        switch node.kind {
        case .call, .stop, .fail: break
        case .group(let inner): look(inner)
        case .loop(let loop, let inner):
          if loop.most == nil { hasFree = true } else { hasSeveral = true }
          look(inner)
        case .parallel(let parts), .early(let parts), .either(let parts):
          for part in parts { look(part) }
        case .branch(_, let first, let second): look(first + second)
        }
        if case .steps(let inner) = node.handling { look(inner) }
      }
    }
    for agent in agents { look(agent) }
    return hasFree && hasSeveral
  }
}
