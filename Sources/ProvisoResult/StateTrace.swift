import ProvisoKernel

/// The states of a run of a world as data for other programs, with names instead of objects.
public struct StateTrace: Sendable {
  /// A value of a state.
  public indirect enum Datum: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Number)
    /// A text, or the name of an object or of a value of an enum.
    case text(String)
    case list([Datum])
    case set([Datum])
    case tuple([Datum])
    /// Entries in the order of the source.
    case map([Entry])
  }

  /// A key of a map and its value.
  public struct Entry: Hashable, Sendable {
    public let key: Datum
    public let value: Datum

    /// Makes an entry.
    public init(_ key: Datum, _ value: Datum) {
      self.key = key
      self.value = value
    }
  }

  /// The names of the variables, without duplicates.
  public let variables: [String]
  /// For each state, from the initial one on, a value for each variable.
  public let states: [[Datum]]

  /// Makes a trace.
  public init(variables: [String], states: [[Datum]]) {
    self.variables = variables
    self.states = states
  }
}
