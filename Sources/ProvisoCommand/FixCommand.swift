import ArgumentParser
import Essentials
import Proviso
import ProvisoInput
import ProvisoKernel
import ProvisoReport
import ProvisoResult

/// `proviso fix`.
struct FixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fix",
    abstract: "Finds the smallest repairs of what a plan violates.",
    discussion: """
      PLAN is a Terraform or OpenTofu plan or a plan of agents, as for `proviso check`, with the same specs \
      and settings.

      Repairs of a Terraform plan are a `moved` block, a `depends_on`, `create_before_destroy`, two applies instead of one, a \
      plan without some changes, and `prevent_destroy`; those of a plan of agents are an approval, a check, a \
      backup or another call before a call, another tool, another order, and an end at a failure. Each was judged on the plan that it leads to, as far \
      as the old plan shows it: the property holds, no other property is worse, and no part can go. Nothing \
      is changed: --format patch prints a change of the .tf files beside the plan for `patch -p1` or \
      `git apply`.

      Examples:
        proviso fix plan.json
        proviso fix plan.json --only no_production_resource_destroyed
        proviso fix plan.json --format patch | git apply

      Exit status: 0 nothing is violated; 1 a property is violated; 2 the plan or a spec cannot be used; 3 a \
      property is undecided and none is violated.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, patch
  }

  @Argument(help: "The plan (default: the current directory; - reads standard input).")
  var plan = "."

  @Option(
    name: [.customShort("s"), .long],
    help:
      "A .proviso file to check against, or the name of a built-in pack: \(SpecPack.all.map(\.name).joined(separator: ", ")); repeatable."
  )
  var spec: [String] = []

  @Option(
    help: "A file whose declarations replace and extend those of a pack's conventions.proviso.")
  var conventions: String?

  @Option(help: "The output of `terraform graph -plan=PLANFILE`, which fixes the order.")
  var graph: String?

  @Option(
    help: ArgumentHelp(
      "The only properties that are repaired; repeatable.", valueName: "rule"))
  var only: [String] = []

  @Option(
    help:
      "The format: text, json, or patch, the best repair of each property that changes files of the configuration."
  )
  var format: Format = .text

  @Flag(help: "Show every repair.")
  var all = false

  @OptionGroup var values: ValueOptions

  @OptionGroup var project: RootOption

  @OptionGroup var budget: BudgetOptions

  @Option(help: "Colours: auto, always or never. NO_COLOR and FORCE_COLOR count for auto.")
  var color: ColorChoice = .auto

  func run() throws {
    let terminal = Terminal(color: color)
    let result: RepairResult
    let progress = terminal.progress()
    do throws(InputError) {
      var verifier = Verifier(specs: spec.map(SpecSource.path), conventions: conventions)
      if let settings = try Settings.find(from: plan, root: project.root) {
        verifier.root = settings.folder
        terminal.complain([settings.notice(isReplaced: !spec.isEmpty)])
        verifier.apply(settings)
        verifier.adjust(by: settings, isRequired: spec.isEmpty)
        if spec.isEmpty { verifier.specs = settings.specs.map(SpecSource.path) }
        verifier.conventions = conventions ?? settings.conventions
      }
      if let root = project.root { verifier.root = root }
      verifier.give(values)
      verifier.selection.only = only
      verifier.options.terraform.consent = .inputs
      verifier.options.terraform.graph = graph
      verifier.progress = { progress.show($0) }
      verifier.cancellation = Interruption.install()
      verifier.limit(by: budget)
      result = try verifier.repairs(planAt: plan, against: verifier.loadSpecsWithinBudget())
      progress.clear()
    } catch {
      progress.clear()
      terminal.complain(error)
      throw ProvisoExit(error).code
    }
    terminal.complain(result.check.diagnostics.map(\.rendered))
    switch format {
    case .text:
      var settings = terminal.reportSettings()
      settings.showsAll = all
      try Console.print(RepairReport(settings).render(result), as: terminal.notation)
    case .json: try Console.print(RepairJSONReport().render(result), as: .json)
    case .patch: try printPatch(of: result, terminal)
    }
    switch result.check.verdict {
    case .proved, .trusted, .tolerated: break
    case .violated: throw ProvisoExit.violated.code
    case .undecided: throw ProvisoExit.undecided.code
    }
  }

  /// Prints the best repair of each property that changes files. Two repairs of one file are not merged.
  private func printPatch(of result: RepairResult, _ terminal: Terminal) throws {
    var changed: Set<String> = []
    for property in result.properties {
      let name = property.property.name
      guard let repair = property.repairs.first(where: { !$0.files.isEmpty && !$0.refusesPlan })
      else {
        terminal.complain(["note: no repair of `\(name)` changes a file beside the plan"])
        continue
      }
      guard changed.isDisjoint(with: repair.files.map(\.path)) else {
        terminal.complain([
          "note: the repair of `\(name)` changes a file that is changed already; apply the patch, and run this again"
        ])
        continue
      }
      for file in repair.files {
        changed.insert(file.path)
        try Console.print(
          UnifiedDiff(name: file.path, isForGit: true, from: file.before, to: file.after).text,
          as: .source)
      }
    }
  }
}
