import ProvisoKernel

/// The input that was checked.
public struct InputInfo: Hashable, Sendable {
  /// The path as the caller gave it; `-` is standard input.
  public let path: String
  public let kind: InputKindName
  /// The SHA-256 digest of the input's bytes, in lower-case hexadecimal.
  public let sha256: String
  /// The number of resources or objects.
  public let resources: Int
  /// The number of steps, calls or actions.
  public let steps: Int
  public let order: StepOrder
  /// The number of objects for each kind of change, such as 4 to `add`; empty if the input has no such
  /// counts. Kinds without an object are left out.
  public var changes: [ChangeCount]
  /// The words for the input in reports. JSON does not contain them.
  public let words: InputWords

  /// Describes an input.
  public init(
    path: String, kind: InputKindName, sha256: String, resources: Int = 0, steps: Int,
    order: StepOrder, changes: [ChangeCount] = [], words: InputWords
  ) {
    self.changes = changes
    self.path = path
    self.kind = kind
    self.sha256 = sha256
    self.resources = resources
    self.steps = steps
    self.order = order
    self.words = words
  }
}

/// The number of objects that an input changes in one way.
public struct ChangeCount: Hashable, Sendable {
  /// A verb, such as `destroy`.
  public let verb: String
  public let count: Int

  /// Describes a number of changes.
  public init(_ verb: String, count: Int) {
    self.verb = verb
    self.count = count
  }
}

/// The name of a kind of input, such as `terraform`. A front-end can add one.
public struct InputKindName: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  /// The name in JSON, which is the same in every version.
  public let rawValue: String

  /// Names a kind of input.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Names a kind of input.
  public init(stringLiteral value: String) { rawValue = value }

  /// The kinds of the front-ends that are built in.
  public static let builtIn: [InputKindName] = [.terraform, .record, .agentPlan, .world]

  /// A plan of Terraform or OpenTofu.
  public static let terraform: InputKindName = "terraform"
  /// A record of calls that agents made.
  public static let record: InputKindName = "agent"
  /// A plan of calls that agents will make.
  public static let agentPlan: InputKindName = "agent-plan"
  /// A world in which agents act.
  public static let world: InputKindName = "world"
}

/// The words for one kind of input in reports and reasons.
public struct InputWords: Hashable, Sendable {
  /// The noun for the input, such as `plan`, with its plural.
  public var input: Noun
  /// The noun for carrying out the input, such as `apply`.
  public var run: String
  /// The nouns for `InputInfo.resources` and `InputInfo.steps`; `nil` if the number says nothing.
  public var resource: Noun?
  public var step: Noun?
  /// Whether a run without steps shows the initial state, rather than the time before the first
  /// step.
  public var startsInAState: Bool
  /// Whether the summary counts the states in which nothing can happen. A plan always ends in one.
  public var namesTerminalStates: Bool
  /// The advice about a violation that depends on order that the input does not fix.
  public var openOrder: OpenOrder?
  /// The noun for a value that the input does not contain, such as `value known only after apply`.
  public var unknownValue: Noun
  /// The noun for a setting that decides part of the order and that the input does not record;
  /// `nil` for none.
  public var orderFlag: Noun?
  /// The option or file that records these settings; `nil` for none.
  public var orderRecord: String?

  /// The words for an input whose kind is unknown because it has not been read.
  public static let unread = InputWords(input: Noun("input"), run: "run")

  /// A noun with its plural.
  public struct Noun: Hashable, Sendable {
    public let singular: String
    public let plural: String

    /// Makes a noun. The default plural ends in `s`.
    public init(_ singular: String, plural: String? = nil) {
      self.singular = singular
      self.plural = plural ?? singular + "s"
    }

    /// Names a value that the input does not give.
    package init(unknown words: UnknownWords) {
      self.init("value \(words.adjective)", plural: "values \(words.adjective)")
    }

    /// The number with the noun, as in `2 steps`.
    public func counted(_ number: Int) -> String {
      number == 1 ? "1 \(singular)" : "\(number) \(plural)"
    }
  }

  /// Advice for readers of a run whose order the input does not fix.
  public enum OpenOrder: Hashable, Sendable {
    /// A graph fixes the order. The commands make it.
    case graph(reason: String, commands: [String])
    /// Nothing fixes the order; the sentence says why.
    case hint(String)
  }

  /// Chooses the words for a kind of input.
  public init(
    input: Noun, run: String, resource: Noun? = nil, step: Noun? = nil,
    startsInAState: Bool = false, namesTerminalStates: Bool = false, openOrder: OpenOrder? = nil,
    unknownValue: Noun = Noun("unknown value"), orderFlag: Noun? = nil, orderRecord: String? = nil
  ) {
    self.input = input
    self.run = run
    self.resource = resource
    self.step = step
    self.startsInAState = startsInAState
    self.namesTerminalStates = namesTerminalStates
    self.openOrder = openOrder
    self.unknownValue = unknownValue
    self.orderFlag = orderFlag
    self.orderRecord = orderRecord
  }
}
