/// The truth about a plan: the expressions, the values after the apply and everything else that the
/// plan's JSON does not show.
///
/// Blocks, locals and variables refer only to blocks with a lower index.
struct ActualPlan {
  let seed: UInt64
  var blocks: [ActualBlock] = []
  var locals: [ActualLocal] = []
  var variables: [ActualVariable] = []
  var objects: [ActualObject] = []
  /// Whether the plan was made without `-target`.
  var isComplete = true
  /// The objects whose deletion is listed and never carried out.
  var neverDeleted: Set<Int> = []
}

/// A value of an attribute.
enum ActualValue: Hashable, Sendable {
  case null
  case int(Int)
  case text(String)
  case list([ActualValue])

  /// The value as JSON, which is also its literal in the language.
  var json: String {
    switch self {
    case .null: "null"
    case .int(let number): "\(number)"
    case .text(let text): "\"\(text)\""
    case .list(let elements): "[" + elements.map(\.json).joined(separator: ",") + "]"
    }
  }
}

/// An attribute of the only object of a block.
struct ActualReference: Hashable {
  let block: Int
  let attribute: String
}

/// An expression of the configuration. The JSON shows only what it refers to.
indirect enum ActualExpression {
  case constant(ActualValue)
  /// `a.id`
  case attribute(ActualReference)
  /// `"x-${a.id}"`
  case prefixed(ActualReference)
  /// `"see ${a.arn} there"`
  case sentence(ActualReference)
  /// `a.status == "on" ? … : …`
  case choice(ActualReference, equals: ActualValue, then: ActualExpression, else: ActualExpression)
  /// `join("-", [a.id, b.id])`
  case joined([ActualReference])
  case list([ActualExpression])
  /// `local.l0`
  case local(Int)
  /// `var.v0`
  case variable(Int)
  /// `each.value`
  case eachValue
}

/// A local value, whose definition is not in the JSON.
struct ActualLocal {
  let name: String
  let expression: ActualExpression
  /// Whether its evaluation during the apply can fail.
  var canFail = false
}

/// A variable with a validation, whose condition is not in the JSON.
struct ActualVariable {
  let name: String
  let value: ActualValue
  /// The blocks that the condition of the validation refers to.
  let validation: [Int]
  /// Whether the validation is decided during the apply.
  var canFail = false
}

/// A precondition, whose text is not in the JSON.
struct ActualPrecondition {
  /// The blocks that the condition refers to.
  let references: [Int]
  /// Whether the condition is decided during the apply.
  var canFail = false
}

/// A resource block, or what was one before it was removed from the configuration.
struct ActualBlock {
  let type: String
  let name: String
  var isConfigured = true
  var expressions: [String: ActualExpression] = [:]
  /// The values of `for_each` by key; `nil` for a block with one object.
  var forEach: [String: ActualExpression]?
  /// The names in the expression of `for_each` beside its values.
  var forEachNames: [ActualReference] = []
  var dependsOn: [Int] = []
  /// Blocks that a `dynamic` block or `replace_triggered_by` refers to.
  var hiddenReferences: [Int] = []
  var precondition: ActualPrecondition?
  /// `create_before_destroy` in the configuration, or in the state of a removed object.
  var createsFirst = false
  /// The blocks that the last apply recorded in the state, transitively closed.
  var recordedDependencies: Set<Int> = []

  var address: String { "\(type).\(name)" }
  var provider: String { type == "terraform_data" ? "terraform" : "aws" }
  /// The attributes of the type, without those that the provider alone chooses.
  var arguments: [String] {
    type == "terraform_data" ? ["input", "triggers_replace"] : ["mode", "size", "target"]
  }
  /// The attributes that the provider chooses anew for each new object.
  var identifiers: [String] { type == "terraform_data" ? ["id"] : ["arn", "id"] }
  /// The attribute that the provider chooses at each change.
  var computed: String { type == "terraform_data" ? "output" : "status" }
}

/// The plan's action on an object.
enum ActualAction: String {
  case none, create, update, delete, replace
}

/// An object: an instance of a block.
struct ActualObject {
  let block: Int
  let key: String?
  var action: ActualAction
  /// The attributes before the plan; `nil` if there was no object.
  var before: [String: ActualValue]?
  /// The attributes after the apply; `nil` if there is no object.
  var after: [String: ActualValue]?
  /// The attributes that are known only after the apply.
  var unknown: Set<String> = []
}

extension ActualPlan {
  func address(of object: Int) -> String {
    let key = objects[object].key.map { "[\"\($0)\"]" } ?? ""
    return blocks[objects[object].block].address + key
  }

  func objects(of block: Int) -> [Int] { objects.indices.filter { objects[$0].block == block } }

