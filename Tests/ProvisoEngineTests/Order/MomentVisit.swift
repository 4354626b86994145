import ProvisoKernel

/// The end of a visit of the moments of a system.
enum MomentVisit {
  /// Every moment was visited.
  case complete
  /// The visitor has seen enough.
  case stopped
  /// There are more moments than the limit.
  case tooMany
}

extension Interpreter {
  /// Visits the moments of `allMoments`, each once, until the visitor has seen enough.
  ///
  /// A system that breaks a condition mostly breaks it in one of the first runs, and the moments of
  /// the other runs are not made.
  func visit(limit: Int, isEnough: (Moment) -> Bool) -> MomentVisit {
    let first = Moment(initialOf: system)
    if isEnough(first) { return .stopped }
    var seen: Set<Moment> = [first]
    var stack = [first]
    while let moment = stack.popLast() {
      for event in events(at: moment) {
        guard let next = try? self.moment(after: event, at: moment), seen.insert(next).inserted
        else { continue }
        if isEnough(next) { return .stopped }
        if seen.count > limit { return .tooMany }
        stack.append(next)
      }
    }
    return .complete
  }

  /// Whether a query of a timing asks about the moment.
  func isAsked(_ moment: Moment, _ timing: Timing, failures: Int) -> Bool {
    switch timing {
    case .everyMoment: true
    case .atEnd: isComplete(moment)
    case .atRest:
      moment.steps.allSatisfy { $0 == .pending }
        || isAtRest(moment) && moment.steps.count(where: \.hasFailed) <= failures
    }
  }
}
