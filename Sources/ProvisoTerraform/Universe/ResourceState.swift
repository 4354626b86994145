import JSON
import ProvisoKernel

/// The state variables of one resource. They describe the old object, which exists before the
/// apply, and the new object, which a step creates.
///
/// All variables are Boolean, and each one is given by its index. Only one part of one step writes
/// a variable, so a moment is a down-closed set of parts.
struct ResourceState: Sendable {
  /// Whether the old object exists: true until it is deleted. Nil when no step deletes it.
  var old: Int?
  /// Whether Terraform manages the old object: true until it is deleted or forgotten. Nil when no
  /// step does that.
  var oldManaged: Int?
  /// Whether the new object exists: false until it is created or read. Nil when no step does that.
  var new: Int?
  /// Whether Terraform manages the new object: false until it is created. Nil when no step does
  /// that.
  var newManaged: Int?
  /// Whether `now` is the new object. Nil without create-before-destroy.
  var current: Int?
  /// The top-level attributes that an update changes, each with a variable that is true when the
  /// attribute has its new value.
  var updates: [(attribute: String, variable: Int)] = []
  /// The indices of the resource's steps.
  var steps: [Int] = []

  /// Returns the variable of an attribute; nil when no update changes it.
  func update(of attribute: String) -> Int? {
    updates.first { $0.attribute == attribute }?.variable
  }
}

/// Builds the kernel's system for a plan, with one step of the system for each step of the plan.
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
    let index = variables.count
    variables.append(
      Variable(name: plan.resources[resource].address, initial: .bool(before)))
    parts[step].append([Assignment(index, .bool(!before))])
    return index
  }

  private mutating func add(_ step: Int, for node: TerraformStep, of resource: Int) {
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

  /// Returns the top-level attributes that an update changes or may change.
  static func changedAttributes(_ object: TerraformResource) -> [String] {
    var out: [String] = []
    // In the usual case nothing is unknown, and both sides list the same attributes in the same
    // order. So the two lists are read in parallel.
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

  /// Returns the system.
  ///
  /// - Throws: `SystemError` when the waits form a cycle. The readers of plans and graphs refuse
  ///   such orders before.
  mutating func build() throws(SystemError) -> System {
    for (step, node) in plan.steps.enumerated() {
      if let resource = node.resource { add(step, for: node, of: resource) }
    }
    var flags: [String] = []
    var flagIndices: [Int: Int] = [:]
    var waits: [[Wait]] = Array(repeating: [], count: plan.steps.count)
    for wait in plan.waits where !plan.isOptional(step: wait.before) {
      var condition: ProvisoKernel.FlagCondition?
      if let given = wait.condition {
        let flag: Int
        if let known = flagIndices[given.resource] {
          flag = known
        } else {
          flag = flags.count
          flagIndices[given.resource] = flag
          flags.append("create_before_destroy of \(plan.resources[given.resource].address)")
        }
        condition = ProvisoKernel.FlagCondition(flag: flag, is: given.createBeforeDestroy)
      }
      waits[wait.after].append(Wait(for: wait.before, when: condition))
    }
    let steps = plan.steps.indices.map { index in
      let node = plan.steps[index]
      return Step(
        name: node.resource.map { plan.resources[$0].address } ?? "", parts: parts[index],
        waits: waits[index], mayFail: node.mayFail, mayBeRefused: node.mayBeRefused,
        isOptional: plan.isOptional(step: index))
    }
    return try System(variables: variables, flags: flags, steps: steps)
  }
}

extension TerraformPlan {
  /// Whether a listed deletion may be left out of the apply, so that no step waits for it: Terraform
  /// drops deletions from the graph of a plan with `-target`, which is not complete.
  func isOptional(step: Int) -> Bool {
    guard isPartial, case .delete = steps[step].kind, let resource = steps[step].resource
    else { return false }
    return resources[resource].actions == .delete
  }
}
