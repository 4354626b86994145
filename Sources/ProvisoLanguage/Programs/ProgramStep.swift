/// Which step of a program a transition is.
package struct ProgramStep: Hashable, Sendable {
  /// What happens to the thread, by where it stands.
  package enum Event: Hashable, Sendable {
    /// A call begins.
    case begin
    /// A call in flight has its effect.
    case effect
    /// A call is done.
    case done
    /// A call fails; its effect has happened or not.
    case fail(hasEffect: Bool)
    /// A call is made that its contract does not allow: it never begins, and its agent is told so.
    case refuse
    /// A condition is asked, with this answer.
    case test(Bool)
    /// One of several ways is taken.
    case choice(Int)
    case fork
    /// What was forked is over, without a failure or with one.
    case join(hasFailed: Bool)
    /// Another branch has failed, and this one goes to a node where it ends.
    case cut(to: Int)
  }

  package let thread: Int
  package let node: Int
  /// The call; `nil` where the step is the plan's own.
  package let call: Int?
  package let event: Event
}
