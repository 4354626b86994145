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
    /// A condition is asked, with this answer.
    case test(Bool)
    /// One of several ways is taken.
    case choice(Int)
    case fork
    /// What was forked is over, without a failure or with one.
    case join(hasFailed: Bool)
  }

  package let thread: Int
  package let node: Int
  /// The call; `nil` where the step is the plan's own.
  package let call: Int?
  package let event: Event
}
