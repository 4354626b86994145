/// Objects that a transition system does not tell apart: where they change places in a state, the same
/// runs go on, with the same answers.
///
/// The system's transitions, initial states and properties are closed under every exchange of the objects
/// that exist. So a search can visit one state for all that differ only by such an exchange.
public struct ObjectSymmetry: Hashable, Sendable {
  /// The objects, in their order.
  public let objects: [Value]
  /// The variables of one object each: for each kind, the variable of each object.
  public let single: [[Int]]
  /// The variables of two objects each: for each kind, the variable of each first and second object.
  public let pairs: [[[Int]]]
  /// For each object, the variable that says whether it exists, if objects are created during a run in
  /// their order; `nil` if all exist from the start.
  public let presence: [Int]?

  /// Describes objects that a system does not tell apart.
  public init(objects: [Value], single: [[Int]], pairs: [[[Int]]], presence: [Int]?) {
    self.objects = objects
    self.single = single
    self.pairs = pairs
    self.presence = presence
  }
}
