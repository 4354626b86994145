import Foundation
import Testing

/// Sets with unknown elements against the real terraform: what is proved of the plan is true of the
/// state after its apply.
@Suite struct OpenSetRealityTests {
  private static let configuration = """
    resource "terraform_data" "x" { input = "a" }
    resource "terraform_data" "set" {
      input = toset(["b", terraform_data.x.output, "c"])
    }
    resource "terraform_data" "rows" {
      input = toset([for name in ["b", terraform_data.x.output] : { name = name, items = [name] }])
    }
    resource "terraform_data" "one" { input = toset([terraform_data.x.output]) }
    """

  /// Conditions about the objects `set`, `rows` and `one`, with their truth after the apply by hand:
  /// "a" comes first.
  private static let conditions = [
    #"set.now.input[0] == "b""#: false, #"set.now.input[0] != "a""#: false,
    #"set.now.input[0] == "a""#: true, #"set.now.input[2] == "c""#: true,
    #"set.now.input[1] == null"#: false, "set.now.input[3] == null": true,
    #"rows.now.input[0].name == "b""#: false, #"rows.now.input[0].items[0] != "a""#: false,
    #"[row.name for row in rows.now.input][0] == "b""#: false,
    "one.now.input[0] == x.now.output": true,
  ]

  @Test(.enabled(if: RepairRealityTests.isReady, "terraform is not on the PATH"))
  func nothingProvedIsFalse() throws {
    let folder = try ProvisoRun.Folder()
    func shell(_ script: String) throws -> ProvisoRun.Outcome {
      try ShellRun.run(
        script, in: folder, with: ["CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": "/dev/null"])
    }
    let names = ["set", "rows", "one", "x"]
    let binders = names.map { #"\#($0) in resources where \#($0).name == "\#($0)""# }
    let rules = Self.conditions.keys.sorted().enumerated().map { number, condition in
      "invariant p\(number) \"p\" at end { every \(binders.joined(separator: ", ")) { \(condition) } }"
    }
    try folder.write("main.tf", Data(Self.configuration.utf8))
    try folder.write(
      "s.proviso", Data(("spec s for terraform\n" + rules.joined(separator: "\n") + "\n").utf8))
    let made = try shell(
      """
      terraform init -no-color >/dev/null \
      && terraform plan -no-color -out=PLANFILE >/dev/null \
      && terraform show -json PLANFILE > plan.json \
      && terraform apply -no-color PLANFILE >/dev/null \
      && terraform plan -no-color -out=AFTER >/dev/null && terraform show -json AFTER > after.json
      """)
    try #require(made.status == 0, "\(made.errors)")
    func verdicts(_ plan: String) throws -> [String: String] {
      let json = try shell("$P check \(plan) -s s.proviso --format json")
      let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
      let properties = try #require(object?["properties"] as? [[String: Any]], "\(json.errors)")
      return Dictionary(
        uniqueKeysWithValues: properties.compactMap {
          guard let name = $0["name"] as? String, let verdict = $0["verdict"] as? String else {
            return nil
          }
          return (name, verdict)
        })
    }
    let before = try verdicts("plan.json")
    let after = try verdicts("after.json")
    for (number, condition) in Self.conditions.keys.sorted().enumerated() {
      let truth = Self.conditions[condition] == true
      #expect(after["p\(number)"] == (truth ? "proved" : "violated"), "\(condition)")
      #expect(truth || before["p\(number)"] != "proved", "\(condition)")
    }
  }
}
