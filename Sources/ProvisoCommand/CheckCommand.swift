import ArgumentParser
import Foundation
import Proviso
import ProvisoKernel
import ProvisoReport
import ProvisoResult

/// `proviso check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract:
      "Checks plans against specs: in every order, after every failure, for every unknown value.",
    discussion: """
      PLAN is one of these; - reads standard input, and none is the current directory:
        a Terraform or OpenTofu plan: what `terraform show -json PLANFILE` prints, a saved plan, or a \
      directory with one. For a saved plan Proviso runs terraform (or tofu) itself, to read it and its graph.
        a plan of agents: `schema: proviso.plan/1` in YAML or JSON (`proviso schema plan`), a graph of \
      LangGraph, or a state machine of AWS Step Functions.
        a record of agents' calls: a transcript, or messages of one of the formats that Proviso knows; with \
      specs `for agent`, such as `-s injection`.
        a .proviso file: a world, or a spec for one, which is explored (`proviso explore` has more options).

      Without --spec the specs of the nearest proviso.yaml are used, in the plan's directory or above it \
      (`proviso init` writes one); where there is none, the standard pack that is built in (`proviso specs` \
      lists it).
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  enum Flow: String, ExpressibleByArgument, CaseIterable {
    case implicit, explicit
  }

  @Argument(help: "Plans, records of calls, or worlds.")
  var plan: [String] = []

  @Option(
    name: [.customShort("s"), .long],
    help:
      "A .proviso file to check against, or the name of a pack that is built in: \(SpecPack.all.map(\.name).joined(separator: ", ")); repeatable."
  )
  var spec: [String] = []

  @Option(help: "A file that replaces the conventions.proviso of a pack.")
  var conventions: String?

  @Option(
    help: "The output of `terraform graph -plan=PLANFILE`, from which the order is taken.")
  var graph: String?

  @Option(help: "The program that shows saved plans (default: terraform, else tofu).")
  var terraformBin: String?

  @Option(help: "Seconds that one run of that program may take.")
  var terraformTimeout: Int = 600

  @Option(
    help: """
      Of agents' calls, what flows from one to another: implicit, all that was read before a call was \
      written; explicit, only what its arguments carry.
      """)
  var flow: Flow = .implicit

  @Option(help: "How to print the result: text or json.")
  var format: Format = .text

  @Option(name: [.short, .long], help: "Where to write the result, instead of standard output.")
  var output: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Count a property as undecided that is vacuous, or a part of which asks for nothing.")
  var strict: Bool?

  @Flag(inversion: .prefixedNo, help: "Let violations pass that were there before the plan.")
  var ignorePreexisting: Bool?

  @Option(help: "Seconds that one query of the solver may take (default: 20).")
  var timeout: Int?

  @Option(
    help: ArgumentHelp(
      "The settings to use, instead of the nearest proviso.yaml.", valueName: "file"))
  var config: String?

  @Flag(help: "Use no settings; only what the command line says.")
  var noConfig = false

  @Option(
    help: ArgumentHelp(
      "The day by which waivers are judged, instead of today in UTC.", valueName: "2027-01-31"))
  var today: CalendarDate?

  func validate() throws {
    if conventions != nil, !SpecPack.isIn(spec) {
      throw ValidationError(
        "--conventions changes a pack, and --spec names none; add --spec \(SpecPack.standard.name)."
      )
    }
    guard timeout.map({ $0 > 0 && $0 <= 86_400 }) ?? true else {
      throw ValidationError("--timeout takes a number of seconds between 1 and 86400.")
    }
    guard terraformTimeout > 0, terraformTimeout <= 86_400 else {
      throw ValidationError("--terraform-timeout takes a number of seconds between 1 and 86400.")
    }
    guard config == nil || !noConfig else {
      throw ValidationError("--config and --no-config exclude each other.")
    }
    guard graph == nil || plan.count <= 1 else {
      throw ValidationError("--graph belongs to one plan; check the plans one by one.")
    }
    guard (plan + [graph].compactMap(\.self)).count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("standard input (-) can be read only once.")
    }
  }

  func run() throws {
    let terminal = Terminal()
    var verifier = try configured(terminal)
    verifier.graph = graph
    verifier.terraform = terraformBin
    verifier.terraformTimeout = terraformTimeout
    verifier.today = today
    verifier.flow = flow == .explicit ? .explicit : .implicit
    let progress = terminal.progress()
    verifier.progress = { progress.show($0) }
    verifier.activity = { progress.announce($0) }
    verifier.exploring = { progress.show($0) }
    let paths = plan.isEmpty ? ["."] : plan
    var worlds = verifier
    // Settings and the standard pack are about other plans.
    worlds.specs = spec
    if paths.contains(where: Verifier.isWorld) {
      worlds.interrupt = Interruption.install()
    }
    var specs: LoadedSpecs?
    do {
      if !paths.allSatisfy(Verifier.isWorld) { specs = try verifier.loadSpecs() }
    } catch {
      terminal.complain(error.messages)
      throw ProvisoExit.unusable.code
    }
    var results: [CheckResult] = []
    var isUnusable = false
    for path in paths {
      do {
        let result =
          if let specs, !Verifier.isWorld(path) {
            try verifier.check(planAt: path, against: specs)
          } else {
            try worlds.check(planAt: path)
          }
        progress.clear()
        results.append(result)
      } catch {
        progress.clear()
        terminal.complain(error.messages)
        isUnusable = true
      }
    }
    var told: Set<String> = []
    for diagnostic in results.flatMap(\.diagnostics) where told.insert(diagnostic.rendered).inserted
    {
      terminal.complain([diagnostic.rendered])
    }
    let report = ResultWriter(format: format, output: output, terminal: terminal)
    try report.write(results)
    if isUnusable { throw ProvisoExit.unusable.code }
    try report.exit(for: results)
  }

  /// A verifier by the settings and the command line, which wins.
  private func configured(_ terminal: Terminal) throws -> Verifier {
    let settings: Settings?
    do throws(InputError) {
      settings =
        if noConfig {
          nil
        } else if let config {
          try Settings(contentsOf: config)
        } else {
          try Settings.find(from: plan.first ?? ".")
        }
    } catch {
      terminal.complain(error.messages)
      throw ProvisoExit.unusable.code
    }
    var verifier = Verifier(specs: spec, conventions: conventions)
    if let settings {
      terminal.complain([settings.told(isReplaced: !spec.isEmpty)])
      verifier.apply(settings)
      if spec.isEmpty { verifier.specs = settings.specs }
      let hasPack = SpecPack.isIn(verifier.specs)
      if conventions == nil, hasPack { verifier.conventions = settings.conventions }
      guard conventions == nil || hasPack else {
        terminal.complain([
          "error: --conventions changes a pack, and \(settings.path) names none"
        ])
        throw ProvisoExit.unusable.code
      }
    }
    if let timeout { verifier.limits.timeoutMilliseconds = timeout * 1000 }
    if let strict { verifier.isStrict = strict }
    if let ignorePreexisting { verifier.ignoresPreexisting = ignorePreexisting }
    return verifier
  }
}
