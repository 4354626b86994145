import TestSupport

/// Random actual plans.
struct ActualPlanGenerator {
  private var random: SeededGenerator
  private var plan: ActualPlan

  private static let names = ["alpha", "beta", "gamma", "delta", "omega"]
  private static let modes: [ActualValue] = ["on", "off", "up"].map { .text($0) }

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    plan = ActualPlan(seed: seed)
  }

  /// A plan with its graph; `nil` if its steps wait for each other in a cycle.
  mutating func next() -> (ActualPlan, ActualOrder)? {
    let names = Self.names.shuffled(using: &random)
    let count = random.pick([2, 3, 3, 3, 4, 4, 4, 5], or: 3)
    for index in 0..<count { addBlock(named: names[index]) }
    decideFailures()
    if random.chance(10) {
      plan.isComplete = false
      for object in plan.objects.indices where plan.objects[object].action == .delete {
        if random.chance(60) { plan.neverDeleted.insert(object) }
      }
    }
    guard let order = ActualOrder(plan), !order.steps.isEmpty else { return nil }
    return (plan, order)
  }

  // MARK: - Blocks

  /// The blocks that a new one can refer to.
  private var targets: [Int] { plan.blocks.indices.filter { plan.blocks[$0].isConfigured } }

  /// The blocks with one object whose attributes a new one can use.
  private var sources: [Int] { targets.filter { plan.blocks[$0].forEach == nil } }

  private mutating func addBlock(named name: String) {
    let type = random.pick(
      ["terraform_data", "aws_part", "aws_thing", "aws_thing"], or: "aws_part")
    var block = ActualBlock(type: type, name: name)
    block.createsFirst = random.chance(30)
    for other in plan.blocks.indices where existed(other) && random.chance(35) {
      block.recordedDependencies.insert(other)
      block.recordedDependencies.formUnion(plan.blocks[other].recordedDependencies)
    }
    block.isConfigured = random.chance(72)
    guard block.isConfigured else {
      plan.blocks.append(block)
      addObject(existed: true, of: block)
      return
    }
    let targets = targets
    let sources = sources
    if sources.count > 1, random.chance(15) {
      block.forEach = ["p": .attribute(reference("id", of: sources))]
      if random.chance(50) {
        block.forEach?["q"] = .attribute(reference("id", of: sources))
      } else {
        block.forEachNames = [reference("id", of: sources)]
      }
    }
    for argument in block.arguments {
      block.expressions[argument] = expression(of: argument, in: block, sources)
    }
    for target in targets {
      if random.chance(15) { block.dependsOn.append(target) }
      if random.chance(20) { block.hiddenReferences.append(target) }
    }
    if random.chance(25) {
      block.precondition = ActualPrecondition(references: targets.filter { _ in random.chance(50) })
    }
    plan.blocks.append(block)
    if let forEach = block.forEach {
      for key in forEach.keys.sorted() { addObject(key, existed: random.chance(60), of: block) }
    } else {
      addObject(existed: random.chance(65), of: block)
    }
  }

  private func existed(_ block: Int) -> Bool {
    plan.objects(of: block).contains { plan.objects[$0].before != nil }
  }

  // MARK: - Expressions

  private mutating func reference(_ attribute: String, of sources: [Int]) -> ActualReference {
    ActualReference(block: random.pick(sources, or: 0), attribute: attribute)
  }

  /// A reference to an attribute of this meaning.
  private mutating func reference(like argument: String, of sources: [Int]) -> ActualReference {
    let block = random.pick(sources, or: 0)
    let isPlain = plan.blocks[block].type == "terraform_data"
    let names =
      switch argument {
      case "size": isPlain ? ["input", "output"] : ["size", "size", "mode"]
      case "target", "triggers_replace":
        isPlain ? ["id", "id", "triggers_replace"] : ["id", "id", "arn", "target"]
      default: isPlain ? ["output", "output", "input"] : ["status", "status", "mode"]
      }
    return ActualReference(block: block, attribute: random.pick(names, or: "id"))
  }

  private mutating func constant(of argument: String) -> ActualValue {
    switch argument {
    case "size": .int(Int.random(in: 1...3, using: &random))
    case "target", "triggers_replace": random.pick([.null, .text("none"), .text("nil")], or: .null)
    default: random.pick(Self.modes, or: .null)
    }
  }

  private mutating func expression(
    of argument: String, in block: ActualBlock, _ sources: [Int]
  ) -> ActualExpression {
    if block.forEach != nil, ["target", "triggers_replace"].contains(argument), random.chance(70) {
      return .eachValue
    }
    if !targets.isEmpty, random.chance(8) {
      plan.variables.append(
        ActualVariable(
          name: "v\(plan.variables.count)", value: constant(of: argument),
          validation: [random.pick(targets, or: 0)]))
      return .variable(plan.variables.count - 1)
    }
    guard !sources.isEmpty, random.chance(65) else { return .constant(constant(of: argument)) }
    let inner = dependent(argument, sources)
    guard random.chance(35) else { return inner }
    plan.locals.append(ActualLocal(name: "l\(plan.locals.count)", expression: inner))
    return .local(plan.locals.count - 1)
  }

  /// An expression that uses an attribute of another object.
  private mutating func dependent(_ argument: String, _ sources: [Int]) -> ActualExpression {
    let reference = reference(like: argument, of: sources)
    switch Int.random(in: 0..<7, using: &random) {
    case 0: return argument == "size" ? .attribute(reference) : .prefixed(reference)
    case 1, 2:
      let condition = self.reference(like: "mode", of: sources)
      func branch() -> ActualExpression {
        random.chance(40)
          ? .attribute(self.reference(like: argument, of: sources))
          : .constant(constant(of: argument))
      }
      return .choice(
        condition, equals: random.pick(Self.modes, or: .null), then: branch(), else: branch())
    case 3 where argument != "size":
      return .joined([reference, self.reference(like: argument, of: sources)])
    case 4 where reference.attribute == "arn": return .sentence(reference)
    case 4 where argument == "target":
      return .list([.attribute(reference), .constant(.text("none"))])
    default: return .attribute(reference)
    }
  }

  // MARK: - Objects

  /// A value that an argument may have had before the plan.
  private mutating func earlier(_ argument: String) -> ActualValue {
    guard ["target", "triggers_replace"].contains(argument), random.chance(60) else {
      return constant(of: argument)
    }
    let objects = plan.objects.filter { $0.before != nil }
    let before = objects.randomElement(using: &random)?.before
    return before?[random.chance(70) ? "id" : "arn"] ?? .text("none")
  }

  private mutating func computed(_ block: ActualBlock, _ values: [String: ActualValue])
    -> ActualValue
  {
    block.type == "terraform_data"
      ? values["input"] ?? .null : random.pick(Self.modes + Self.modes + [.null], or: .null)
  }

  private func identifiers(_ block: ActualBlock, _ age: String) -> [String: ActualValue] {
    let suffix = "\(age)\(plan.objects.count)"
    return block.type == "terraform_data"
      ? ["id": .text("id-\(suffix)")]
      : ["id": .text("id-\(suffix)"), "arn": .text("arn:aws:x:\(suffix)")]
  }

  private func final(_ reference: ActualReference) -> ActualValue? {
    let object = plan.objects(of: reference.block).first.map { plan.objects[$0] }
    return object?.after?[reference.attribute] ?? .null
  }

  private func planned(_ reference: ActualReference) -> ActualValue? {
    let object = plan.objects(of: reference.block).first.map { plan.objects[$0] }
    return object?.unknown.contains(reference.attribute) == true ? nil : final(reference)
  }

  private mutating func addObject(_ key: String? = nil, existed: Bool, of block: ActualBlock) {
    var object = ActualObject(block: plan.blocks.count - 1, key: key, action: .create)
    let each = key.flatMap { block.forEach?[$0] }
    for (argument, expression) in block.expressions.sorted(by: { $0.key < $1.key }) {
      object.after = object.after ?? [:]
      object.after?[argument] =
        plan.value(of: expression, each: each, lookUp: final) ?? .null
      if plan.value(of: expression, each: each, lookUp: planned) == nil {
        object.unknown.insert(argument)
      }
    }
    if existed { addChange(to: &object, of: block) } else { renew(&object, of: block) }
    plan.objects.append(object)
  }

  /// The attributes of a new object that the provider chooses.
  private mutating func renew(_ object: inout ActualObject, of block: ActualBlock) {
    object.after?.merge(identifiers(block, "n")) { $1 }
    let values = object.after ?? [:]
    object.after?[block.computed] = computed(block, values)
    object.unknown.formUnion(block.identifiers + [block.computed])
  }

  private mutating func addChange(to object: inout ActualObject, of block: ActualBlock) {
    var before = identifiers(block, "b")
    let isKept = object.after != nil && object.unknown.isEmpty && random.chance(40)
    for argument in block.arguments {
      let planned = object.unknown.contains(argument) ? nil : object.after?[argument]
      before[argument] =
        planned.flatMap { isKept || random.chance(50) ? $0 : nil } ?? earlier(argument)
    }
    before[block.computed] = computed(block, before)
    object.before = before
    guard let after = object.after else {
      object.action = .delete
      return
    }
    if isKept {
      object.action = .none
      object.after = before
      return
    }
    let differs = block.arguments.contains {
      object.unknown.contains($0) || before[$0] != after[$0]
    }
    if !differs {
      let first = block.arguments[0]
      before[first] = .text("old")
      before[block.computed] = computed(block, before)
      object.before = before
    }
    let mustReplace =
      object.unknown.contains("triggers_replace")
      || before["triggers_replace"] != after["triggers_replace"]
    if mustReplace || random.chance(45) {
      object.action = .replace
      renew(&object, of: block)
      return
    }
    object.action = .update
    object.after?.merge(identifiers(block, "b")) { $1 }
    let isRecomputed =
      block.type == "terraform_data"
      ? object.unknown.contains("input") || object.before?["input"] != after["input"]
      : random.chance(40)
    if isRecomputed {
      object.after?[block.computed] = computed(block, after)
      object.unknown.insert(block.computed)
    } else {
      object.after?[block.computed] = object.before?[block.computed]
    }
  }

  // MARK: - Failures

  /// A value that is decided only during the apply can fail.
  private mutating func decideFailures() {
    let undecided = plan.blocks.indices.filter { block in
      plan.objects(of: block).contains { !plan.objects[$0].unknown.isEmpty }
    }
    for local in plan.locals.indices {
      plan.locals[local].canFail =
        plan.value(of: plan.locals[local].expression, lookUp: planned) == nil
    }
    for variable in plan.variables.indices {
      plan.variables[variable].canFail =
        !undecided.allSatisfy { !plan.variables[variable].validation.contains($0) }
    }
    for block in plan.blocks.indices {
      guard let references = plan.blocks[block].precondition?.references else { continue }
      plan.blocks[block].precondition?.canFail = !undecided.allSatisfy { !references.contains($0) }
    }
  }
}
