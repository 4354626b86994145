/// A state variable: it starts with `initial`, and the parts of steps assign to it.
public struct Variable: Hashable, Sendable {
  public let name: String
  public let initial: Value

  /// Describes a variable.
  public init(name: String, initial: Value) {
    self.name = name
    self.initial = initial
  }
}

/// `variable := value`.
public struct Assignment: Hashable, Sendable {
  public let variable: Int
  public let value: Value

  /// Assigns a value that is known beforehand.
  public init(_ variable: Int, _ value: Value) {
    self.variable = variable
    self.value = value
  }
}

/// A condition on a wait: the wait counts only in worlds that give the flag this value.
public struct FlagCondition: Hashable, Sendable {
  public let flag: Int
  public let value: Bool

  /// Makes a condition.
  public init(flag: Int, is value: Bool) {
    self.flag = flag
    self.value = value
  }
}

/// A wait: its owner may not begin before `step` is done.
public struct Wait: Hashable, Sendable {
  public let step: Int
  public let condition: FlagCondition?

  /// Makes a wait, which is certain if it has no condition.
  public init(for step: Int, when condition: FlagCondition? = nil) {
    self.step = step
    self.condition = condition
  }
}

/// An event that happens at most once.
///
/// A step is pending, then begun, then done or failed. A step that has begun and is not done is in
/// flight or failed; then each of its parts may have happened or not, independently. A part is a
/// set of assignments that happen together. A step that is refused fails before it begins: a
/// condition for it was not met.
public struct Step: Hashable, Sendable {
  public let name: String
  public let parts: [[Assignment]]
  public let waits: [Wait]
  public let mayFail: Bool
  /// Whether the step can be refused.
  public let mayBeRefused: Bool
  /// Whether a complete run can do without the step. No step waits for such a step.
  public let isOptional: Bool

  /// Describes a step.
  public init(
    name: String, parts: [[Assignment]], waits: [Wait], mayFail: Bool = true,
    mayBeRefused: Bool = false, isOptional: Bool = false
  ) {
    self.name = name
    self.parts = parts
    self.waits = waits
    self.mayFail = mayFail
    self.mayBeRefused = mayBeRefused
    self.isOptional = isOptional
  }
}

/// A finite transition system whose steps happen at most once, in any order that their waits allow.
public struct System: Sendable {
  public let variables: [Variable]
  /// The values of the variables before the first step.
  let initialValues: [Value]
  /// The names of the rigid Booleans in the conditions of waits: facts about the order that the
  /// input leaves open.
  public let flags: [String]
  public let steps: [Step]
  /// The waits as a graph.
  public let order: Order
  /// For each variable, the parts that assign to it, in the order in which they happen.
  public let writers: [[PartID]]

  /// Makes a system from its parts.
  ///
  /// - Throws: `SystemError` if steps wait for each other in a cycle, a step, flag or variable is
  ///   out of range, or unordered steps assign to one variable.
  public init(variables: [Variable], flags: [String] = [], steps: [Step]) throws(SystemError) {
    self.variables = variables
    initialValues = variables.map(\.initial)
    self.flags = flags
    self.steps = steps
    for step in steps {
      for wait in step.waits where !steps.indices.contains(wait.step) {
        throw .unknownStep(step: step.name)
      }
      for wait in step.waits {
        if let condition = wait.condition, !flags.indices.contains(condition.flag) {
          throw .unknownFlag(step: step.name)
        }
      }
      for assignment in step.parts.joined() where !variables.indices.contains(assignment.variable) {
        throw .unknownVariable(step: step.name)
      }
    }
    let order = Order(waits: steps.map(\.waits))
    if let cycle = order.circle { throw .circle(cycle.map { steps[$0].name }) }
    self.order = order
    var writers: [[PartID]] = Array(repeating: [], count: variables.count)
    for (index, step) in steps.enumerated() {
      for (partIndex, part) in step.parts.enumerated() {
        for assignment in part {
          writers[assignment.variable].append(PartID(step: index, part: partIndex))
        }
      }
    }
    for variable in writers.indices where writers[variable].count > 1 {
      writers[variable].sort { order.rank(of: $0.step) < order.rank(of: $1.step) }
      for (first, second) in zip(writers[variable], writers[variable].dropFirst())
      where first.step == second.step || !order.waits(second.step, for: first.step) {
        throw .unorderedWriters(
          variable: variables[variable].name, steps[first.step].name, steps[second.step].name)
      }
    }
    self.writers = writers
  }

  /// The system in which nothing can happen.
  public static let empty = System()

  private init() {
    variables = []
    initialValues = []
    flags = []
    steps = []
    order = Order(waits: [])
    writers = []
  }

  /// The value that the part assigns to the variable.
  public func value(of part: PartID, for variable: Int) -> Value? {
    steps[part.step].parts[part.part].last { $0.variable == variable }?.value
  }
}

/// One part of one step.
public struct PartID: Hashable, Sendable {
  public let step: Int
  public let part: Int

  /// Names a part.
  public init(step: Int, part: Int) {
    self.step = step
    self.part = part
  }
}

/// Why steps and variables do not form a system.
public enum SystemError: Error, Hashable, Sendable {
  /// The names of steps that wait for each other in a cycle.
  case circle([String])
  case unknownStep(step: String)
  case unknownFlag(step: String)
  case unknownVariable(step: String)
  /// Two unordered steps assign to one variable.
  case unorderedWriters(variable: String, String, String)
}
