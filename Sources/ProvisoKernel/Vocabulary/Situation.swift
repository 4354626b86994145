/// A moment together with values for everything that the moment leaves open.
public struct Situation: Sendable {
  public let moment: Moment
  public let world: World
  /// The values of unknowns, by name.
  public let unknowns: [String: Value]
  /// What an unknown counts as that has no value: null where a condition is judged, words where a
  /// message is written.
  public let filler: Value

  /// Puts a situation together.
  public init(
    moment: Moment, world: World, unknowns: [String: Value], filler: Value = .null
  ) {
    self.moment = moment
    self.world = world
    self.unknowns = unknowns
    self.filler = filler
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

  /// Masks a value.
  public init(_ value: Value, _ mask: Mask = .none) {
    self.value = value
    self.mask = mask
  }
}
