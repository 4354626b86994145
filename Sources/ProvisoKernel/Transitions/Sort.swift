/// What a state variable or an input can be.
public enum Sort: Hashable, Sendable {
  case bool
  /// Integers without bound.
  case integer
  /// Exact rationals.
  case decimal
  /// Texts, compared by code point.
  case string
  /// One of these values, which are different and not null: the objects of an entity, or an enum.
  case finite([Value])
  /// Lists and other values that no solver's sort stands for.
  case any

  /// The values of a sort that has few; `nil` where there are infinitely many.
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
  /// The name under which a person knows it (`orders.backups`).
  public let name: String
  public let sort: Sort
  /// Whether it can also be null. Where it cannot, no reachable state has null in it.
  public let mayBeNull: Bool
  /// Whether it is bookkeeping for a property (what has happened so far), and no part of the world: it is
  /// shown to nobody and does not count as a difference between states.
  public let isMonitor: Bool
  /// Whether no transition writes it.
  public let isFixed: Bool
  /// The condition of which it remembers whether it held in an earlier state; then it is a monitor of truth
  /// values that each transition updates, and is asked only together with the condition itself.
  public let remembers: Term?

  /// Describes a variable.
  public init(
    name: String, sort: Sort, mayBeNull: Bool = false, isMonitor: Bool = false,
    isFixed: Bool = false, remembers: Term? = nil
  ) {
    self.remembers = remembers
    self.name = name
    self.sort = sort
    self.mayBeNull = mayBeNull
    self.isMonitor = isMonitor
    self.isFixed = isFixed
  }
}
