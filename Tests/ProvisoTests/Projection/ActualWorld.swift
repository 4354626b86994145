/// The states of objects and steps at the moments of an actual plan's runs.
struct ActualWorld {
  /// A meaning that LANGUAGE leaves open. A property counts as false only if it is false in each.
  struct Reading: Hashable {
    /// A step has failed that did not begin because its expressions or its precondition failed.
    let failsBeforeItBegins: Bool
    /// The references of a precondition or a validation are dependencies.
    let dependsThroughConditions: Bool

    static let all = [false, true].flatMap { first in
      [false, true].map { Reading(failsBeforeItBegins: first, dependsThroughConditions: $0) }
    }
  }

  let plan: ActualPlan
  let runs: ActualRuns
  let reading: Reading
  var order: ActualOrder { runs.order }
  let deletions: [Int?]
  let creations: [Int?]
  let updates: [Int?]
  private let conditions: [Int?]
  private let dependencies: [Set<Int>]
  private let createsFirst: [Bool]

  init(_ plan: ActualPlan, _ runs: ActualRuns, _ reading: Reading) {
    self.plan = plan
    self.runs = runs
    self.reading = reading
    let order = runs.order
    deletions = plan.objects.indices.map { order.node(.delete($0)) }
    creations = plan.objects.indices.map { order.node(.create($0)) }
    updates = plan.objects.indices.map { order.node(.update($0)) }
    conditions = plan.objects.indices.map { order.node(.condition($0)) }
    createsFirst = plan.objects.map { $0.action == .replace && plan.replacesCreateFirst($0.block) }
    dependencies = plan.blocks.indices.map {
      plan.blocks[$0].isConfigured
        ? plan.dependencies(of: $0, includesConditions: reading.dependsThroughConditions)
        : plan.blocks[$0].recordedDependencies
    }
  }

  // MARK: - Objects

  private func oldStands(_ object: Int, at moment: UInt64) -> Bool {
    guard plan.objects[object].before != nil else { return false }
    return deletions[object].map { !runs.hasHappened(0, of: $0, at: moment) } ?? true
  }

  private func newStands(_ object: Int, at moment: UInt64) -> Bool {
    creations[object].map { runs.hasHappened(0, of: $0, at: moment) } ?? false
  }

  func exists(_ object: Int, at moment: UInt64) -> Bool {
    oldStands(object, at: moment) || newStands(object, at: moment)
  }

  func isDestroyed(_ object: Int, at moment: UInt64) -> Bool {
    plan.objects[object].before != nil && !oldStands(object, at: moment)
  }

  func isManaged(_ object: Int, at moment: UInt64) -> Bool {
    let tracksOld =
      plan.objects[object].before != nil
      && (deletions[object].map { !runs.hasHappened(1, of: $0, at: moment) } ?? true)
    let tracksNew = creations[object].map { runs.hasHappened(1, of: $0, at: moment) } ?? false
    return tracksOld || tracksNew
  }

  /// Whether `now` has the values before or after the plan; `nil` if it is null. While an update is
  /// in flight or failed, each attribute has its own side.
  func side(_ object: Int, at moment: UInt64) -> Operand.Side? {
    if let creation = creations[object] {
      let isNew =
        createsFirst[object]
        ? runs.hasHappened(2, of: creation, at: moment) || !oldStands(object, at: moment)
        : newStands(object, at: moment)
      if isNew, exists(object, at: moment) { return .after }
    }
    return oldStands(object, at: moment) ? .before : nil
  }

  func now(_ attribute: String, of object: Int, at moment: UInt64) -> ActualValue {
    if let update = updates[object] {
      let part = runs.changed[update].firstIndex(of: attribute)
      let isNew = part.map { runs.hasHappened($0, of: update, at: moment) } ?? false
      return (isNew ? plan.objects[object].after : plan.objects[object].before)?[attribute] ?? .null
    }
    switch side(object, at: moment) {
    case .after: return plan.objects[object].after?[attribute] ?? .null
    case .before: return plan.objects[object].before?[attribute] ?? .null
    default: return .null
    }
  }

  // MARK: - Steps

  func kind(of step: Int) -> String {
    switch order.nodes[step].kind {
    case .create: "create"
    case .update: "update"
    default: "delete"
    }
  }

  func isTrue(_ progress: Condition.Progress, of step: Int, at moment: UInt64) -> Bool {
    switch progress {
    case .started: return runs.progress(step, at: moment) != .pending
    case .happened: return runs.progress(step, at: moment) == .done
    case .failed:
      if runs.progress(step, at: moment) == .failed { return true }
      guard reading.failsBeforeItBegins, kind(of: step) != "delete",
        let object = order.nodes[step].object, let condition = conditions[object]
      else { return false }
      return runs.progress(condition, at: moment) == .failed
    }
  }

  /// Whether `first` is done in every run before `second` begins. No step is before itself.
  func isBefore(_ first: Int, _ second: Int) -> Bool {
    first != second
      && (order.nodes[second].isDropped || order.nodes[second].waits.contains(first))
  }

  // MARK: - Relations

  func depends(_ a: Int, _ b: Int) -> Bool {
    dependencies[plan.objects[a].block].contains(plan.objects[b].block)
  }

  /// The identifiers of the object that was there before the plan, or that the plan puts there.
  private func identifiers(of object: Int, _ age: Condition.Age) -> [String] {
    let names = plan.blocks[plan.objects[object].block].identifiers
    let sides =
      switch age {
      case .before: [plan.objects[object].before]
      case .after: [plan.objects[object].after]
      case .either: [plan.objects[object].before, plan.objects[object].after]
      }
    return sides.compactMap(\.self).flatMap { values in
      names.compactMap { if case .text(let text) = values[$0] { text } else { nil } }
    }
  }

  private func carries(_ value: ActualValue, _ identifiers: [String]) -> Bool {
    switch value {
    case .null, .int: return false
    case .list(let elements): return elements.contains { carries($0, identifiers) }
    case .text(let text):
      // An identifier with a colon stands alone in a longer text, between spaces.
      let words = text.split(separator: " ").map(String.init)
      return identifiers.contains { $0 == text || ($0.contains(":") && words.contains($0)) }
    }
  }

  /// A function that says at which moments `a refers to b`; `nil` if it never does.
  func referring(_ a: Int, _ b: Int, _ age: Condition.Age) -> ((UInt64) -> Bool)? {
    guard a != b else { return nil }
    let identifiers = identifiers(of: b, age)
    func carriers(_ values: [String: ActualValue]?) -> Set<String> {
      Set((values ?? [:]).filter { carries($0.value, identifiers) }.keys)
    }
    let before = carriers(plan.objects[a].before)
    let after = carriers(plan.objects[a].after)
    if before.isEmpty, after.isEmpty { return nil }
    guard let update = updates[a] else {
      return { moment in
        switch side(a, at: moment) {
        case .before: !before.isEmpty
        case .after: !after.isEmpty
        default: false
        }
      }
    }
    let parts = runs.changed[update]
    return { moment in
      before.union(after).contains { name in
        let part = parts.firstIndex(of: name)
        let isNew = part.map { runs.hasHappened($0, of: update, at: moment) } ?? false
        return (isNew ? after : before).contains(name)
      }
    }
  }
}
