import ProvisoKernel
import ProvisoPlans
import ProvisoResult

/// A kind of input that can be checked: a front-end has one for each, and the list of all kinds is
/// in `InputKinds.builtIn`. No kind knows another.
package protocol InputKind: Sendable {
  /// The name in results.
  var name: InputKindName { get }
  /// The vocabulary of the specs that are written for it; `nil` if they bring their own, as a world
  /// does.
  var vocabulary: VocabularySchema? { get }
  /// How messages describe an input of this kind, as in `a Terraform plan`.
  var description: String { get }
  /// The words for the input in reports and reasons.
  var words: InputWords { get }

  /// Whether an input is of this kind.
  func likelihood(of source: InputSource) -> Likelihood

  /// Reads an input.
  ///
  /// - Throws: `InputError` with the position of the mistake.
  func read(_ source: InputSource, in context: InputContext) throws(InputError) -> Subject
}

/// Whether an input is of a kind. The kind with the greatest likelihood reads the input; among
/// equals, it is the first in the list.
package enum Likelihood: Int, Comparable, Sendable {
  /// It is of another kind.
  case no
  /// It could be of this kind, but nothing typical of the kind was seen.
  case possible
  /// It looks like this kind, even if it is damaged.
  case certain

  package static func < (a: Likelihood, b: Likelihood) -> Bool { a.rawValue < b.rawValue }
}

/// The options and callbacks for reading one input.
package struct InputContext: Sendable {
  package var options: InputOptions
  /// Whether another input names this one. Options that belong to a single input, such as a graph,
  /// then do not apply to it.
  package var isCarried: Bool
  /// The folders that may be read for the files that the input names.
  package var scope: FileScope
  /// Called with the command before another program is run.
  package var activity: (@Sendable (String) -> Void)?
  /// Whether the caller has ended the check, so that a running program is ended, too.
  package var isCancelled: @Sendable () -> Bool
  /// The runs of other programs.
  package var programs: ProgramTimes

  /// Makes a context.
  package init(
    options: InputOptions = InputOptions(), isCarried: Bool = false,
    scope: FileScope = .everywhere, activity: (@Sendable (String) -> Void)? = nil,
    isCancelled: @escaping @Sendable () -> Bool = { false }, programs: ProgramTimes = ProgramTimes()
  ) {
    self.programs = programs
    self.options = options
    self.isCarried = isCarried
    self.scope = scope
    self.activity = activity
    self.isCancelled = isCancelled
  }
}

/// An input that has been read: the model to judge, and the data that results report about it.
package struct Subject: Sendable {
  /// The model to judge.
  package enum Model: Sendable {
    /// Steps that happen at most once, in an order.
    case order(any Universe)
    /// Calls that agents will make, in a world that says what their tools do.
    case calls(AgentPlan)
    /// A spec file with a world in which agents act.
    case world
  }

  package let kind: any InputKind
  /// How messages describe this input: by its kind, and possibly more, such as the format of a
  /// record.
  package let description: String
  package let model: Model
  package let notes: any InputNotes
  /// The path in results.
  package let path: String
  /// The number of resources and of steps.
  package let resources: Int
  package let steps: Int
  package let order: StepOrder
  package let digest: Digest
  /// The number of objects for each kind of change.
  package let changeCounts: [ChangeCount]
  /// The changes that carrying out the input makes, for a plan of agents with a call that does so;
  /// `nil` if there is no such list.
  package let changes: (@Sendable () -> PartialValue)?
  /// The calls that were made, for questions about what their tools and commands do; `nil` if the
  /// input is no record of calls.
  package let recorded: RecordedCalls?
  /// Reads a plan of agents again, with commands of the project whose effects are declared; `nil` if the
  /// input has no command lines.
  package var rereading: (@Sendable (DeclaredCommands) throws(InputError) -> AgentPlan)?

  /// Describes an input that has been read.
  package init(
    kind: any InputKind, description: String? = nil, model: Model, notes: any InputNotes,
    path: String, resources: Int = 0,
    steps: Int, order: StepOrder = .plan, digest: Digest, changeCounts: [ChangeCount] = [],
    changes: (@Sendable () -> PartialValue)? = nil, recorded: RecordedCalls? = nil
  ) {
    self.changeCounts = changeCounts
    self.recorded = recorded
    self.kind = kind
    self.description = description ?? kind.description
    self.model = model
    self.notes = notes
    self.path = path
    self.resources = resources
    self.steps = steps
    self.order = order
    self.digest = digest
    self.changes = changes
  }

  /// The description of the input for the result; waits for the digest.
  package var info: InputInfo { info(steps: steps) }

  /// The description of the input for the result, with a number of steps that only the check knows.
  package func info(steps: Int) -> InputInfo {
    InputInfo(
      path: path, kind: kind.name, sha256: digest.value, resources: resources, steps: steps,
      order: order, changes: changeCounts, words: kind.words)
  }
}

/// The calls of a record in the forms in which questions about their effects are answered.
package struct RecordedCalls: Sendable {
  /// Whether some call runs a command of a shell, which makes calls of its own.
  package let runsCommands: Bool
  /// The tools that run commands.
  package let commandTools: Set<String>
  /// The arguments that state commands.
  package let commandArguments: Set<String>
  /// The tools that commands call.
  package let calledTools: Set<String>
  /// The agent's directory, as an absolute path; `nil` if the record does not state it.
  package let directory: String?
  /// The calls as a plan.
  ///
  /// - Parameters:
  ///   - unnamed: the name of an agent that the record does not name.
  ///   - declared: the commands whose effects are declared.
  ///   - problem: why a call cannot be judged; `nil` if a contract describes it.
  package let plan:
    @Sendable (
      _ unnamed: String, _ declared: DeclaredCommands, _ problem: (PlannedCall) -> String?
    ) -> AgentPlan
  /// The record with the calls that its commands make, beside the calls that run the commands.
  package let expanded: @Sendable () throws(InputError) -> Subject

  /// Describes the calls.
  package init(
    runsCommands: Bool, commandTools: Set<String>, commandArguments: Set<String>,
    calledTools: Set<String>, directory: String?,
    plan:
      @escaping @Sendable (
        _ unnamed: String, _ declared: DeclaredCommands, _ problem: (PlannedCall) -> String?
      ) -> AgentPlan,
    expanded: @escaping @Sendable () throws(InputError) -> Subject
  ) {
    self.runsCommands = runsCommands
    self.commandTools = commandTools
    self.commandArguments = commandArguments
    self.calledTools = calledTools
    self.directory = directory
    self.plan = plan
    self.expanded = expanded
  }
}

/// The assumptions that an input adds to every answer, and the reasons why an answer may not be a
/// proof.
package protocol InputNotes: Sendable {
  /// The reason why nothing can be proved about the input; `nil` if proofs are possible.
  var incompleteness: String? { get }
  /// The parts of the input that are not modelled, as sentences.
  var notModelled: [String] { get }
  /// The assumptions of a proof about properties that use these relations, as sentences.
  func assumptions(using relations: Set<Relation>) -> [String]
}
