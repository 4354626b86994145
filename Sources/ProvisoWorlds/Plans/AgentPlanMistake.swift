import ProvisoKernel

/// A mistake of a plan in a world, with its position in the source.
package struct AgentPlanMistake: Error, Hashable, Sendable {
  package let message: String
  package let position: PlanPosition?

  /// Describes a mistake.
  package init(_ message: String, at position: PlanPosition? = nil) {
    // A name in the message cannot begin a line of its own.
    self.message = message.printable
    self.position = position
  }
}
