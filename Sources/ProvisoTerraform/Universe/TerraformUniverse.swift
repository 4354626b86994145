import JSON
import ProvisoInput
import ProvisoKernel
import Synchronization

/// A plan in the vocabulary `terraform` (SemanticsOfTerraform, "Objects and attributes"): its
/// objects, attributes and relations, and the system of its steps.
///
/// Attributes and relations have two meanings: a symbolic one for proofs, and a concrete one for
/// the replay of counterexamples.
package final class TerraformUniverse: Universe {
  typealias Entity = VocabularySchema.TerraformEntity

  /// The plan.
  package let plan: TerraformPlan
  package let system: System
  let states: [ResourceState]
  /// Indices of the steps that are objects of the language: those that do something to an object.
  let changes: [Int]
  private let changeIndices: [Int: Int]
  let outputs: [(name: String, change: JSONValue)]
  /// The parts of each output's values that must not be printed.
  let outputMasks: [Mask]
  /// The parts of the values of each entry of `resource_drift` that must not be printed.
  let driftMasks: [Mask]
  let identifiers: IdentifierIndex
  let hiddenTargets: HiddenTargets
  /// Whether an object can refer to others through hidden names, as far as that was asked.
  let hiddenReferences = Mutex<[HiddenReference: Bool]>([:])
  /// The attributes of each type that was asked for, as the members of a map.
  let attributesOfTypes = Mutex<[String: Value]>([:])
  let dependencies: DependencyCache
  /// The indices of the created resources, by type; nil until they are first needed.
  let creationsByType = Mutex<[String: [Int]]?>(nil)
  /// The waits of each step; nil until they are first needed.
  let waitsByStep = Mutex<[Int: [TerraformWait]]?>(nil)
  private let collections: [[ObjectID]]
  private let addressIndices = Mutex<[String: Int]?>(nil)
  let secrets = SecretCache()
  private let byAttribute = Mutex<[AttributeKey: [Value: [ObjectID]]]>([:])

  package var schema: VocabularySchema { .terraform }
  package var unknownWords: UnknownWords { .terraform }
  package var orderIsExact: Bool { plan.order.source == .graph }

  /// Creates the universe of a plan.
  ///
  /// - Throws: `TerraformPlanError` when the waits of the plan form a cycle.
  package init(_ plan: TerraformPlan) throws(TerraformPlanError) {
    self.plan = plan
    var builder = SystemBuilder(plan)
    do {
      system = try builder.build()
    } catch {
      throw TerraformPlanError("the steps of this plan cannot be ordered: \(error)")
    }
    states = builder.states
    changes = plan.steps.indices.filter { plan.steps[$0].isChange }
    var indices: [Int: Int] = [:]
    for (index, step) in changes.enumerated() { indices[step] = index }
    changeIndices = indices
    outputs = plan.outputChanges.map { $0.members.map { ($0.key.string, $0.value) } } ?? []
    outputMasks = outputs.map { plan.mask(ofOutput: $0.name, change: $0.change) }
    var addresses: [String: Int] = [:]
    if !plan.drift.isEmpty {
      for (index, object) in plan.resources.enumerated() where object.deposed == nil {
        addresses[object.address] = index
      }
    }
    driftMasks = plan.drift.map { entry in
      plan.mask(ofDrift: entry, resource: entry["address"]?.string.flatMap { addresses[$0] })
    }
    identifiers = IdentifierIndex(plan)
    hiddenTargets = HiddenTargets(plan)
    dependencies = DependencyCache(plan)
    func all(_ entity: Entity, _ count: Int) -> [ObjectID] {
      (0..<count).map { ObjectID(entity: entity.rawValue, index: $0) }
    }
    func only(_ kinds: Set<TerraformStep.Kind>, _ changes: [Int]) -> [ObjectID] {
      changes.indices.filter { kinds.contains(plan.steps[changes[$0]].kind) }
        .map { ObjectID(entity: Entity.change.rawValue, index: $0) }
    }
    collections = [
      all(.resource, plan.resources.count), all(.change, changes.count), only([.delete], changes),
      only([.create], changes), only([.update], changes), all(.output, outputs.count),
      all(.drift, plan.drift.count),
    ]
  }

  package func objects(in collection: Int) -> [ObjectID] {
    collections.indices.contains(collection) ? collections[collection] : []
  }

  private struct AttributeKey: Hashable {
    let collection: Int
    let attribute: Int
  }

  package func objects(in collection: Int, where attribute: Int, is value: Value) -> [ObjectID]? {
    let objects = objects(in: collection)
    guard objects.first?.entity == Entity.resource.rawValue,
      let which = ResourceAttribute(rawValue: attribute), Self.indexed.contains(which)
    else { return nil }
    let key = AttributeKey(collection: collection, attribute: attribute)
    return byAttribute.withLock { known in
      if let index = known[key] { return index[value] ?? [] }
      let index = Dictionary(grouping: objects) { fixed(which, of: $0.index) }
      known[key] = index
      return index[value] ?? []
    }
  }

  /// The attributes by which rules select resources most often.
  private static let indexed: Set<ResourceAttribute> = [
    .address, .type, .name, .module, .mode, .action,
  ]

  package func singleton(_ index: Int) -> ObjectID {
    ObjectID(entity: Entity.plan.rawValue, index: 0)
  }

  package func name(of object: ObjectID) -> String {
    switch Entity(rawValue: object.entity) {
    case .resource: displayName(resource: object.index)
    case .change:
      "\(plan.steps[changes[object.index]].kind.word) of "
        + displayName(resource: resource(ofChange: object.index))
    case .output: "output.\(outputs[object.index].name)"
    case .drift: plan.drift[object.index]["address"]?.string ?? "drift"
    case .plan, nil: "plan"
    }
  }

  /// Returns the address of a resource, with the deposed key of a deposed object.
  func displayName(resource: Int) -> String {
    let object = plan.resources[resource]
    return object.deposed.map { "\(object.address) (deposed \($0))" } ?? object.address
  }

  package func step(of object: ObjectID) -> Int? {
    object.entity == Entity.change.rawValue ? changes[object.index] : nil
  }

  func resource(ofChange change: Int) -> Int { plan.steps[changes[change]].resource ?? 0 }

  func resourceID(_ index: Int) -> ObjectID {
    ObjectID(entity: Entity.resource.rawValue, index: index)
  }

  package func describe(step: Int) -> StepDescription {
    let node = plan.steps[step]
    let name: String
    switch node.kind {
    case .provider(let provider): name = provider
    case .check(let address): name = address
    case .junction: name = ""
    default: name = node.resource.map(displayName) ?? ""
    }
    return StepDescription(name: name, action: node.kind.word, hasEffect: node.isChange)
  }

  package func parseJSON(_ text: Text) -> Value? {
    guard
      let document = try? JSONDocument(
        text: text.string, name: "json()", maximumDepth: TerraformUniverse.deepestText)
    else { return nil }
    return document.root.kernelValue
  }

  /// The maximum nesting depth of JSON inside a text.
  static let deepestText = 200

  /// Parses the name of an unknown, `ADDRESS.after…`, into the index of the resource and the path
  /// of the attribute; nil for other names.
  func index(of name: String) -> (Int, [String])? {
    for range in name.ranges(of: ".after") {
      if let index = resource(at: name[..<range.lowerBound]) {
        return (index, TerraformUniverse.parts(of: name[range.upperBound...]))
      }
    }
    return nil
  }

  /// The index of the current object at an address; nil if there is none.
  func resource(at address: Substring) -> Int? {
    addressIndices.withLock { known in
      if let known { return known[String(address)] }
      var made: [String: Int] = [:]
      for (index, object) in plan.resources.enumerated() where object.deposed == nil {
        made[object.address] = index
      }
      known = made
      return made[String(address)]
    }
  }

  /// Splits a path such as `.a["b"][0]` into names and indices.
  static func parts(of path: Substring) -> [String] {
    var out: [String] = []
    var rest = path
    while let first = rest.first {
      rest = rest.dropFirst()
      if first == "." {
        let end = rest.firstIndex { $0 == "." || $0 == "[" } ?? rest.endIndex
        out.append(String(rest[..<end]))
        rest = rest[end...]
      } else if first == "[", rest.first == "\"" {
        out.append(unquoted(&rest))
        rest = rest.dropFirst()
      } else if first == "[" {
        let end = rest.firstIndex(of: "]") ?? rest.endIndex
        out.append(String(rest[..<end]))
        rest = rest[end...].dropFirst()
      }
    }
    return out
  }

  /// Takes a name in quotation marks, as `Value.quoted` writes it, from the front of a path.
  private static func unquoted(_ rest: inout Substring) -> String {
    var length = 1
    var isEscaped = false
    for scalar in rest.unicodeScalars.dropFirst() {
      length += 1
      if isEscaped {
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else if scalar == "\"" {
        break
      }
    }
    let text = String(String.UnicodeScalarView(rest.unicodeScalars.prefix(length)))
    rest = Substring(rest.unicodeScalars.dropFirst(length))
    let document = try? JSONDocument(text: text, name: "a path", maximumDepth: 1)
    return document?.root.string ?? text
  }
}

extension UnknownWords {
  /// The words of Terraform.
  static let terraform = UnknownWords(
    "known only after apply", placeholder: "(known after apply)")
}

extension TerraformStep {
  /// Whether the step does something to an object of the plan.
  var isChange: Bool {
    switch kind {
    case .create, .update, .delete, .forget, .read, .import: true
    case .provider, .check, .junction: false
    }
  }
}

extension TerraformStep.Kind {
  /// The kind as a word. Kinds that do something to an object have the word of the language.
  var word: String {
    switch self {
    case .create: "create"
    case .update: "update"
    case .delete: "delete"
    case .forget: "forget"
    case .read: "read"
    case .import: "import"
    case .provider: "configure provider"
    case .check: "check"
    case .junction: "wait"
    }
  }
}
