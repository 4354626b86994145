/// A moment together with values for everything that the moment leaves open.
public struct Situation: Sendable {
  public let moment: Moment
  public let world: FlagValues
  /// The values of unknowns, by name.
  public let unknowns: [String: Value]
  /// The replacement for an unknown without a value: null for a condition, words for a message.
  public let filler: Value

  /// Puts a situation together.
  public init(
    moment: Moment, world: FlagValues, unknowns: [String: Value], filler: Value = .null
  ) {
    self.moment = moment
    self.world = world
    self.unknowns = unknowns
    self.filler = filler
  }

  /// The same situation at another moment.
  public func at(_ moment: Moment) -> Situation {
    Situation(moment: moment, world: world, unknowns: unknowns, filler: filler)
  }

  /// The same situation for a message: unknowns without a value read as words.
  public func forMessages(_ words: UnknownWords) -> Situation {
    Situation(
      moment: moment, world: world, unknowns: unknowns,
      filler: .string(Text(words.placeholder)))
  }
}

/// A concrete value and what of it must not be printed.
public struct MaskedValue: Sendable {
  public let value: Value
  public let mask: Mask
  /// The value with other stand-ins for the parts that the input does not know; empty if it knows all.
  public let markings: [Value]

  /// Masks a value.
  public init(_ value: Value, _ mask: Mask = .none, markings: [Value] = []) {
    self.value = value
    self.mask = mask
    self.markings = markings
  }
}
