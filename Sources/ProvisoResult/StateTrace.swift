import ProvisoKernel

/// The states of a run of a world, as data that another program can read: names in place of objects.
public struct StateTrace: Sendable {
  /// A value of a state.
  public indirect enum Datum: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Number)
    /// A text, an object or a value of an enum, by its name.
    case text(String)
    case list([Datum])
    case set([Datum])
    case tuple([Datum])
    /// In the order of the source.
    case map([Entry])
  }

  /// What a map has for a key.
  public struct Entry: Hashable, Sendable {
    public let key: Datum
    public let value: Datum

    /// Pairs a key with a value.
    public init(_ key: Datum, _ value: Datum) {
      self.key = key
      self.value = value
    }
  }

  /// The names of the variables, all different.
  public let variables: [String]
  /// One row a state, the first one first: a value for each variable.
  public let states: [[Datum]]

  /// Puts a trace together.
  public init(variables: [String], states: [[Datum]]) {
    self.variables = variables
    self.states = states
  }
}
