import ArgumentParser
import Essentials
import Proviso
import ProvisoInput
import ProvisoKernel
import ProvisoReport
import ProvisoResult

/// `proviso check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract:
      "Checks plans against specs, for every order of steps, every failure and every unknown value.",
    discussion: """
      PLAN is one of these. The default is the current directory; - reads standard input.
        A Terraform or OpenTofu plan: the output of `terraform show -json PLANFILE`, or a saved plan. For a \
      saved plan, Proviso runs terraform or tofu to read the plan and its graph. With --run-terraform, also \
      a directory that contains a saved plan.
        A plan of agents: `schema: proviso.plan/1` in YAML or JSON (see `proviso schema plan`), a graph of \
      LangGraph, or a state machine of AWS Step Functions.
        A record of agents' calls: a transcript, or messages in a supported format (--record-format). \
      Commands of a shell in it are read as those of a plan. It needs specs `for agent`, such as \
      `-s injection`, or for a world, such as one with `use "proviso:tools.proviso"`.
        A .proviso file with a world, or with a spec for one. The world is explored; `proviso explore` has \
      more options.

      Without --spec, the nearest proviso.yaml in the plan's directory or above it names the specs \
      (`proviso init` writes such a file). Without that file, the built-in standard pack is used \
      (`proviso specs` lists it).
      """)

  enum Flow: String, ExpressibleByArgument, CaseIterable {
    case implicit, explicit
  }

  @Argument(help: "Plans, records of calls, or worlds.")
  var plan: [String] = []

  @Option(
    name: .customLong("plan"),
    help: ArgumentHelp(
      "The plan of agents that a record is compared with: is it a run of the plan, and if not, which call leaves it?",
      valueName: "file"))
  var followedPlan: String?

  @Option(
    name: [.customShort("s"), .long],
    help:
      "A .proviso file to check against, a Markdown file with rules in fenced proviso blocks, or the name of a built-in pack: \(SpecPack.all.map(\.name).joined(separator: ", ")); repeatable."
  )
  var spec: [String] = []

  @Option(
    help: "A file whose declarations replace and extend those of a pack's conventions.proviso.")
  var conventions: String?

  @OptionGroup var values: ValueOptions

  @OptionGroup var project: RootOption

  @OptionGroup var budget: BudgetOptions

  @Option(
    help: "The output of `terraform graph -plan=PLANFILE`, which fixes the order.")
  var graph: String?

  @Flag(
    help: ArgumentHelp(
      "Do not ask terraform for the graph of a saved plan, which can need the state. The order of the plan's JSON is still sound; a violation that the graph could rule out says so."
    ))
  var noGraph = false

  @Flag(
    help: """
      Let terraform read the saved plan of a directory, and saved plans that another plan names. In their \
      directory it starts the providers that lie there.
      """)
  var runTerraform = false

  @Option(help: "The program that shows saved plans (default: terraform, else tofu).")
  var terraformBin: String?

  @Option(help: "The time limit of one run of that program, in seconds.")
  var terraformTimeout: Int = 600

  @Option(
    help: """
      The data that flows into an agent's call: implicit, everything that was read before the call was \
      written; explicit, only the content of its arguments.
      """)
  var flow: Flow = .implicit

  @Option(
    help: ArgumentHelp(
      "The format of the record, where the content fits several.", valueName: "format"))
  var recordFormat: AgentFormat?

  @OptionGroup var policies: PolicyOptions

  @OptionGroup var outputs: OutputOptions

  @Option(
    help: ArgumentHelp(
      "A directory for the evidence: the solver's queries in SMT-LIB, the runs of violations, and a manifest with digests. `proviso certify` and `proviso replay` check it again.",
      valueName: "directory"))
  var certificates: String?

  @Option(
    help: ArgumentHelp(
      "Check only part I of N of the plans, as one of N jobs with the same list. `proviso merge` joins the answers that all jobs write with --format json.",
      valueName: "I/N"))
  var shard: Shard?

  @OptionGroup var rules: SelectionOptions

  @Flag(help: "Show every violation with its run, however many there are.")
  var all = false

  @Flag(
    inversion: .prefixedNo,
    help: "Count a property of your own specs as undecided if it, or a part of it, is vacuous.")
  var strict: Bool?

  @Flag(
    inversion: .prefixedNo,
    help: "Count violations that exist before the plan, and that it leaves or repairs.")
  var failOnPreexisting: Bool?

  // The default, under the name that it had.
  @Flag(help: .hidden)
  var ignorePreexisting = false

  @Option(help: "The time limit of one query of the solver, in seconds (default: 20).")
  var timeout: Int?

  @Option(
    help: ArgumentHelp(
      "The file with settings, instead of the nearest proviso.yaml.", valueName: "file"))
  var config: String?

  @Flag(help: "Use no file with settings.")
  var noConfig = false

  @Option(
    help: ArgumentHelp(
      "The date on which waivers are checked, and the value of `today` in specs, instead of today in UTC.",
      valueName: "2027-01-31"))
  var today: CalendarDate?

  func validate() throws {
    if conventions != nil, !SpecPack.haveConventions(in: spec) {
      throw ValidationError(
        "--conventions changes a pack, but --spec names none that has conventions; add --spec \(SpecPack.standard.name)."
      )
    }
    try Settings.validateTimeout(timeout, of: "--timeout")
    try Settings.validateTimeout(terraformTimeout, of: "--terraform-timeout")
    guard config == nil || !noConfig else {
      throw ValidationError("--config and --no-config exclude each other.")
    }
    guard graph == nil || !noGraph else {
      throw ValidationError("--graph and --no-graph exclude each other.")
    }
    guard shard == nil || !plan.isEmpty && !plan.contains("-") else {
      throw ValidationError("--shard needs the names of all plans on the command line.")
    }
    guard shard == nil || rules.writeBaseline == nil && certificates == nil else {
      throw ValidationError("--shard cannot be combined with --write-baseline or --certificates.")
    }
    if let file = rules.writeBaseline,
      outputs.output.contains(where: { OutputFile.isSame($0, file) })
    {
      throw ValidationError("--output and --write-baseline cannot go to the same file.")
    }
    guard graph == nil || plan.count <= 1 else {
      throw ValidationError("--graph belongs to one plan; check each plan with a separate command.")
    }
    guard (plan + [graph].compactMap(\.self)).count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("standard input (-) can be read only once.")
    }
  }

  func run() throws {
    let terminal = outputs.terminal
    let report = try ResultWriter(
      outputs, terminal: terminal, keeping: inputs, showsAll: all, all: "--all")
    let baselineFile = try rules.writeBaseline.map {
      try terminal.prepareFile($0, keeping: inputs)
    }
    let evidence = try certificates.map { try CertificateWriter($0, terminal) }
    if let mistake = FileKindHint.aboutSpecs(among: plan, specs: spec) {
      throw try report.refuse([mistake])
    }
    var verifier = try configured(terminal, report)
    verifier.certifies = evidence != nil
    verifier.followedPlan = followedPlan
    let progress = terminal.progress()
    verifier.progress = { progress.show($0) }
    verifier.cancellation = Interruption.install()
    verifier.limit(by: budget)
    verifier.drawsGraph = report.drawsGraph
    verifier.findsWaits = report.tellsReasons ? .all : .trusting
    verifier.suggestsRepairs = report.tellsRepairs && !outputs.quiet
    let part = shard?.info(of: plan)
    let paths = part?.inputs ?? (plan.isEmpty ? ["."] : plan)
    if let part { note(part, terminal) }
    let worlds = forWorlds(verifier)
    func isWorld(_ path: String) -> Bool { Self.isWorld(path) }
    var specs: LoadedSpecs?
    do {
      if !(part == nil ? paths : plan).allSatisfy(isWorld) {
        specs = try verifier.loadSpecsWithinBudget()
      }
    } catch {
      throw try report.refuse([error])
    }
    var results: [CheckResult] = []
    var failures: [(input: String, error: InputError)] = []
    var worst = ProvisoExit.proved
    for (path, outcome) in zip(
      paths, outcomes(of: paths, verifier, worlds: worlds, against: specs))
    {
      progress.clear()
      do throws(InputError) {
        results.append(try outcome.get())
      } catch {
        terminal.complain(error)
        failures.append((path, error))
        if worst != .unusable { worst = ProvisoExit(error) }
      }
    }
    var shown: Set<String> = []
    for diagnostic in results.flatMap(\.diagnostics)
    where shown.insert(diagnostic.rendered).inserted {
      terminal.complain([diagnostic.rendered])
    }
    let status = Self.status(worst, ResultWriter.status(of: results, from: rules.failOn).status)
    try report.write(
      results, errors: failures.flatMap(\.error.reported),
      shard: part.map { part in
        ShardAnswer(
          part, question: question(verifier, specs), failOn: rules.failOn?.rawValue,
          exitStatus: Int(status.rawValue),
          failures: failures.map { .init(of: $0.input, $0.error.reported) }, results: results)
      })
    try evidence?.write(results, with: otherFiles(verifier), specs: spec)
    if results.flatMap(\.properties).contains(where: { $0.isBuiltIn && $0.verdict != .proved }) {
      terminal.hint("`proviso explain RULE -p PLAN` shows a rule with the values that decide")
    }
    if worst == .unusable { throw worst.code }
    if let baselineFile {
      try write(BaselineFile(of: results), to: baselineFile, terminal)
      let isOpen = results.flatMap(\.properties).contains { $0.hasOpenInstances }
      if isOpen || worst == .undecided { throw ProvisoExit.undecided.code }
      return
    }
    try report.exit(for: results, from: rules.failOn)
    if worst == .undecided { throw worst.code }
  }

  /// The files that the command line names as inputs.
  private var inputs: [String] {
    plan + spec + policies.policy
      + [graph, conventions, config, rules.baseline, followedPlan].compactMap(\.self)
  }

  /// The exit status, from that of the inputs without a result and that of the results.
  private static func status(_ errors: ProvisoExit, _ results: ProvisoExit) -> ProvisoExit {
    errors == .unusable || results == .proved ? errors : results
  }

  private func note(_ part: ShardInfo, _ terminal: Terminal) {
    terminal.complain([
      "note: part \(part.number) of \(part.count) has \(part.inputs.count) of \(part.total) plans"
    ])
  }

  /// The result or the error for each input, in their order. Several inputs are checked on all
  /// processors.
  private func outcomes(
    of paths: [String], _ verifier: Verifier, worlds: Verifier, against specs: LoadedSpecs?
  ) -> [Result<CheckResult, InputError>] {
    let hasGraph = graph != nil
    return WorkQueue.results(of: paths.count) { index in
      let path = paths[index]
      return Result { () throws(InputError) in
        let result =
          Self.isWorld(path)
          ? try worlds.check(planAt: path) : try verifier.check(planAt: path, against: specs)
        guard !hasGraph || result.input.kind == .terraform else {
          throw InputError("\(path): only a Terraform plan has a graph", remedy: .noGraph)
        }
        return result
      }
    }
  }

  private static func isWorld(_ path: String) -> Bool { path.hasSuffix(".proviso") }

  /// The verifier for worlds: settings and the standard pack do not apply to them.
  private func forWorlds(_ verifier: Verifier) -> Verifier {
    var worlds = verifier
    worlds.specs = spec.map(SpecSource.path)
    worlds.adjustments = SpecAdjustments()
    worlds.give(values)
    return worlds
  }

  /// The verifier for one input, with the settings and the options of the command line.
  func verifier(
    _ terminal: Terminal, _ report: ResultWriter, for path: String
  ) throws -> Verifier {
    let verifier = try configured(terminal, report)
    return Self.isWorld(path) ? forWorlds(verifier) : verifier
  }

  /// The files, beside plans and specs, that answers rest on.
  func otherFiles(_ verifier: Verifier) -> [CheckedFiles.File] {
    let named: [(String?, CheckedFiles.File.Role, Bool)] = [
      (graph, .graph, true), (verifier.conventions, .conventions, conventions != nil),
      (settingsPath, .settings, config != nil),
    ]
    return named.compactMap { path, role, isOption in
      guard let path, path != "-", let bytes = try? FileReader.bytes(of: path) else { return nil }
      return CheckedFiles.File(path, role, isOption: isOption, bytes: bytes)
    }
  }

  /// The path of the settings; `nil` if there are none.
  private var settingsPath: String? {
    if noConfig { return nil }
    return config ?? (try? Settings.find(from: plan.first ?? ".", root: project.root))?.path
  }

  private func write(
    _ baseline: BaselineFile, to file: OutputFile, _ terminal: Terminal
  ) throws {
    try terminal.write(baseline.text, as: .json, to: file)
    let count = baseline.violations.count
    terminal.complain([
      "note: \(file.path) names \(count == 1 ? "1 violation" : "\(count) violations"); pass it with --baseline"
        .printable
    ])
  }

  /// The time for a plan of agents, as a multiple of the time for one question to the solver.
  private static let questionsOfAgents = 6.0

  /// A verifier with the settings and the options of the command line, which override them.
  private func configured(_ terminal: Terminal, _ report: ResultWriter) throws -> Verifier {
    let settings: Settings?
    do throws(InputError) {
      settings =
        if noConfig {
          nil
        } else if let config {
          try Settings(contentsOf: config, root: project.root)
        } else {
          try Settings.find(from: plan.first ?? ".", root: project.root)
        }
    } catch {
      throw try report.refuse([error])
    }
    var verifier = Verifier(specs: spec.map(SpecSource.path), conventions: conventions)
    verifier.selection = rules.selection
    do throws(InputError) {
      if let path = rules.baseline {
        verifier.baseline = try BaselineFile(contentsOf: path).fingerprints
      }
    } catch {
      throw try report.refuse([error])
    }
    if let settings {
      verifier.root = settings.folder
      terminal.complain([settings.notice(isReplaced: !spec.isEmpty)])
      verifier.apply(settings)
      verifier.adjust(by: settings, isRequired: spec.isEmpty)
      if spec.isEmpty { verifier.specs = settings.specs.map(SpecSource.path) }
      let hasPack = SpecPack.haveConventions(in: spec.isEmpty ? settings.specs : spec)
      if conventions == nil, hasPack { verifier.conventions = settings.conventions }
      guard conventions == nil || hasPack else {
        terminal.complain([
          "error: --conventions changes a pack, but \(settings.path) names none"
        ])
        throw ProvisoExit.unusable.code
      }
    }
    if let root = project.root { verifier.root = root }
    verifier.give(values)
    if let timeout { verifier.limits.timeoutMilliseconds = timeout * 1000 }
    // A plan of agents is one question with many parts.
    verifier.options.exploration.seconds =
      Double(verifier.limits.timeoutMilliseconds) / 1000 * Self.questionsOfAgents
    if let strict { verifier.isStrict = strict }
    if let failOnPreexisting { verifier.countsPreexisting = failOnPreexisting }
    verifier.options.terraform.consent = runTerraform ? .all : .inputs
    verifier.options.terraform.graph = graph
    verifier.options.terraform.asksForGraph = !noGraph
    verifier.options.terraform.program = terraformBin
    verifier.options.terraform.timeLimit = terraformTimeout
    verifier.options.records.flow = flow == .explicit ? .explicit : .implicit
    verifier.options.records.format = recordFormat
    do throws(InputError) {
      try policies.apply(to: &verifier)
    } catch {
      throw try report.refuse([error])
    }
    verifier.today = today
    return verifier
  }
}

extension AgentFormat: ExpressibleByArgument {}
