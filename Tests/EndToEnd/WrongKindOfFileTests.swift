import Foundation
import Testing

/// Files that stand where another kind of file belongs, and commands and options of other tools.
@Suite struct WrongKindOfFileTests {
  private static let rules = "spec mine for terraform\ninvariant a \"A\" { plan.complete }\n"

  @Test func specsInPlaceOfPlans() throws {
    let scratch = try Scratch()
    try scratch.write("rules.proviso", Self.rules)
    try scratch.write("plan.json", "{}")
    for (arguments, meant) in [
      (["check", "rules.proviso"], "`proviso check PLAN -s rules.proviso`"),
      (["check", "plan.json", "rules.proviso"], "`proviso check plan.json -s rules.proviso`"),
      (["check", "rules.proviso", "plan.json"], "`proviso check plan.json -s rules.proviso`"),
      (["explore", "rules.proviso"], "`proviso check PLAN -s rules.proviso`"),
    ] {
      let outcome = try Executable.run(arguments, folder: scratch.folder)
      #expect(outcome.status == 2 && outcome.standardOutput.isEmpty, "\(arguments)")
      #expect(outcome.standardError.contains(meant), "\(outcome.standardError)")
    }
  }

  @Test func plansInPlaceOfWorlds() throws {
    let scratch = try Scratch()
    try scratch.write("plan.yaml", "steps: []\n")
    try scratch.write("light.proviso", "world light\nvar on: Bool = false\n")
    let plan = try Executable.run(["explore", "plan.yaml"], folder: scratch.folder)
    #expect(plan.status == 2 && plan.standardError.contains("`proviso check plan.yaml`"))
    let name = try Executable.run(["explore", "light"], folder: scratch.folder)
    #expect(name.status == 2 && name.standardError.contains("did you mean `light.proviso`?"))
  }

  @Test func commandsAndOptions() throws {
    let scratch = try Scratch()
    try scratch.write("light.proviso", "world light\nvar on: Bool = false\n")
    for (arguments, meant) in [
      (
        ["verify", "light.proviso"], "`proviso check` checks a plan, and `proviso explore` a world"
      ),
      (["light.proviso"], "`proviso explore light.proviso`"),
      (["plan.json"], "`proviso check plan.json`"),
      (["explore", "light.proviso", "--max-depth", "5"], "Did you mean '--depth'?"),
      (["explore", "--world", "light.proviso"], "Give the file without an option."),
      (["explore", "light.proviso", "--const", "N=5"], "no world declares a `const N`"),
    ] {
      let outcome = try Executable.run(arguments, folder: scratch.folder)
      #expect(outcome.status == 2, "\(arguments)")
      #expect(outcome.standardError.contains(meant), "\(outcome.standardError)")
    }
  }

  /// Without a property, the last line does not say that something is proved.
  @Test func nothingToProve() throws {
    let scratch = try Scratch()
    try scratch.write("light.proviso", "world light\nvar on: Bool = false\n")
    let outcome = try Executable.run(["explore", "light.proviso"], folder: scratch.folder)
    #expect(outcome.status == 0)
    #expect(outcome.standardOutput.contains("nothing to prove"), "\(outcome.standardOutput)")
  }
}
