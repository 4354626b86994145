import Foundation
import JSON
import ProvisoTerraform
import Testing

/// Repeats the experiments of SemanticsOfTerraform, "Experiments": Terraform still orders the steps
/// in this way, and so does the model.
@Suite struct ScenarioTests {
  @Test(
    .enabled(if: !TerraformProgram.isMissing, "terraform is not on the PATH"),
    arguments: Scenario.all)
  func orderIsAsObserved(_ scenario: Scenario) throws {
    let terraform = try TerraformProgram(named: "scenario")
    defer { terraform.remove() }
    let other =
      #"{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"x","outputs":{},"resources":[]}"#
    try terraform.write(["main.tf": scenario.before, "other.json": other])
    try terraform.run("init", "-no-color")
    try terraform.run("apply", "-no-color", "-auto-approve")
    try terraform.write(["main.tf": scenario.after])
    try terraform.run(["plan", "-no-color", "-out=p.tfplan"] + scenario.options)
    let shown = try terraform.run("show", "-json", "p.tfplan").text
    let plan = try TerraformPlan(document: JSONDocument(text: shown))
    let comparison = OrderComparison(
      plan: plan, dot: try terraform.run("graph", "-plan=p.tfplan").text,
      state: terraform.read("terraform.tfstate"))
    #expect(comparison.missing.isEmpty)
    #expect(comparison.wrong.isEmpty)
    #expect(comparison.open.isEmpty)
    let truth = comparison.graph.closure()
    let model = comparison.waited()
    func isOrdered(_ pair: (String, String)) -> (truth: Bool, model: Bool)? {
      guard let after = comparison.step(pair.0), let before = comparison.step(pair.1) else {
        return nil
      }
      return (truth[after.node].contains(before.node), model[after.step].contains(before.step))
    }
    for pair in scenario.orders {
      let found = try #require(isOrdered(pair), "no such nodes: \(pair)")
      #expect(found.truth, "Terraform does not order \(pair)")
      #expect(found.model, "the model does not order \(pair)")
    }
    for pair in scenario.free {
      let found = try #require(isOrdered(pair), "no such nodes: \(pair)")
      #expect(!found.truth && !found.model, "\(pair) is ordered")
    }
  }
}