  /// The value of an expression, or `nil` if it depends on a value that `lookUp` does not know.
  func value(
    of expression: ActualExpression, each: ActualExpression? = nil,
    lookUp: (ActualReference) -> ActualValue?
  ) -> ActualValue? {
    func text(_ reference: ActualReference) -> String? {
      switch lookUp(reference) {
      case .text(let text): text
      case .int(let number): "\(number)"
      case .some: "none"
      case nil: nil
      }
    }
    func value(_ inner: ActualExpression) -> ActualValue? {
      self.value(of: inner, each: each, lookUp: lookUp)
    }
    switch expression {
    case .constant(let value): return value
    case .attribute(let reference): return lookUp(reference)
    case .prefixed(let reference): return text(reference).map { .text("x-\($0)") }
    case .sentence(let reference): return text(reference).map { .text("see \($0) there") }
    case .choice(let reference, let constant, let yes, let no):
      guard let found = lookUp(reference) else { return nil }
      return value(found == constant ? yes : no)
    case .joined(let references):
      let texts = references.compactMap(text)
      return texts.count == references.count ? .text(texts.joined(separator: "-")) : nil
    case .list(let elements):
      let values = elements.compactMap(value)
      return values.count == elements.count ? .list(values) : nil
    case .local(let index): return value(locals[index].expression)
    case .variable(let index): return variables[index].value
    case .eachValue: return each.flatMap(value)
    }
  }
}

/// Everything that an expression or a block refers to directly.
struct ActualReferences {
  var attributes: [ActualReference] = []
  var locals: [Int] = []
  var variables: [Int] = []
  var usesEach = false

  init() {}

  init(_ expression: ActualExpression) { add(expression) }

  mutating func add(_ other: ActualReferences) {
    attributes += other.attributes
    locals += other.locals
    variables += other.variables
    usesEach = usesEach || other.usesEach
  }

  mutating func add(_ expression: ActualExpression) {
    switch expression {
    case .constant: break
    case .attribute(let reference), .prefixed(let reference), .sentence(let reference):
      attributes.append(reference)
    case .choice(let reference, _, let yes, let no):
      attributes.append(reference)
      add(yes)
      add(no)
    case .joined(let references): attributes += references
    case .list(let elements): for element in elements { add(element) }
    case .local(let index): locals.append(index)
    case .variable(let index): variables.append(index)
    case .eachValue: usesEach = true
    }
  }
}

extension ActualBlock {
  /// The references of the arguments and of `for_each` of the block.
  var references: ActualReferences {
    var found = ActualReferences()
    for (_, expression) in expressions.sorted(by: { $0.key < $1.key }) { found.add(expression) }
    found.add(forEachReferences)
    return found
  }

  /// The references of `for_each`.
  var forEachReferences: ActualReferences {
    var found = ActualReferences()
    for (_, expression) in (forEach ?? [:]).sorted(by: { $0.key < $1.key }) {
      found.add(expression)
    }
    found.attributes += forEachNames
    return found
  }
}

extension ActualPlan {
  /// The blocks that a block refers to, directly or through others.
  ///
  /// - Parameter includesConditions: whether preconditions and validations of variables count.
  func dependencies(of block: Int, includesConditions: Bool) -> Set<Int> {
    var found: Set<Int> = []
    func visit(block: Int) {
      guard found.insert(block).inserted else { return }
      visitReferences(of: block)
    }
    func visit(_ references: ActualReferences) {
      for reference in references.attributes { visit(block: reference.block) }
      for local in references.locals { visit(ActualReferences(locals[local].expression)) }
      guard includesConditions else { return }
      for variable in references.variables {
        for block in variables[variable].validation { visit(block: block) }
      }
    }
    func visitReferences(of block: Int) {
      let block = blocks[block]
      guard block.isConfigured else { return }
      visit(block.references)
      for other in block.dependsOn + block.hiddenReferences { visit(block: other) }
      if includesConditions {
        for other in block.precondition?.references ?? [] { visit(block: other) }
      }
    }
    visitReferences(of: block)
    return found
  }

  /// The blocks in `depends_on` of an object's state, or what it will record.
  func storedDependencies(of object: Int) -> Set<Int> {
    let block = objects[object].block
    guard blocks[block].isConfigured else { return blocks[block].recordedDependencies }
    let configured = dependencies(of: block, includesConditions: true)
    guard objects[object].before != nil else { return configured }
    return blocks[block].recordedDependencies.union(configured)
  }

  /// Whether a replacement of the block's objects creates first.
  func replacesCreateFirst(_ block: Int) -> Bool {
    blocks[block].createsFirst
      || blocks.indices.contains {
        blocks[$0].isConfigured && blocks[$0].createsFirst
          && dependencies(of: $0, includesConditions: true).contains(block)
      }
  }
}
