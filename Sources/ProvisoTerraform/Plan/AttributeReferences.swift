import JSON

/// A reference to an object in the expression of an attribute.
package struct AttributeReference: Sendable, Hashable {
  /// Indices of the resources of the plan that the reference can mean: every instance that matches
  /// the instance key in the expression, if it has one, and the module instance of the expression.
  package let resources: [Int]
  /// Address of the resource, without instance keys.
  package let address: String
  /// The path behind the resource: attribute names and index keys; empty for the whole object.
  package let path: [String]
  /// Whether the expression of the attribute itself names the object. False when the reference goes
  /// through a variable or an output of a module, or through `each`.
  package let isDirect: Bool
  /// Whether the expression names nothing but objects, directly: no variable, no `each`, no output.
  package internal(set) var isAmongObjects = false
}

/// The source of an attribute's value, according to the configuration.
package enum AttributeReferences: Sendable, Hashable {
  /// The expression names these objects and no others; empty for a constant.
  case named([AttributeReference])
  /// The expression names these objects, and perhaps others that the plan does not show.
  case hidden([AttributeReference], because: String)
  /// The configuration does not set the attribute.
  case providerChosen

  /// The objects that are known to be named.
  package var list: [AttributeReference] {
    switch self {
    case .named(let list), .hidden(let list, _): list
    case .providerChosen: []
    }
  }

  /// Whether the expression perhaps names more.
  package var isHidden: Bool { if case .hidden = self { true } else { false } }
}

extension TerraformPlan {
  /// Returns the objects that the expression of an attribute names, directly or through variables
  /// and outputs of modules.
  ///
  /// - Parameters:
  ///   - resource: Index of a resource of the plan.
  ///   - path: The attribute, then the path inside it: names, and indices as decimal numbers.
  package func references(of resource: Int, attribute path: [String]) -> AttributeReferences {
    guard resources.indices.contains(resource), let top = path.first else {
      return .hidden([], because: "there is no such attribute")
    }
    let object = resources[resource]
    guard let node = object.configuration, configuration.nodes.indices.contains(node),
      case .resource(let value) = configuration.nodes[node].role
    else { return .hidden([], because: "the object is not in the configuration") }
    guard let expressions = value["expressions"], expressions[top] != nil else {
      return path.count > 1 && isBlock(object, top)
        ? .hidden([], because: "a dynamic block may set it") : .providerChosen
    }
    let found = ExpressionSearch(expressions, path: path)
    guard !found.expressions.isEmpty else {
      return found.leadsThroughBlock
        ? .hidden([], because: "a dynamic block may set it") : .providerChosen
    }
    var follower = ReferenceFollower(plan: self)
    let scope = ReferenceFollower.Scope(
      module: configuration.nodes[node].module, address: object.moduleAddress, isExact: true)
    for expression in found.expressions {
      follower.follow(expression, in: scope, repeatedBy: value["for_each_expression"])
    }
    if let count = found.blockCount, count != blockCount(object, top) {
      follower.hide("a dynamic block may set it")
    }
    return follower.result
  }

  private func isBlock(_ resource: TerraformResource, _ attribute: String) -> Bool {
    guard let value = resource.after?[attribute] else { return false }
    return value.kind == .object || value.elements.contains { $0.kind == .object }
  }

  private func blockCount(_ resource: TerraformResource, _ attribute: String) -> Int? {
    guard let value = resource.after?[attribute], value.kind == .array else { return nil }
    return value.count
  }
}

/// Finds the expressions that set the value at a path.
private struct ExpressionSearch {
  private(set) var expressions: [JSONValue] = []
  /// The number of blocks in the configuration; nil when the attribute is not a repeated block.
  private(set) var blockCount: Int?
  /// Whether the path leads through a block that the configuration does not show, because a `dynamic` block makes
  /// it. A value directly in a block that is shown is the provider's choice.
  private(set) var leadsThroughBlock = false

  init(_ root: JSONValue, path: [String]) {
    var values = [root]
    for (depth, step) in path.enumerated() {
      var next: [JSONValue] = []
      for value in values {
        if depth > 0, value.isExpression {
          next.append(value)
        } else if value.kind == .array {
          // The blocks may form a set, so an index in the path cannot select one: take them all.
          if depth == 1 { blockCount = value.count }
          next.append(contentsOf: value.elements)
        } else if let member = value[step] {
          next.append(member)
        }
      }
      if next.isEmpty, !values.isEmpty, depth > 0, depth + 1 < path.count {
        leadsThroughBlock = true
      }
      values = next
    }
    expressions = values
  }
}

extension JSONValue {
  /// Whether this is an expression rather than a block.
  fileprivate var isExpression: Bool {
    if self["constant_value"] != nil { return true }
    guard let references = self["references"], references.kind == .array else { return false }
    return references.elements.allSatisfy { $0.kind == .string }
  }
}

