/// Makes a wrong answer smaller, as long as it stays wrong in the same way.
struct ProjectionShrinking {
  private let first: ProjectionFailure
  /// The maximum number of checks.
  static let mostTries = 150

  init(_ failure: ProjectionFailure) { first = failure }

  var smallest: ProjectionFailure {
    var best = first
    var tries = 0
    func improve(_ candidates: [(ActualPlan, ProjectedProperty)]) -> Bool {
      for (plan, property) in candidates where tries < Self.mostTries {
        tries += 1
        guard let found = ProjectionCase(plan),
          let result = try? found.results(of: [property])[0],
          let complaint = found.complaint(about: property, result),
          complaint.prefix(8) == first.complaint.prefix(8)
        else { continue }
        let causes = found.causes(of: property, result)
        guard first.causes.isEmpty || !causes.isEmpty else { continue }
        best = ProjectionFailure(
          seed: first.seed, complaint: complaint, found: found, property: property,
          causes: causes)
        return true
      }
      return false
    }
    while tries < Self.mostTries {
      let plan = best.found.plan
      let property = best.property
      if improve(property.smaller.map { (plan, $0) }) { continue }
      if improve(plan.smaller.map { ($0, property) }) { continue }
      break
    }
    return best
  }
}

extension ActualPlan {
  /// The plan without one of the things that it can do without.
  fileprivate var smaller: [ActualPlan] {
    var found: [ActualPlan] = []
    func add(_ change: (inout ActualPlan) -> Void) {
      var plan = self
      change(&plan)
      found.append(plan)
    }
    for block in blocks.indices {
      if isFree(block) { add { $0.empty(block) } }
      if !blocks[block].dependsOn.isEmpty { add { $0.blocks[block].dependsOn = [] } }
      if !blocks[block].hiddenReferences.isEmpty { add { $0.blocks[block].hiddenReferences = [] } }
      if blocks[block].precondition != nil { add { $0.blocks[block].precondition = nil } }
      if !blocks[block].recordedDependencies.isEmpty {
        add { $0.blocks[block].recordedDependencies = [] }
      }
      if blocks[block].createsFirst { add { $0.blocks[block].createsFirst = false } }
    }
    return found
  }

  /// Whether the block has objects and nothing refers to it.
  private func isFree(_ block: Int) -> Bool {
    !objects(of: block).isEmpty
      && blocks.indices.allSatisfy {
        !dependencies(of: $0, includesConditions: true).contains(block)
          && !blocks[$0].recordedDependencies.contains(block)
      } && variables.allSatisfy { !$0.validation.contains(block) }
      && locals.allSatisfy { local in
        ActualReferences(local.expression).attributes.allSatisfy { $0.block != block }
      }
  }

  private mutating func empty(_ block: Int) {
    let kept = objects.indices.filter { objects[$0].block != block }
    neverDeleted = Set(
      kept.enumerated().filter { neverDeleted.contains($0.element) }.map(\.offset))
    objects = kept.map { objects[$0] }
    blocks[block].isConfigured = false
  }
}

extension ProjectedProperty {
  fileprivate var smaller: [ProjectedProperty] {
    func with(_ body: Body) -> ProjectedProperty {
      ProjectedProperty(kind: kind, timing: timing, binders: binders, body: body)
    }
    var found: [ProjectedProperty]
    switch body {
    case .condition(let part): found = part.smaller.map { with(.condition($0)) }
    case .eventually(let part): found = part.smaller.map { with(.eventually($0)) }
    case .leadsTo(let left, let right):
      found =
        left.smaller.map { with(.leadsTo($0, right)) }
        + right.smaller.map { with(.leadsTo(left, $0)) }
    case .until(let left, let right):
      found =
        left.smaller.map { with(.until($0, right)) } + right.smaller.map { with(.until(left, $0)) }
    }
    for index in binders.indices {
      var fewer = binders
      let binder = fewer.remove(at: index)
      let shorter = ProjectedProperty(kind: kind, timing: timing, binders: fewer, body: body)
      if !shorter.variables.contains(binder.variable) { found.insert(shorter, at: 0) }
      for condition in binder.smallerConditions {
        fewer = binders
        fewer[index] = Binder(
          variable: binder.variable, collection: binder.collection, condition: condition)
        found.append(ProjectedProperty(kind: kind, timing: timing, binders: fewer, body: body))
      }
    }
    // Some have lost a binder that they still name.
    return found.filter { $0.text(named: "p").count <= text(named: "p").count }
  }

  /// The variables that the property names, roughly.
  private var variables: Set<Int> {
    let text = text(named: "p")
    return Set(
      (0..<40).filter { number in
        text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).contains("x\(number)")
      })
  }
}

extension Binder {
  fileprivate var smallerConditions: [Condition?] {
    guard let condition else { return [] }
    return [nil] + condition.smaller
  }
}

extension Condition {
  /// The condition with one part left out or replaced by one of its parts.
  fileprivate var smaller: [Condition] {
    func dropping(_ parts: [Condition], _ make: ([Condition]) -> Condition) -> [Condition] {
      parts
        + parts.indices.flatMap { index in
          parts[index].smaller.map { smaller in
            var parts = parts
            parts[index] = smaller
            return make(parts)
          }
        }
    }
    let simple: [Condition] = [.constant(true), .constant(false)]
    switch self {
    case .constant: return []
    case .not(let part): return simple + part.smaller.map { .not($0) }
    case .and(let parts): return simple + dropping(parts) { .and($0) }
    case .or(let parts): return simple + dropping(parts) { .or($0) }
    case .implies(let left, let right):
      return simple + dropping([left, right]) { .implies($0[0], $0[1]) }
    case .ifElse(let condition, let yes, let no):
      return simple + dropping([condition, yes, no]) { .ifElse($0[0], $0[1], $0[2]) }
    case .once(let part): return simple + [part] + part.smaller.map { .once($0) }
    case .whenever(let step, let event, let part):
      return simple + [part] + part.smaller.map { .whenever(step, event, $0) }
    case .quantified(let quantifier, let binders, let part):
      var found = simple + [part] + part.smaller.map { .quantified(quantifier, binders, $0) }
      for (index, binder) in binders.enumerated() {
        for condition in binder.smallerConditions {
          var binders = binders
          binders[index] = Binder(
            variable: binder.variable, collection: binder.collection, condition: condition)
          found.append(.quantified(quantifier, binders, part))
        }
      }
      return found
    default: return simple
    }
  }
}
