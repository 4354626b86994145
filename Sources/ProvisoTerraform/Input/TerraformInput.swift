import ProvisoInput
import ProvisoKernel
import ProvisoResult

/// The options for plans of Terraform and OpenTofu.
public struct TerraformOptions: InputOption, Equatable {
  /// A file with the output of `terraform graph -plan=…`, which gives the order of the steps; `-`
  /// is standard input. It belongs to one plan.
  public var graph: String?
  /// Whether the program that shows a saved plan is asked for its graph, too.
  public var asksForGraph = true
  /// The saved plans that another program may show.
  public var consent = Consent.never
  /// The program that shows saved plans, as a path or as a name on the PATH; `nil` for terraform,
  /// or else tofu.
  public var program: String?
  /// The number of seconds that one run of the program may take.
  public var timeLimit = 600
  /// The folders that may be read for the graph.
  package var graphScope = FileScope.everywhere

  /// For which saved plans Terraform may run. In the folder of a plan, it starts the programs that lie
  /// there as providers, so it must not run unasked in a folder of somebody else.
  public enum Consent: Sendable {
    /// For none.
    case never
    /// Only for a saved plan that is itself the input.
    case inputs
    /// Also for the saved plan of a directory, and for those that other inputs name.
    case all
  }

  /// The default choices.
  public init() {}
}

extension InputOptions {
  /// The choices for plans of Terraform and OpenTofu.
  public var terraform: TerraformOptions {
    get { self[TerraformOptions.self] }
    set { self[TerraformOptions.self] = newValue }
  }
}

/// Plans of Terraform and OpenTofu: the JSON of `terraform show -json`, also with other lines
/// around it, a saved plan, or a directory with one.
package struct TerraformInput: InputKind {
  package let name = InputKindName.terraform
  package var vocabulary: VocabularySchema? { .terraform }
  package let description = "a Terraform plan"

  package var words: InputWords {
    InputWords(
      input: InputWords.Noun("plan"), run: "apply", resource: InputWords.Noun("resource"),
      step: InputWords.Noun("step"),
      openOrder: .graph(
        reason:
          "the plan's JSON leaves part of the order open, and Terraform's own graph could forbid this "
          + "run",
        commands: ["terraform graph -plan=PLANFILE > graph.dot"]),
      unknownValue: InputWords.Noun(unknown: .terraform),
      orderFlag: InputWords.Noun("unknown create_before_destroy setting"),
      orderRecord: "the graph")
  }

  /// Makes the kind.
  package init() {}

  package func likelihood(of source: InputSource) -> Likelihood {
    if source.isDirectory || SavedPlan.isArchive(source.head) { return .certain }
    if source.headContains("\"format_version\"") || source.headContains("\"resource_changes\"") {
      return .certain
    }
    return .possible
  }

  package func read(
    _ source: InputSource, in context: InputContext
  ) throws(InputError) -> Subject {
    var options = context.options.terraform
    if context.isCarried { options.graph = nil }
    let reader = TerraformReader(options: options, context: context)
    let read = try reader.read(source)
    let document = read.document
    let digest =
      read.given.map { Digest(of: $0) } ?? Digest { use in document.withSourceBytes(use) }
    return Self.subject(
      of: read.universe, path: read.path, digest: digest, graphFailure: read.graphFailure)
  }

  /// The input for a plan that has been read.
  ///
  /// - Parameter graphFailure: why the program that was asked for the graph gave none.
  static func subject(
    of universe: TerraformUniverse, path: String, digest: Digest, graphFailure: String? = nil
  ) -> Subject {
    let plan = universe.plan
    return Subject(
      kind: TerraformInput(), model: .order(universe),
      notes: TerraformNotes(plan, graphFailure: graphFailure), path: path,
      resources: plan.resources.count, steps: plan.steps.count { $0.resource != nil },
      order: plan.order.source == .graph ? .graph : .plan, digest: digest,
      changeCounts: plan.changeCounts, changes: { plan.changeList })
  }
}
