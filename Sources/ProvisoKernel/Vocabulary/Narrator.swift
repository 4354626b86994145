/// How reports describe steps and objects to a person.
public protocol Narrator: Sendable {
  /// How a person knows the object.
  func name(of object: ObjectID) -> String
  /// How a person knows a step, and what it does.
  func describe(step: Int) -> StepDescription
  /// How the object of a step changed from one moment to a later one.
  func changes(of step: Int, from before: Situation, to after: Situation) -> [TraceChange]
  /// Why the first step of a chain waits for the last: each waits for the next.
  func explain(chain: [Int]) -> String
  /// Advice about an object in a violation, as sentences.
  func hints(about object: ObjectID) -> [String]
  /// The reason why the input removes or replaces an object, as sentences.
  func reasons(forChangeOf object: ObjectID) -> [String]
  /// A sentence about an element of a list in an attribute; `nil` to print its value.
  func sentence(about element: Value) -> String?
  /// Whether the input leaves the object as it is, so that a violation is not the input's fault.
  func isUnchanged(_ object: ObjectID) -> Bool
  /// Whether the input changes a state that is there before the first step, so that a violation can
  /// exist before it.
  var hasPriorState: Bool { get }
  /// Whether the input creates the object, so that a violation cannot exist before it.
  func isCreated(_ object: ObjectID) -> Bool
  /// Whether the input makes the object anew in the place of one that stood there.
  func isReplaced(_ object: ObjectID) -> Bool
  /// The steps that change the object.
  func steps(of object: ObjectID) -> [Int]
  /// The variables of the system that an attribute of the object depends on.
  ///
  /// - Parameter members: the members of the attribute that matter; `nil` for all.
  func variables(of object: ObjectID, attribute: Int, members: Set<Text>?) -> [Int]
  /// Whether the value of the unknown must not be printed.
  func isSensitive(_ unknown: Unknown) -> Bool
  /// Whether a part of an attribute that must not be printed is at, above or below a path, for any object
  /// of an entity.
  func hasSecret(_ attribute: Int, of entity: Int, at path: [Text]) -> Bool
  /// Whether a text has a secret of the input in it, word for word or in a usual encoding.
  func containsSecret(_ text: String) -> Bool
}

extension Narrator {
  /// Nothing is shown.
  public func changes(
    of step: Int, from before: Situation, to after: Situation
  ) -> [TraceChange] { [] }

  /// There are no hints.
  public func hints(about object: ObjectID) -> [String] { [] }

  /// No reason is known.
  public func reasons(forChangeOf object: ObjectID) -> [String] { [] }

  /// The value says everything.
  public func sentence(about element: Value) -> String? { nil }

  /// Each object is the input's concern.
  public func isUnchanged(_ object: ObjectID) -> Bool { false }

  /// There is nothing before the first step.
  public var hasPriorState: Bool { false }

  /// No object is known to be new.
  public func isCreated(_ object: ObjectID) -> Bool { false }

  /// No object is known to be replaced.
  public func isReplaced(_ object: ObjectID) -> Bool { false }

  /// Nothing depends on the system.
  public func variables(of object: ObjectID, attribute: Int, members: Set<Text>?) -> [Int] { [] }

  /// No step is known to change the object.
  public func steps(of object: ObjectID) -> [Int] { [] }

  /// Nothing is secret.
  public func isSensitive(_ unknown: Unknown) -> Bool { false }

  /// Nothing is secret.
  public func hasSecret(_ attribute: Int, of entity: Int, at path: [Text]) -> Bool { false }

  /// Nothing is secret.
  public func containsSecret(_ text: String) -> Bool { false }

  /// The names of the steps, each waiting for the next.
  public func explain(chain: [Int]) -> String {
    guard let first = chain.first, let last = chain.last, chain.count > 1 else { return "" }
    let between = chain.dropFirst().dropLast().map { describe(step: $0).name }
    return "\(describe(step: first).name) waits for \(describe(step: last).name)"
      + (between.isEmpty ? "" : " (through " + between.joined(separator: ", ") + ")")
  }
}

/// How a person knows a step.
public struct StepDescription: Hashable, Sendable {
  /// The object's name (`aws_db_instance.orders`).
  public let name: String
  /// The action on the object (`delete`).
  public let action: String
  /// Whether a person who follows a run wants to see it; steps without an effect are of interest only
  /// where they fail.
  public let hasEffect: Bool

  /// Describes a step.
  public init(name: String, action: String, hasEffect: Bool) {
    self.name = name
    self.action = action
    self.hasEffect = hasEffect
  }
}

/// One thing that changed in a run.
public struct TraceChange: Sendable {
  /// The name of the changed value (`aws_db_instance.orders.exists`).
  public let what: String
  public let from: MaskedValue
  public let to: MaskedValue
  /// Whether the name of the action says it already, as `delete` says that the object is gone.
  public let isImplied: Bool

  /// Describes a change.
  public init(
    _ what: String, from: MaskedValue, to: MaskedValue, isImplied: Bool = false
  ) {
    self.isImplied = isImplied
    self.what = what
    self.from = from
    self.to = to
  }
}