/// Follows references through variables and outputs of modules until they reach resources.
private struct ReferenceFollower {
  /// The module instance in which an expression is evaluated.
  struct Scope {
    var module: Int
    /// Address of the module instance.
    var address: String
    /// Whether `address` names one instance. If false, its last call can have any instance key.
    var isExact: Bool
  }

  private struct Visit: Hashable {
    var node: Int
    var address: String
  }

  private struct Work {
    var expression: JSONValue
    var scope: Scope
    var repeater: JSONValue?
    var isDirect: Bool
  }

  let plan: TerraformPlan
  private var found: [AttributeReference] = []
  private var seen: Set<Visit> = []
  private var reason: String?
  private var pending: [Work] = []

  init(plan: TerraformPlan) { self.plan = plan }

  /// Whether the expressions themselves name objects only.
  private var namesObjectsOnly = true

  var result: AttributeReferences {
    if let reason { return .hidden(found, because: reason) }
    return .named(
      found.map {
        var reference = $0
        reference.isAmongObjects = namesObjectsOnly && $0.isDirect
        return reference
      })
  }

  mutating func hide(_ why: String) { reason = reason ?? why }

  mutating func follow(_ expression: JSONValue, in scope: Scope, repeatedBy repeater: JSONValue?) {
    pending.append(Work(expression: expression, scope: scope, repeater: repeater, isDirect: true))
    while let work = pending.popLast() {
      var texts: [String] = []
      work.expression.collectReferences(into: &texts)
      for text in texts {
        let reference = ReferenceText(text)
        if case .resource = reference.subject {} else { namesObjectsOnly = false }
        follow(reference, text: text, work: work)
      }
    }
  }

  private mutating func follow(_ reference: ReferenceText, text: String, work: Work) {
    let configuration = plan.configuration
    guard configuration.modules.indices.contains(work.scope.module) else { return }
    let module = configuration.modules[work.scope.module]
    switch reference.subject {
    case .resource(let name, let key):
      guard let node = module.resources[name] else { return hide("\(text) is not in the plan") }
      take(node, key: key, path: reference.path, work: work)
    case .variable(let name):
      guard let node = module.arguments[name], let parent = module.parent else { return }
      enter(
        node,
        in: Scope(
          module: parent, address: ModuleAddresses.parent(of: work.scope.address), isExact: true)
      )
    case .output(let child, let key, let name):
      guard let index = module.children[child],
        let node = configuration.modules[index].outputs[name]
      else { return hide("\(text) is not in the plan") }
      let prefix = work.scope.address.isEmpty ? "" : work.scope.address + "."
      let suffix = key.map { "[\($0)]" } ?? ""
      enter(
        node,
        in: Scope(module: index, address: prefix + "module." + child + suffix, isExact: key != nil))
    case .module: hide("the expression uses all of \(text)")
    case .local, .unknown: hide("the plan does not define \(text)")
    case .scoped(let root):
      guard root == "each", let repeater = work.repeater else { return }
      pending.append(
        Work(expression: repeater, scope: work.scope, repeater: nil, isDirect: false))
    }
  }

  private mutating func enter(_ node: Int, in scope: Scope) {
    guard seen.insert(Visit(node: node, address: scope.address)).inserted else { return }
    switch plan.configuration.nodes[node].role {
    case .argument(let expression):
      pending.append(
        Work(
          expression: expression, scope: scope, repeater: repeater(ofCallWith: node),
          isDirect: false))
    case .output(let output):
      guard let expression = output["expression"] else { return }
      pending.append(
        Work(expression: expression, scope: scope, repeater: nil, isDirect: false))
    default: break
    }
  }

  /// The `for_each` expression of the module call to which an argument belongs.
  private func repeater(ofCallWith argument: Int) -> JSONValue? {
    let configuration = plan.configuration
    let name = configuration.nodes[argument].name
    guard let end = name.range(ofLast: ".var."),
      let module = configuration.moduleByPath[String(name[..<end])],
      let entry = configuration.modules[module].entry,
      case .moduleEntry(let call) = configuration.nodes[entry].role
    else { return nil }
    return call["for_each_expression"]
  }

  private mutating func take(_ node: Int, key: String?, path: [String], work: Work) {
    let name = plan.configuration.name(of: node)
    let candidates = plan.instances(of: node).filter { index in
      let resource = plan.resources[index]
      guard resource.deposed == nil, isInside(resource.moduleAddress, of: work.scope) else {
        return false
      }
      guard let key else { return true }
      return resource.keyText.map { $0 == key } ?? false
    }
    let reference = AttributeReference(
      resources: candidates, address: name, path: path, isDirect: work.isDirect)
    if !found.contains(reference) { found.append(reference) }
  }

  private func isInside(_ address: String, of scope: Scope) -> Bool {
    if address == scope.address { return true }
    return !scope.isExact && address.hasPrefix(scope.address + "[")
  }
}

extension String {
  /// The start of the last occurrence of a text.
  fileprivate func range(ofLast text: String) -> String.Index? {
    var index = endIndex
    while index > startIndex {
      index = self.index(before: index)
      if self[index...].hasPrefix(text) { return index }
    }
    return nil
  }
}
