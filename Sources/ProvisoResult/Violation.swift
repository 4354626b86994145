/// A violated instance with a run that shows it, or a witness. In all texts, sensitive values are
/// replaced.
public struct Violation: Sendable {
  public struct Binding: Hashable, Sendable {
    public let name: String
    public let object: String
    /// Whether the variable ranges over constants. A waiver does not name them.
    public let isConstant: Bool

    /// Makes a binding.
    public init(name: String, object: String, isConstant: Bool = false) {
      self.name = name
      self.object = object
      self.isConstant = isConstant
    }
  }

  /// The value of an unknown that the run needs, as JSON text.
  public struct UnknownValue: Hashable, Sendable {
    public let value: String
    public let json: String
    /// Whether `value` is a sentence that is true or false.
    public let isSentence: Bool

    /// Makes the value of an unknown.
    public init(value: String, json: String, isSentence: Bool = false) {
      self.value = value
      self.json = json
      self.isSentence = isSentence
    }

    /// The value as a clause for a person.
    public var clause: String {
      isSentence && json == "true" ? value : "\(value) is \(json)"
    }

    /// A clause for a person that says what a proof trusts: that the value is not this one.
    ///
    /// - Parameter unknown: the words for an unknown value. They stand alone where the value is absent or
    ///   is any value that the plan does not mention (`another value`): to deny these says nothing.
    public func trustedClause(unknown: InputWords.Noun) -> String {
      json == "null" || json.contains("\"another value")
        ? "\(value), \(unknown.singular)" : "\(value) is not \(json)"
    }
  }

  /// A waiver that is in force.
  public struct Waiver: Hashable, Sendable {
    /// The last day of the waiver, as in `2027-01-31`.
    public let until: String
    public let because: String
    /// The position of the waiver.
    public let location: ResultLocation

    /// Describes a waiver.
    public init(until: String, because: String, location: ResultLocation) {
      self.until = until
      self.because = because
      self.location = location
    }
  }

  public var bindings: [Binding]
  /// The objects of the instance, without its constants.
  public var objects: [String] { bindings.filter { !$0.isConstant }.map(\.object) }
  public var message: String?
  /// The parts of the property that decide the violation, with their values, as sentences.
  public var facts: [String] = []
  /// The formulas of the property with the value of each part, if they were asked for. JSON does not
  /// contain them.
  public var formulas: [FormulaNode] = []
  /// Whether the violation depends on the order or the failures of the steps. If not, every complete
  /// run ends in it, whatever the order is.
  public var dependsOnOrder = true
  /// The index of the step in the trace that leads to the violation; `nil` if there is no single one.
  public var breakingStep: Int?
  public var certainty: Certainty
  public var isPreexisting: Bool
  /// Whether the plan repairs a violation that is preexisting.
  public var isRepaired = false
  public var needsGraph: Bool
  public var unknowns: [UnknownValue]
  public var trace: [TraceStep]
  /// The step that the property forbids to begin after the trace; `nil` if it is in the trace, or there is
  /// none. JSON does not contain it.
  package var next: TraceStep?
  /// For an infinite run, the number of steps before the part that repeats forever.
  public var loop: Int?
  /// The states of the run as data; `nil` if the input is not a world.
  public var states: StateTrace?
  /// The states of the other world in the run of a `refines`.
  public var refinement: RefinedRun?
  /// Advice, as sentences. The lines after the first of each can be pasted.
  public var hints: [String]
  /// The waiver of the violation, which then does not count.
  public var waiver: Waiver?
  /// Whether only the objects are known, because so many others are shown with their runs.
  public var isOnlyNamed = false
  /// The run as data, to replay it later; `nil` if it has a value that must not be shown. JSON does not
  /// contain it.
  public var recorded: RecordedRun?
  /// Whether a baseline has the violation, which then does not count.
  public var isKnown = false

  /// Makes a violation.
  public init(
    bindings: [Binding], message: String?, certainty: Certainty, isPreexisting: Bool,
    needsGraph: Bool, unknowns: [UnknownValue], trace: [TraceStep], hints: [String] = []
  ) {
    self.hints = hints
    self.bindings = bindings
    self.message = message
    self.certainty = certainty
    self.isPreexisting = isPreexisting
    self.needsGraph = needsGraph
    self.unknowns = unknowns
    self.trace = trace
  }
}

/// A step of a run.
public struct TraceStep: Sendable {
  public struct Change: Sendable {
    public let what: String
    /// The values as JSON text.
    public let from: String
    public let to: String
    /// Whether the name of the action says it already, as `delete` says that the object is gone.
    public let isImplied: Bool

    /// Describes a change.
    public init(what: String, from: String, to: String, isImplied: Bool = false) {
      self.isImplied = isImplied
      self.what = what
      self.from = from
      self.to = to
    }
  }

  public let step: String
  public let action: String
  public let outcome: StepOutcome
  public let changes: [Change]
  /// The call of a tool that the step is, to repeat it; `nil` if it is none. JSON does not contain it.
  package var call: Call?

  /// A call as data.
  package struct Call: Sendable {
    package let tool: String
    /// The arguments by name, as JSON texts.
    package let arguments: [(name: String, json: String)]

    package init(tool: String, arguments: [(name: String, json: String)]) {
      self.tool = tool
      self.arguments = arguments
    }
  }

  /// Describes a step.
  public init(step: String, action: String, outcome: StepOutcome, changes: [Change]) {
    self.step = step
    self.action = action
    self.outcome = outcome
    self.changes = changes
  }
}
