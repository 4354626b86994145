/// The set of values that a state variable or an input can have.
public enum Sort: Hashable, Sendable {
  case bool
  /// Integers without bound.
  case integer
  /// Exact rationals.
  case decimal
  /// Strings, compared by code point.
  case string
  /// One of these values, which are distinct and not null: the objects of an entity, or an enum.
  case finite([Value])
  /// Lists and other values that no sort of the solver represents.
  case any

  /// The values of a sort that has few; `nil` if there are infinitely many.
  public var values: [Value]? {
    switch self {
    case .bool: [.bool(false), .bool(true)]
    case .finite(let values): values
    case .integer, .decimal, .string, .any: nil
    }
  }
}

/// A variable of a transition system.
public struct StateVariable: Hashable, Sendable {
  /// The name that people read (`orders.backups`).
  public let name: String
  public let sort: Sort
  /// Whether the value can also be null. If not, no reachable state has null here.
  public let mayBeNull: Bool
  /// Whether the variable is bookkeeping for a property (a record of earlier states) instead of a
  /// part of the world. A monitor is not shown and does not count as a difference between states.
  public let isMonitor: Bool
  /// Whether no transition writes the variable.
  public let isFixed: Bool
  /// The condition whose truth in earlier states the variable remembers. Such a variable is a
  /// monitor that holds truth values; each transition updates it, and terms use it only together
  /// with the condition itself.
  public let remembers: Term?
  /// The values that the variable can have, in order, if they are fewer than those of its sort. Every
  /// initial state and every transition without a fault keeps to them.
  public let domain: [Value]?

  /// Describes a variable.
  public init(
    name: String, sort: Sort, mayBeNull: Bool = false, isMonitor: Bool = false,
    isFixed: Bool = false, remembers: Term? = nil, domain: [Value]? = nil
  ) {
    self.domain = domain
    self.remembers = remembers
    self.name = name
    self.sort = sort
    self.mayBeNull = mayBeNull
    self.isMonitor = isMonitor
    self.isFixed = isFixed
  }
}
