import ArgumentParser
import Essentials
import Proviso
import ProvisoInput
import ProvisoKernel
import ProvisoReport

/// `proviso explain`.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains diagnostic codes, rules, and why a plan violates a rule.",
    discussion: """
      With codes such as PV0301: the rule behind each, with an example that fails and one that passes.

      With the name of a rule: its text, documentation and reference. With --plan, also its formula with \
      the value of each part at the moment of the violation. The name of an object then chooses one \
      violation.

      Without arguments, the command lists all codes.

      Example:
        proviso explain no_production_resource_destroyed aws_db_instance.orders -p plan.json
      """)

  @Argument(help: "Codes such as PV0301; or a rule, and the objects of one violation.")
  var subject: [String] = []

  @Option(name: [.short, .long], help: "The plan for which a rule is explained.")
  var plan: String?

  @Option(
    name: [.customShort("s"), .long],
    help: "The .proviso file or the pack of the rule (default: all built-in packs); repeatable.")
  var spec: [String] = []

  @Option(
    help: "A file whose declarations replace and extend those of a pack's conventions.proviso.")
  var conventions: String?

  @Option(help: "The output of `terraform graph -plan=PLANFILE`, which fixes the order.")
  var graph: String?

  @OptionGroup var values: ValueOptions

  @OptionGroup var project: RootOption

  @OptionGroup var budget: BudgetOptions

  @Option(help: "Colours: auto, always or never. NO_COLOR and FORCE_COLOR count for auto.")
  var color: ColorChoice = .auto

  func validate() throws {
    guard plan == nil || !isAboutCodes else {
      throw ValidationError("--plan explains a rule; name one.")
    }
  }

  /// Whether all subjects are codes.
  private var isAboutCodes: Bool { subject.allSatisfy { $0.wholeMatch(of: /(?i)pv[0-9]+/) != nil } }

  func run() throws {
    let terminal = Terminal(color: color)
    ProcessBudget.begin(budget)
    guard isAboutCodes else { return try explainRule(terminal) }
    let explainer = Explainer(hasColors: terminal.hasColors)
    let report = ExplanationReport(terminal.reportSettings())
    var parts: [String] = []
    var isUnknown = false
    for code in subject {
      do {
        parts.append(report.render(try explainer.explain(code)))
      } catch {
        terminal.complain(error)
        isUnknown = true
      }
    }
    if subject.isEmpty {
      parts.append(Explainer.codes.map { "\($0.code)  \($0.title)\n" }.joined())
    }
    try Console.print(parts.joined(separator: "\n\n"), as: terminal.notation)
    if isUnknown { throw ProvisoExit.unusable.code }
  }

  private func explainRule(_ terminal: Terminal) throws {
    let name = subject[0]
    let object = subject.count > 1 ? subject[1...].joined(separator: " ") : nil
    var settings = terminal.reportSettings(detail: .long)
    settings.showsAll = true
    let report = RuleReport(settings)
    do throws(InputError) {
      let settings = try Settings.find(from: plan ?? ".", root: project.root)
      var verifier = try verifier(for: name, by: settings)
      verifier.selection.only = [name]
      verifier.explains = true
      verifier.options.terraform.consent = .inputs
      verifier.options.terraform.graph = graph
      verifier.cancellation = Interruption.install()
      verifier.give(values)
      let loaded = try verifier.loadSpecs()
      guard let rule = loaded.rule(named: name) else {
        throw InputError("there is no rule `\(name)`")
      }
      var text = report.render(rule.summary, source: rule.source)
      if let plan {
        text +=
          "\n" + report.render(try verifier.check(planAt: plan, against: loaded), object: object)
      } else if object != nil {
        throw InputError("an object is explained for a plan: add -p PLAN")
      }
      try print(text, terminal)
    } catch {
      terminal.complain(error)
      throw ProvisoExit(error).code
    }
  }

  private func print(_ text: String, _ terminal: Terminal) throws(InputError) {
    do throws(ExitCode) {
      try Console.print(text, as: terminal.notation)
    } catch {
      throw InputError("the explanation cannot be written")
    }
  }

  /// A verifier with the settings that a check would use, if their specs have the rule.
  private func verifier(for name: String, by settings: Settings?) throws(InputError) -> Verifier {
    let own = settings.map { $0.specs.isEmpty ? [SpecPack.standard.name] : $0.specs } ?? []
    if spec.isEmpty, !own.isEmpty {
      let verifier = adjusted(Verifier(specs: own.map(SpecSource.path)), by: settings, own)
      if try verifier.loadSpecs().rule(named: name) != nil { return verifier }
    }
    let specs = try Self.specs(with: name, among: spec)
    return adjusted(Verifier(specs: specs.map(SpecSource.path)), by: settings, specs)
  }

  private func adjusted(
    _ plain: Verifier, by settings: Settings?, _ specs: [String]
  ) -> Verifier {
    var verifier = plain
    verifier.readingSpec = ProcessBudget.note(reading:)
    if let settings {
      verifier.apply(settings)
      verifier.adjust(by: settings, isRequired: false)
      verifier.root = settings.folder
    }
    if SpecPack.haveConventions(in: specs) {
      verifier.conventions = conventions ?? settings?.conventions
    }
    if let root = project.root { verifier.root = root }
    return verifier
  }

  /// The specs that have a rule: those that are named, or else the first pack that has it.
  private static func specs(
    with name: String, among given: [String]
  ) throws(InputError) -> [String] {
    guard given.isEmpty else { return given }
    var names: [String] = []
    for pack in SpecPack.all {
      let loaded = try Verifier(specs: [.path(pack.name)]).loadSpecs()
      if loaded.rule(named: name) != nil { return [pack.name] }
      names += loaded.summaries.flatMap(\.properties).map(\.name)
    }
    throw InputError(
      "no built-in pack has a rule `\(name)`"
        + (Suggestion.nearest(to: name, among: names).map { "; did you mean `\($0)`?" }
          ?? "; name the file of a rule of your own with -s"))
  }
}
