import ProvisoKernel

/// A mistake of a plan in a world, with its position in the source.
public struct PlanMistake: Error, Hashable, Sendable {
  public let message: String
  public let place: PlanPlace?

  /// Describes a mistake.
  public init(_ message: String, at place: PlanPlace? = nil) {
    self.message = message
    self.place = place
  }
}
