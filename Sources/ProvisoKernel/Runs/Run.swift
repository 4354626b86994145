import Synchronization

/// The outcome of one step in a run.
public struct RunEntry: Hashable, Sendable {
  /// The state of the step when the run ends.
  public enum Outcome: String, Hashable, Sendable {
    case done, failed, refused
    case inFlight = "in_flight"
  }

  public let step: Int
  public let outcome: Outcome
  /// The parts that have happened; a done step has all of them, also those that are not in this set.
  public let parts: Set<Int>

  /// Describes the outcome of a step.
  public init(step: Int, outcome: Outcome, parts: Set<Int> = []) {
    self.step = step
    self.outcome = outcome
    self.parts = parts
  }
}

/// A run: the steps that begin, in the order in which they begin, each with its outcome. Steps that
/// end in flight or failed come last.
public struct Run: Hashable, Sendable {
  /// The values of the order's flags in the world of this run.
  public let world: FlagValues
  private let list: EntryList

  /// The steps with their outcomes.
  public var entries: [RunEntry] { list.entries }

  /// Makes a run.
  public init(entries: [RunEntry], world: FlagValues = FlagValues()) {
    list = EntryList { entries }
    self.world = world
  }

  /// Makes a run whose entries are listed when they are first needed: a run is as long as the plan,
  /// and most runs that an engine finds are only counted.
  package init(in world: FlagValues, listing entries: @escaping @Sendable () -> [RunEntry]) {
    list = EntryList(entries)
    self.world = world
  }

  public static func == (a: Run, b: Run) -> Bool {
    a.world == b.world && a.entries == b.entries
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(entries)
    hasher.combine(world)
  }
}

/// The entries of a run, listed once.
private final class EntryList: Sendable {
  private enum State {
    case open(@Sendable () -> [RunEntry])
    case listed([RunEntry])
  }

  private let state: Mutex<State>

  init(_ list: @escaping @Sendable () -> [RunEntry]) { state = Mutex(.open(list)) }

  var entries: [RunEntry] {
    state.withLock { state in
      switch state {
      case .listed(let entries): return entries
      case .open(let list):
        let entries = list()
        state = .listed(entries)
        return entries
      }
    }
  }
}
