/// The step of a program that a transition takes.
package struct ProgramStep: Hashable, Sendable {
  /// The event of the step; its meaning depends on the thread's node.
  package enum Event: Hashable, Sendable {
    /// A call begins.
    case begin
    /// A call in flight has its effect.
    case effect
    /// A call is done.
    case done
    /// A call fails; its effect has happened or not.
    case fail(hasEffect: Bool)
    /// A call that its contract forbids: it never begins, and its agent receives an error.
    case refuse
    /// A condition is evaluated, with this result.
    case test(Bool)
    /// One of several alternatives is taken.
    case choice(Int)
    case fork
    /// The forked threads are over, without a failure or with one.
    case join(hasFailed: Bool)
    /// Another branch has failed, and this one moves to a node where it ends.
    case cut(to: Int)
  }

  package let thread: Int
  package let node: Int
  /// The call; `nil` for a step of the plan itself.
  package let call: Int?
  package let event: Event
}
