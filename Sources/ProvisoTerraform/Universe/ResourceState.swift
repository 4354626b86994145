import JSON
import ProvisoKernel

/// The state variables of one object: which of its two lives stands, and which Terraform tracks.
///
/// Every variable is written by one part of one step, so moments are down-closed sets of parts.
struct ResourceState: Sendable {
  /// The object from before the plan stands; false once deleted. `nil` where no step deletes it.
  var old: Int?
  /// Terraform tracks that object; false once deleted or forgotten.
  var oldManaged: Int?
  /// The object that the plan creates, or reads, stands.
  var new: Int?
  var newManaged: Int?
  /// With create-before-destroy: `now` is the new object.
  var current: Int?
  /// With an update: the top-level attributes that change, each with its variable.
  var updates: [(attribute: String, variable: Int)] = []
  /// The steps of the object.
  var steps: [Int] = []

  /// The variable of an attribute that an update changes.
  func update(of attribute: String) -> Int? {
    updates.first { $0.attribute == attribute }?.variable
  }
}

/// Makes the kernel's system of a plan: one step for each node of the order.
struct SystemBuilder {
  private let plan: TerraformPlan
  private var variables: [Variable] = []
  private var parts: [[[Assignment]]]
  private(set) var states: [ResourceState]

  init(_ plan: TerraformPlan) {
    self.plan = plan
    parts = Array(repeating: [], count: plan.steps.count)
    states = Array(repeating: ResourceState(), count: plan.resources.count)
  }

  private mutating func effect(_ step: Int, on resource: Int, from before: Bool) -> Int {
    let place = variables.count
    variables.append(
      Variable(name: plan.resources[resource].address, initial: .bool(before)))
    parts[step].append([Assignment(place, .bool(!before))])
    return place
  }

  private mutating func add(_ step: Int, _ node: PlanStep, _ resource: Int) {
    let object = plan.resources[resource]
    states[resource].steps.append(step)
    switch node.kind {
    case .delete:
      states[resource].old = effect(step, on: resource, from: true)
      states[resource].oldManaged = effect(step, on: resource, from: true)
    case .create:
      states[resource].new = effect(step, on: resource, from: false)
      states[resource].newManaged = effect(step, on: resource, from: false)
      if object.createBeforeDestroy == true {
        states[resource].current = effect(step, on: resource, from: false)
      }
    case .read: states[resource].new = effect(step, on: resource, from: false)
    case .forget: states[resource].oldManaged = effect(step, on: resource, from: true)
    case .update:
      for attribute in SystemBuilder.changedAttributes(object) {
        let variable = effect(step, on: resource, from: false)
        states[resource].updates.append((attribute, variable))
      }
    case .import, .provider, .check, .junction: break
    }
  }

  /// The top-level attributes that an update changes or could change.
  static func changedAttributes(_ object: PlanResource) -> [String] {
    var out: [String] = []
    // Most often nothing is unknown, and the two sides have the same attributes in the same order.
    let unknown = object.afterUnknown.flatMap { $0.count == 0 ? nil : $0 }
    var old = object.before?.members.makeIterator()
    if let after = object.after {
      for (key, value) in after.members {
        let other = old?.next()
        let before =
          if let other, other.key.isSame(as: key) { other.value } else {
            object.before?.member(key)
          }
        if let before {
          if value.isSame(as: before) { continue }
        } else if value.isNull {
          continue
        }
        if unknown?.member(key)?.hasTrue != true { out.append(key.string) }
      }
    }
    if let before = object.before {
      var new = object.after?.members.makeIterator()
      for (key, value) in before.members {
        let other = new?.next()
        if value.isNull || other?.key.isSame(as: key) == true { continue }
        if object.after?.member(key) == nil, unknown?.member(key)?.hasTrue != true {
          out.append(key.string)
        }
      }
    }
    if let unknown {
      for (key, value) in unknown.members where value.hasTrue { out.append(key.string) }
    }
    return out
  }

  /// The system.
  ///
  /// - Throws: `SystemError` where the order is none; the plan's reader has refused such plans before.
  mutating func build() throws(SystemError) -> System {
    for (step, node) in plan.steps.enumerated() {
      if let resource = node.resource { add(step, node, resource) }
    }
    var flags: [String] = []
    var flagPlaces: [Int: Int] = [:]
    var waits: [[Wait]] = Array(repeating: [], count: plan.steps.count)
    for wait in plan.waits {
      var condition: ProvisoKernel.WaitCondition?
      if let given = wait.condition {
        let flag: Int
        if let known = flagPlaces[given.resource] {
          flag = known
        } else {
          flag = flags.count
          flagPlaces[given.resource] = flag
          flags.append("create_before_destroy of \(plan.resources[given.resource].address)")
        }
        condition = ProvisoKernel.WaitCondition(flag: flag, is: given.createBeforeDestroy)
      }
      waits[wait.after].append(Wait(for: wait.before, when: condition))
    }
    let steps = plan.steps.indices.map { index in
      let node = plan.steps[index]
      return Step(
        name: node.resource.map { plan.resources[$0].address } ?? "", parts: parts[index],
        waits: waits[index], mayFail: node.mayFail)
    }
    return try System(variables: variables, flags: flags, steps: steps)
  }
}

extension JSONValue {
  /// Whether the two are equal as values.
  func isSame(as other: JSONValue) -> Bool {
    guard kind == other.kind else { return false }
    switch kind {
    case .null, .bool, .string: return isSpelled(as: other)
    case .array: if count != other.count { return false }
    case .object, .number: break
    }
    return isSpelled(as: other) || kernelValue == other.kernelValue
  }

  /// Whether the two are the same text but for white space and escapes: then they are equal.
  private func isSpelled(as other: JSONValue) -> Bool {
    var pending = [(self, other)]
    while let (mine, theirs) = pending.popLast() {
      guard mine.kind == theirs.kind else { return false }
      switch mine.kind {
      case .null: break
      case .bool: if mine.bool != theirs.bool { return false }
      case .string:
        let isEqual = mine.withUTF8 { text in theirs.withUTF8 { text.hasSameBytes(as: $0) } ?? false
        }
        guard isEqual == true else { return false }
      case .number:
        guard let own = mine.number, let given = theirs.number else { return false }
        if let integer = own.integer {
          guard integer == given.integer else { return false }
        } else {
          guard own.text == given.text else { return false }
        }
      case .array:
        guard mine.count == theirs.count else { return false }
        for pair in zip(mine.elements, theirs.elements) { pending.append(pair) }
      case .object:
        guard mine.count == theirs.count else { return false }
        for (own, given) in zip(mine.members, theirs.members) {
          guard own.key.isSame(as: given.key) else { return false }
          pending.append((own.value, given.value))
        }
      }
    }
    return true
  }

  /// The member with the same key.
  fileprivate func member(_ key: JSONKey) -> JSONValue? {
    for (own, value) in members where own.isSame(as: key) { return value }
    return nil
  }
}
