import Foundation
import Testing

/// Repairs against the real terraform: the repair is written into the configuration, or run, then the
/// plan is made anew, and the property holds for it.
@Suite struct RepairRealityTests {
  private static let before = """
    resource "terraform_data" "moves" { input = "a" }
    resource "terraform_data" "serves" {
      triggers_replace = 1
    }
    resource "terraform_data" "goes" { input = "b" }
    resource "terraform_data" "stays" {
      input = "c"
    }
    resource "terraform_data" "old" { input = "d" }
    """
  private static let after = """
    resource "terraform_data" "moved" {
      input = "a"
    }
    resource "terraform_data" "serves" {
      triggers_replace = 2
    }
    resource "terraform_data" "stays" {
      input = "c2"
    }
    resource "terraform_data" "backup" {
      input = "e"
    }
    resource "terraform_data" "first" {
      input = "f"
    }
    resource "terraform_data" "second" {
      input = "g"
    }
    module "inner" {
      source = "./inner"
    }
    """
  private static let inner = """
    resource "terraform_data" "third" {
      input = "h"
    }
    """
  private static let spec = """
    spec s for terraform
    invariant moved "An object is kept under its new name" at end {
      every r in resources where r.name == "moves" { not r.destroyed }
    }
    invariant served "Something serves at every moment" {
      some r in resources where r.name == "serves" and r.exists
    }
    invariant kept "An object stays" at end {
      every r in resources where r.name == "goes" { not r.destroyed }
    }
    invariant saved "The backup comes before the deletion" {
      every c in creations where c.resource.name == "backup",
            d in deletions where d.resource.name == "old" { c before d }
    }
    invariant ordered "The second waits for the first" {
      every a in creations where a.resource.name == "first",
            b in creations where b.resource.name == "second" { a before b }
    }
    invariant inward "What is inside the module waits for the first" {
      every a in creations where a.resource.name == "first",
            b in creations where b.resource.name == "third" { a before b }
    }
    invariant outward "The first waits for what is inside the module" {
      every a in creations where a.resource.name == "first",
            b in creations where b.resource.name == "third" { b before a }
    }
    """

  /// Makes the plan of the configuration in the folder.
  private static let plan =
    "terraform plan -no-color -out=PLANFILE >/dev/null && terraform show -json PLANFILE > plan.json"

  private static let cases = [
    ("moved", "moved"), ("served", "create_before_destroy"), ("kept", "leave_out"),
    ("saved", "two_applies"), ("ordered", "depends_on"), ("inward", "depends_on"),
    ("outward", "depends_on"),
  ]

  @Test(.enabled(if: isReady, "terraform or git is not on the PATH"))
  func theNextPlanHolds() throws {
    let folder = try ProvisoRun.Folder()
    func shell(_ script: String) throws -> ProvisoRun.Outcome {
      try ShellRun.run(
        script, in: folder, with: ["CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": "/dev/null"])
    }
    func write(_ name: String, _ text: String) throws {
      try folder.write(name, Data((text + "\n").utf8))
    }
    try ShellRun.directory("inner", in: folder)
    try write("inner/inner.tf", Self.inner)
    try write("main.tf", Self.before)
    try write("s.proviso", Self.spec)
    let applied = try shell(
      "terraform init -no-color >/dev/null && terraform apply -no-color -auto-approve >/dev/null && "
        + "cp terraform.tfstate state")
    #expect(applied.status == 0, "\(applied.errors)")
    for (property, kind) in Self.cases {
      try write("main.tf", Self.after)
      try write("inner/inner.tf", Self.inner)
      let planned = try shell(
        "cp state terraform.tfstate; terraform init -no-color >/dev/null; \(Self.plan)")
      try #require(planned.status == 0, "\(property): \(planned.errors)")
      let json = try shell("$P fix plan.json -s s.proviso --only \(property) --format json")
      let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
      let properties = try #require(object?["properties"] as? [[String: Any]])
      let repairs = try #require(properties.first?["repairs"] as? [[String: Any]], "\(property)")
      let repair = try #require(repairs.first { $0["kind"] as? String == kind }, "\(property)")
      let text = try #require(repair["text"] as? String)
      let again: ProvisoRun.Outcome
      switch kind {
      case "leave_out":
        let command = try #require(text.components(separatedBy: "# Terraform\n").last)
        again = try shell(
          command + " -no-color >/dev/null && terraform show -json PLANFILE > plan.json")
      case "two_applies":
        let first = try #require(text.components(separatedBy: "\nterraform plan").first)
        again = try shell(first + " -no-color -auto-approve >/dev/null && \(Self.plan)")
      default:
        let patch = try shell(
          "$P fix plan.json -s s.proviso --only \(property) --format patch > p.diff; "
            + "git apply p.diff && terraform fmt -check -diff >&2")
        #expect(patch.status == 0, "\(property): \(patch.errors)")
        again = try shell(Self.plan)
      }
      #expect(again.status == 0, "\(property): \(again.errors)")
      let checked = try shell(
        "terraform graph -plan=PLANFILE > g.dot; $P check plan.json -s s.proviso --only \(property) --graph g.dot"
      )
      #expect(checked.status == 0, "\(property): \(text)\n\(checked.output)\(checked.errors)")
    }
  }

  static var isReady: Bool {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return ["terraform", "git"].allSatisfy { name in
      folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }
  }
}
