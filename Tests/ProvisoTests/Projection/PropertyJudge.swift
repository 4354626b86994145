/// Judges properties by the runs of an actual plan, without the plan's JSON.
struct PropertyJudge {
  enum Outcome {
    case holds
    /// False, or for `possible` reached, at this moment.
    case found(UInt64)
    /// The property has no value at some moment, and is nowhere false.
    case open
  }

  let world: ActualWorld
  private var runs: ActualRuns { world.runs }
  private let rest: [Int]
  private let end: [Int]

  /// The maximum number of moments with what was true before them.
  static let mostRecalled = 20_000

  init(_ world: ActualWorld) {
    self.world = world
    let runs = world.runs
    end = runs.moments.indices.filter { runs.isComplete(runs.moments[$0]) }
    rest = runs.moments.indices.filter {
      $0 == 0
        || runs.count(.failed, at: runs.moments[$0]) <= 1 && runs.isAtRest(runs.moments[$0])
    }
  }

  /// Looks for a moment at which an invariant is false, or a `possible` true.
  ///
  /// - Parameter most: the maximum number of moments to look at.
  func outcome(of property: ProjectedProperty, most: Int = .max) -> Outcome {
    var folding = PropertyFolding(world)
    switch property.body {
    case .condition(let condition):
      let body = folding.body(property, condition)
      return outcome(of: body, recalling: folding.recalled, property, most)
    default:
      let choices = folding.choices(of: property.binders) { folding in
        switch property.body {
        case .condition(let part), .eventually(let part): (folding.fold(part), folding.fold(part))
        case .leadsTo(let left, let right), .until(let left, let right):
          (folding.fold(left), folding.fold(right))
        }
      }
      for (condition, (left, right)) in choices {
        guard condition.value(at: RecalledMoment(state: 0)) == true else { continue }
        if let moment = badRun(property.body, left, right) { return .found(moment) }
      }
      return .holds
    }
  }

  /// The share of the moments at which an invariant is false, or a `possible` true. For properties
  /// that look at more than one moment one half, if there is such a moment.
  func share(of property: ProjectedProperty, most: Int) -> Double {
    guard case .condition(let condition) = property.body else {
      return isFound(property) ? 0.5 : 0
    }
    var folding = PropertyFolding(world)
    let body = folding.body(property, condition)
    guard folding.recalled.isEmpty else { return isFound(property) ? 0.5 : 0 }
    let moments = candidates(property, most)
    let wanted = property.kind == .possible
    let found = moments.count { body.value(at: RecalledMoment(state: $0)) == wanted }
    return moments.isEmpty ? 0 : Double(found) / Double(moments.count)
  }

  private func isFound(_ property: ProjectedProperty) -> Bool {
    if case .found = outcome(of: property) { true } else { false }
  }

  /// The moments in question, or evenly spaced ones if there are many.
  private func candidates(_ property: ProjectedProperty, _ most: Int) -> [UInt64] {
    let candidates =
      switch property.takesTiming ? property.timing : .everyMoment {
      case .everyMoment: Array(runs.moments.indices)
      case .atRest: rest
      case .atEnd: end
      }
    return stride(from: 0, to: candidates.count, by: max(1, candidates.count / most))
      .map { runs.moments[candidates[$0]] }.filter { isInQuestion($0, property) }
  }

  // MARK: - Moments

  private func outcome(
    of body: PropertyFolding.Truth, recalling recalled: [PropertyFolding.Truth],
    _ property: ProjectedProperty, _ most: Int
  ) -> Outcome {
    let wanted = property.kind == .possible
    var isOpen = false
    func isFound(_ moment: RecalledMoment) -> Bool {
      let truth = body.value(at: moment)
      if truth == nil { isOpen = true }
      return truth == wanted
    }
    if !recalled.isEmpty {
      for moment in recalledMoments(recalled) where isInQuestion(moment.state, property) {
        if isFound(moment) { return .found(moment.state) }
      }
      return isOpen ? .open : .holds
    }
    for state in candidates(property, most) where isFound(RecalledMoment(state: state)) {
      return .found(state)
    }
    return isOpen ? .open : .holds
  }

  private func isInQuestion(_ state: UInt64, _ property: ProjectedProperty) -> Bool {
    guard property.kind == .possible else { return true }
    return runs.count(.inFlight, at: state) == 0 && runs.count(.failed, at: state) == 0
  }

  private func recalledMoments(_ recalled: [PropertyFolding.Truth]) -> [RecalledMoment] {
    func entered(_ state: UInt64, after once: UInt64) -> RecalledMoment {
      var moment = RecalledMoment(state: state, once: once)
      for (bit, part) in recalled.enumerated() where part.value(at: moment) == true {
        moment.once |= 1 << UInt64(bit)
      }
      return moment
    }
    let first = entered(0, after: 0)
    var found = [(0, first)]
    var known: Set<RecalledMoment> = [first]
    var position = 0
    while position < found.count, found.count < Self.mostRecalled {
      let (index, moment) = found[position]
      position += 1
      for next in runs.followers[index] {
        let follower = entered(runs.moments[next], after: moment.once)
        if known.insert(follower).inserted { found.append((next, follower)) }
      }
    }
    return found.map(\.1)
  }

  // MARK: - Runs

  /// A moment of a complete run that breaks the property.
  private func badRun(
    _ body: ProjectedProperty.Body, _ left: PropertyFolding.Truth, _ right: PropertyFolding.Truth
  ) -> UInt64? {
    func value(_ truth: PropertyFolding.Truth, _ index: Int) -> Bool? {
      truth.value(at: RecalledMoment(state: runs.moments[index]))
    }
    func isWhole(_ index: Int) -> Bool { runs.count(.failed, at: runs.moments[index]) == 0 }
    func isEnd(_ index: Int) -> Bool { runs.isComplete(runs.moments[index]) }
    /// Visits moments without failures from `starts`, through those that `through` allows.
    func visit(
      from starts: [Int], through: (Int) -> Bool, until: (Int) -> Bool
    ) -> Int? {
      var stack = starts
      var known = Set(starts)
      while let index = stack.popLast() {
        if until(index) { return index }
        guard through(index) else { continue }
        for next in runs.followers[index] where isWhole(next) && known.insert(next).inserted {
          stack.append(next)
        }
      }
      return nil
    }
    switch body {
    case .condition: return nil
    case .eventually:
      return visit(
        from: [0], through: { value(left, $0) == false },
        until: { isEnd($0) && value(left, $0) == false }
      ).map { runs.moments[$0] }
    case .leadsTo:
      var reached: [Int] = []
      _ = visit(
        from: [0], through: { _ in true },
        until: { index in
          if value(left, index) == true, value(right, index) == false { reached.append(index) }
          return false
        })
      return visit(
        from: reached, through: { value(right, $0) == false },
        until: { isEnd($0) && value(right, $0) == false }
      ).map { runs.moments[$0] }
    case .until:
      // The property is broken where P has no value, or later, unless Q comes.
      return visit(
        from: [0], through: { value(right, $0) == false && value(left, $0) != false },
        until: { value(right, $0) == false && (isEnd($0) || value(left, $0) == false) }
      ).map { runs.moments[$0] }
    }
  }
}
