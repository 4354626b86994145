import Foundation
import TestSupport
import Testing

/// `terraform graph -plan=…` prints the same graph that the apply walks.
@Suite struct PrintedGraphTests {
  @Test(
    .enabled(if: !TerraformProgram.isMissing, "terraform is not on the PATH"),
    arguments: [11, 12, 13] as [UInt64])
  func printedGraphIsWalked(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let terraform = try TerraformProgram(named: "walked\(seed)")
    defer { terraform.remove() }
    var configuration = RandomConfiguration(using: &random)
    var compared = 0
    for round in 0..<3 {
      if round > 0 { configuration.change(using: &random) }
      try terraform.write(configuration.files())
      let prepared = try terraform.run("init", "-no-color", mayFail: true)
      let planned = try terraform.run("plan", "-no-color", "-out=p.tfplan", mayFail: true)
      guard prepared.status == 0, planned.status == 0 else { break }
      let printed = ApplyGraph(dot: try terraform.run("graph", "-plan=p.tfplan").text)
      let applied = try terraform.run(
        ["apply", "-no-color", "p.tfplan"], with: ["TF_LOG": "trace"])
      let walked = Self.walked(applied.errors)
      var edges: Set<String> = []
      for (node, targets) in printed.edges.enumerated() {
        for target in targets {
          edges.insert(Self.plain("\(printed.names[node]) -> \(printed.names[target])"))
        }
      }
      #expect(!walked.isEmpty)
      #expect(edges == walked, "seed \(seed), round \(round)")
      compared += 1
    }
    #expect(compared > 0)
  }

  /// Returns the edges of the last graph in the trace of an apply.
  private static func walked(_ trace: String) -> Set<String> {
    var edges: Set<String> = []
    var node: String?
    var isInside = false
    for line in trace.split(separator: "\n") {
      if line.contains("TransitiveReductionTransformer with new graph:") {
        edges = []
        isInside = true
        continue
      }
      guard isInside else { continue }
      guard line.hasPrefix("  "), let end = line.range(of: " - *terraform.") else {
        isInside = false
        continue
      }
      let name = line[..<end.lowerBound].drop { $0 == " " }
      if line.hasPrefix("    "), let node {
        edges.insert(plain("\(node) -> \(name)"))
      } else {
        node = String(name)
      }
    }
    return edges
  }

  /// Removes the deposed keys, which Terraform generates anew for each graph.
  private static func plain(_ text: String) -> String {
    text.replacing(/destroy deposed [0-9a-f]{8}/, with: "destroy deposed")
  }
}
