import Foundation
import Testing

/// Terraform's own graph as a second input, and plans saved by the real terraform.
@Suite struct GraphTests {
  static let terraform: URL? = {
    let search = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return search.split(separator: ":").map { "\($0)/terraform" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
      .map { URL(fileURLWithPath: $0) }
  }()

  /// `b` stops using `a`, which is deleted. Only the state determines which comes first.
  private static let before = #"""
    resource "terraform_data" "a" {
      input = 1
    }
    resource "terraform_data" "b" {
      input = terraform_data.a.id
      lifecycle { create_before_destroy = CBD }
    }
    """#
  private static let after = #"""
    resource "terraform_data" "b" {
      input = 2
    }
    """#
  private static let spec = #"""
    spec order for terraform

    /// What b used goes only when b does not use it any more.
    invariant updated_first
      "b is updated before a goes"
    {
      every u in updates, d in deletions { u before d }
    }
    """#

  /// Returns a folder with a configuration that was applied and then changed, and a saved plan.
  private func prepared(createsFirst: Bool, plan: String = "tfplan") throws -> ProvisoRun.Folder {
    let terraform = try #require(Self.terraform)
    let folder = try ProvisoRun.Folder()
    func run(_ arguments: String...) throws {
      let outcome = try ProvisoRun.run(terraform, arguments, in: folder)
      try #require(outcome.status == 0, "terraform \(arguments): \(outcome.errors)")
    }
    let before = Self.before.replacing("CBD", with: "\(createsFirst)")
    try folder.write("main.tf", Data(before.utf8))
    try run("init", "-no-color")
    try run("apply", "-no-color", "-auto-approve")
    try folder.write("main.tf", Data(Self.after.utf8))
    try run("plan", "-no-color", "-out", plan)
    try folder.write("order.proviso", Data(Self.spec.utf8))
    return folder
  }

  private func output(_ arguments: [String], in folder: ProvisoRun.Folder) throws -> Data {
    let outcome = try ProvisoRun.run(try #require(Self.terraform), arguments, in: folder)
    try #require(outcome.status == 0, "terraform \(arguments): \(outcome.errors)")
    return Data(outcome.output.utf8)
  }

  /// A job without the state gets no graph from terraform. The order is that of the JSON, and the answer
  /// says so; `--no-graph` does not ask for it.
  @Test(.enabled(if: terraform != nil, "terraform is not on the PATH"))
  func planWithoutItsState() throws {
    let folder = try prepared(createsFirst: false)
    let elsewhere = try ProvisoRun.Folder()
    for name in ["tfplan", "order.proviso"] {
      try elsewhere.write(name, Data(contentsOf: folder.url.appendingPathComponent(name)))
    }
    let refused = try ProvisoRun.run(
      try #require(Self.terraform), ["graph", "-plan=tfplan"], in: elsewhere)
    #expect(refused.status != 0)
    let specs = ["-s", "order.proviso", "--format", "json"]
    let without = try ProvisoRun.check(["tfplan"] + specs, in: elsewhere)
    #expect(without.status == 1, "\(without.errors)")
    for words in [
      #""order": "plan""#, #""needs_graph": true"#, "Terraform's graph: the order is the one",
      "Saved plan does not match the given state",
    ] {
      #expect(without.output.contains(words), "\(words): \(without.output)")
    }
    let unasked = try ProvisoRun.check(["tfplan", "--no-graph"] + specs, in: folder)
    #expect(unasked.status == 1, "\(unasked.errors)")
    #expect(unasked.output.contains(#""order": "plan""#))
    #expect(!unasked.output.contains("Terraform's graph: the order"))
    #expect(!unasked.output.contains("terraform graph\", \"seconds"))
  }

  /// The same JSON allows two orders. The verdict is open without the graph and decided with it.
  @Test(
    .enabled(if: terraform != nil, "terraform is not on the PATH"), arguments: [false, true])
  func theGraphDecidesTheOrder(createsFirst: Bool) throws {
    let folder = try prepared(createsFirst: createsFirst)
    try folder.write("plan.json", output(["show", "-json", "tfplan"], in: folder))
    try folder.write("graph.dot", output(["graph", "-plan=tfplan"], in: folder))
    let whole = try folder.snapshot()
    let specs = ["-s", "order.proviso"]

    let open = try ProvisoRun.check(["plan.json"] + specs, in: folder)
    #expect(open.status == 1)
    #expect(open.output.contains("terraform graph -plan=PLANFILE > graph.dot"))
    #expect(open.output.contains("proviso check … --graph graph.dot"))
    let told = try ProvisoRun.check(["plan.json", "--format", "json"] + specs, in: folder)
    #expect(told.output.contains(#""needs_graph": true"#))
    #expect(told.output.contains(#""order": "plan""#))

    for form in [
      ["plan.json", "--graph", "graph.dot"], ["tfplan"],
      ["--run-terraform"], [".", "--run-terraform"], ["tfplan", "--graph", "graph.dot"],
      [folder.url.path, "--run-terraform"],
    ] {
      let settled = try ProvisoRun.check(form + specs + ["--format", "json"], in: folder)
      #expect(settled.status == (createsFirst ? 0 : 1), "\(form): \(settled.errors)")
      #expect(settled.output.contains(#""order": "graph""#))
      #expect(!settled.output.contains(#""needs_graph": true"#))
    }
    // The saved plan is in another folder, and the current folder has no configuration.
    let elsewhere = try ProvisoRun.Folder()
    let path = folder.url.appendingPathComponent("tfplan").path
    let spec = folder.url.appendingPathComponent("order.proviso").path
    let far = try ProvisoRun.check([path, "-s", spec], in: elsewhere)
    #expect(far.status == (createsFirst ? 0 : 1), "\(far.errors)")
    #expect(try elsewhere.snapshot().isEmpty)
    #expect(try folder.snapshot() == whole, "something was written")
  }

  @Test(.enabled(if: terraform != nil, "terraform is not on the PATH"))
  func wrongGraphsAreRefused() throws {
    let folder = try prepared(createsFirst: false)
    try folder.write("plan.json", output(["show", "-json", "tfplan"], in: folder))
    let graph = String(decoding: try output(["graph", "-plan=tfplan"], in: folder), as: UTF8.self)
    func complaint(_ text: String) throws -> String {
      try folder.write("graph.dot", Data(text.utf8))
      let outcome = try ProvisoRun.check(["plan.json", "--graph", "graph.dot"], in: folder)
      #expect(outcome.status == 2 && outcome.output.isEmpty)
      return outcome.errors
    }
    #expect(
      try complaint(
        graph.replacing("terraform_data.a (destroy)", with: "terraform_data.z (destroy)")
      )
      .contains("no node for delete of terraform_data.a"))
    #expect(
      try complaint(String(decoding: output(["graph"], in: folder), as: UTF8.self))
        .contains("does not belong to the plan"))
    #expect(try complaint(String(graph.prefix(300))).contains("graph.dot:"))
    #expect(try complaint("").contains("graph.dot:1:1: there is no graph"))
    let two = try ProvisoRun.check(["plan.json", "tfplan", "--graph", "graph.dot"], in: folder)
    #expect(two.status == 2 && two.errors.contains("--graph belongs to one plan"))
    let none = try ProvisoRun.check(["plan.json", "--graph", "none.dot"], in: folder)
    #expect(none.status == 2 && none.errors.contains("none.dot: there is no such file"))
  }

  /// Terraform's own errors about a saved plan are reported.
  @Test(.enabled(if: terraform != nil, "terraform is not on the PATH"))
  func stalePlans() throws {
    let folder = try prepared(createsFirst: false)
    _ = try output(["apply", "-no-color", "tfplan"], in: folder)
    let stale = try ProvisoRun.check(["tfplan"], in: folder)
    #expect(stale.status == 2)
    #expect(stale.errors.contains("Saved plan is stale"), "\(stale.errors)")
    #expect(stale.errors.contains("tried in"))
  }
}
