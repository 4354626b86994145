import Foundation
import JSON
import ProvisoTerraform

/// Compares the model's order of a plan with Terraform's own.
struct OrderComparison {
  let plan: TerraformPlan
  let graph: ApplyGraph
  /// The `create_before_destroy` flag of each address in the raw state.
  let flags: [String: Bool]
  /// For each step, its node in Terraform's graph; nil for junctions and other steps without one.
  private(set) var nodes: [Int?] = []
  /// Steps that should have a node, but have none.
  private(set) var missing: [String] = []
  /// Pairs of steps that the model orders and Terraform does not.
  private(set) var wrong: [String] = []
  /// The number of pairs of steps that Terraform orders.
  private(set) var ordered = 0
  /// The number of these pairs that the model orders too.
  private(set) var found = 0
  /// Pairs of steps that Terraform orders and the model does not.
  private(set) var open: [String] = []

  init(plan: TerraformPlan, dot: String, state: String) {
    self.plan = plan
    graph = ApplyGraph(dot: dot)
    flags = Self.flags(state)
    match()
    compare()
  }

  /// Returns, for each step, the steps that it waits for, transitively, under the flags of the raw
  /// state.
  func waited() -> [Set<Int>] {
    var edges = Array(repeating: [Int](), count: plan.steps.count)
    for wait in plan.waits {
      if let condition = wait.condition {
        // The raw state still contains the address before a move.
        let resource = plan.resources[condition.resource]
        let flag = flags[resource.previousAddress ?? resource.address] ?? false
        guard flag == condition.createBeforeDestroy else { continue }
      }
      edges[wait.after].append(wait.before)
    }
    return Closure.of(edges)
  }

  /// Returns the step with a given node name, in which `*` matches any deposed key.
  func step(_ name: String) -> (step: Int, node: Int)? {
    let parts = name.split(separator: "*", maxSplits: 1).map(String.init)
    for (step, node) in nodes.enumerated() {
      guard let node else { continue }
      let own = graph.names[node]
      if own == name || (parts.count == 2 && own.hasPrefix(parts[0]) && own.hasSuffix(parts[1])) {
        return (step, node)
      }
    }
    return nil
  }

  private mutating func match() {
    let listed = Set(
      plan.resources.compactMap { resource in
        resource.deposed.map { "\(resource.address) (destroy deposed \($0))" }
      })
    for step in plan.steps {
      guard let resource = step.resource.map({ plan.resources[$0] }) else {
        nodes.append(nil)
        continue
      }
      var name: String?
      switch step.kind {
      case .create, .update, .read, .check: name = resource.address
      case .forget: name = resource.address + " (forget)"
      case .delete:
        if let deposed = resource.deposed {
          name = "\(resource.address) (destroy deposed \(deposed))"
        } else if resource.createBeforeDestroy == true {
          // Terraform generates the key anew for each graph.
          name = graph.names.first {
            $0.hasPrefix(resource.address + " (destroy deposed ") && !listed.contains($0)
          }
        } else {
          name = resource.address + " (destroy)"
        }
      case .import, .junction, .provider: break
      }
      let node = name.flatMap { graph.indices[$0] }
      nodes.append(node)
      if node == nil, step.kind != .junction, step.kind != .import {
        missing.append("\(step.kind) \(resource.address)")
      }
    }
    let known = Set(nodes.compactMap { $0 })
    for (index, name) in graph.names.enumerated()
    where isStep(name) && !known.contains(index) {
      missing.append("not in the model: \(name)")
    }
  }

  private func isStep(_ name: String) -> Bool {
    guard name.contains("terraform_data.") || name.contains("terraform_remote_state.") else {
      return false
    }
    return !["(expand)", "(close)"].contains { name.hasSuffix($0) }
      && !name.contains("output.") && !name.contains("local.") && !name.contains("(validation)")
  }

  private mutating func compare() {
    let model = waited()
    let truth = graph.closure()
    for (after, node) in nodes.enumerated() {
      guard let node else { continue }
      for (before, other) in nodes.enumerated() where before != after {
        guard let other else { continue }
        let isOrdered = truth[node].contains(other)
        let isModelled = model[after].contains(before)
        let pair = "\(graph.names[node]) -> \(graph.names[other])"
        if isOrdered { ordered += 1 }
        if isOrdered, isModelled { found += 1 }
        if isOrdered, !isModelled { open.append(pair) }
        if isModelled, !isOrdered { wrong.append(pair) }
      }
    }
  }

  private static func flags(_ state: String) -> [String: Bool] {
    var found: [String: Bool] = [:]
    guard let document = try? JSONDocument(text: state, name: "state") else { return found }
    for resource in document.root["resources"]?.elements.map({ $0 }) ?? [] {
      guard let type = resource["type"]?.string, let name = resource["name"]?.string else {
        continue
      }
      let module = resource["module"]?.string.map { $0 + "." } ?? ""
      for instance in resource["instances"]?.elements.map({ $0 }) ?? []
      where instance["deposed"] == nil {
        var address = module + type + "." + name
        if let key = instance["index_key"] {
          address += key.string.map { "[\"\($0)\"]" } ?? "[\(key.number?.integer ?? 0)]"
        }
        found[address] = instance["create_before_destroy"]?.bool ?? false
      }
    }
    return found
  }
}
