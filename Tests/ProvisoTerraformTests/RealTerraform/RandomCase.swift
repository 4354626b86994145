import Foundation
import JSON
import ProvisoTerraform
import TestSupport

/// A random configuration that the real terraform plans and applies a few times, with random
/// changes in between.
struct RandomCase: Sendable {
  let seed: UInt64
  private(set) var plans = 0
  private(set) var ordered = 0
  private(set) var found = 0
  private(set) var observed = 0
  private(set) var failures = 0
  private(set) var conditional = 0
  /// The number of pairs of steps that the order from the graph has.
  private(set) var exact = 0
  private(set) var problems: [String] = []
  /// Pairs of steps that Terraform orders and the model does not.
  private(set) var open: [String] = []
  /// Terraform's messages about the configuration, if it refused it.
  private(set) var refused: String?

  init(seed: UInt64, rounds: Int = 3) throws {
    self.seed = seed
    var random = SeededGenerator(seed: seed)
    let terraform = try TerraformProgram(named: "case\(seed)")
    var configuration = RandomConfiguration(using: &random)
    for round in 0..<rounds {
      if round > 0 { configuration.change(using: &random) }
      try terraform.write(configuration.files())
      let prepared = try terraform.run("init", "-no-color", mayFail: true)
      let planned = try terraform.run(
        "plan", "-no-color", "-input=false", "-out=p.tfplan", mayFail: true)
      guard prepared.status == 0, planned.status == 0 else {
        refused = prepared.errors + planned.errors
        break
      }
      try check(terraform, round: round, using: &random)
    }
    if problems.isEmpty, ProcessInfo.processInfo.environment["PROVISO_KEEP"] == nil {
      terraform.remove()
    } else {
      problems = problems.map { "\($0) (seed \(seed), \(terraform.folder.path))" }
    }
  }

  private mutating func check(
    _ terraform: TerraformProgram, round: Int, using random: inout SeededGenerator
  ) throws {
    let shown = try terraform.run("show", "-json", "p.tfplan").text
    let dot = try terraform.run("graph", "-plan=p.tfplan").text
    let plan: TerraformPlan
    do {
      plan = try TerraformPlan(document: JSONDocument(text: shown))
    } catch {
      problems.append("round \(round): \(error)")
      return
    }
    let comparison = OrderComparison(
      plan: plan, dot: dot, state: terraform.read("terraform.tfstate"))
    plans += 1
    ordered += comparison.ordered
    found += comparison.found
    conditional += plan.waits.count { $0.condition != nil }
    problems += comparison.wrong.map { "round \(round), not in Terraform's graph: \($0)" }
    problems += comparison.missing.map { "round \(round), step without a node: \($0)" }
    if plan.notModelled.isEmpty {
      problems += comparison.open.map { "round \(round), not in the model: \($0)" }
    }
    open += comparison.open.map { "seed \(seed) round \(round): \($0)" }

    let names = AppliedLog.names(plan).compactMap { $0 }
    var failing: [String] = []
    for name in names where random.chance(12) {
      failing.append(String(name.drop { $0 != " " }.dropFirst()))
    }
    failures += failing.count
    try (failing.joined(separator: "\n") + "\n").write(
      to: terraform.folder.appendingPathComponent("fails"), atomically: true, encoding: .utf8)
    try "".write(
      to: terraform.folder.appendingPathComponent("log"), atomically: true, encoding: .utf8)
    let withGraph = GraphComparison(plan: plan, dot: dot)
    problems += withGraph.problems.map { "round \(round), with the graph: \($0)" }
    exact += withGraph.ordered
    try terraform.run("apply", "-no-color", "p.tfplan", mayFail: true)
    let log = AppliedLog(terraform.read("log"))
    let (seen, early) = log.check(plan, waited: comparison.waited())
    observed += seen
    problems += early.map { "round \(round): \($0)" }
    problems += withGraph.early(in: log).map { "round \(round), with the graph: \($0)" }
  }
}
