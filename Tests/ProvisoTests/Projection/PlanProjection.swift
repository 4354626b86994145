/// The JSON of a plan as `terraform show -json` prints it: what is left of an actual plan.
struct PlanProjection {
  let plan: ActualPlan

  var json: String {
    var members = [
      #""format_version":"1.2","terraform_version":"1.11.4""#,
      #""planned_values":{"root_module":{"resources":\#(list(planned))}}"#,
      #""resource_changes":\#(list(sorted.map(change)))"#,
    ]
    if !plan.variables.isEmpty {
      members.append(
        #""variables":\#(map(variables { #"{"value":\#($0.value.json)}"# }))"#)
    }
    if !recorded.isEmpty {
      members.append(
        """
        "prior_state":{"format_version":"1.0","terraform_version":"1.11.4",\
        "values":{"root_module":{"resources":\(list(recorded))}}}
        """)
    }
    members.append(
      #""configuration":{"provider_config":\#(providers),"root_module":\#(rootModule)}"#)
    if !checks.isEmpty { members.append(#""checks":\#(list(checks))"#) }
    members.append(
      """
      "timestamp":"2026-11-28T21:53:57Z","applyable":true,"complete":\(plan.isComplete),\
      "errored":false
      """)
    return "{" + members.joined(separator: ",\n") + "}"
  }

  private func list(_ elements: [String]) -> String {
    "[" + elements.joined(separator: ",\n") + "]"
  }

  private func map(_ members: [String: String]) -> String {
    "{" + members.sorted { $0.key < $1.key }.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
  }

  /// Terraform sorts by address.
  private var sorted: [Int] {
    plan.objects.indices.sorted { plan.address(of: $0) < plan.address(of: $1) }
  }

  private func source(of provider: String) -> String {
    provider == "aws" ? "registry.terraform.io/hashicorp/aws" : "terraform.io/builtin/terraform"
  }

  private func head(of object: Int) -> String {
    let block = plan.blocks[plan.objects[object].block]
    let key = plan.objects[object].key.map { #""index":"\#($0)","# } ?? ""
    return """
      "address":\(ActualValue.text(escaped(plan.address(of: object))).json),"mode":"managed",\
      "type":"\(block.type)","name":"\(block.name)",\(key)\
      "provider_name":"\(source(of: block.provider))"
      """
  }

  private func escaped(_ text: String) -> String {
    text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
  }

  // MARK: - Values

  private func values(_ attributes: [String: ActualValue]) -> String {
    map(attributes.mapValues(\.json))
  }

  private func known(_ object: ActualObject) -> [String: ActualValue]? {
    object.after?.filter { !object.unknown.contains($0.key) }
  }

  private var planned: [String] {
    sorted.compactMap { object in
      known(plan.objects[object]).map {
        #"{\#(head(of: object)),"schema_version":0,"values":\#(values($0)),"sensitive_values":{}}"#
      }
    }
  }

  private func change(of object: Int) -> String {
    let actual = plan.objects[object]
    let actions =
      switch actual.action {
      case .none: #"["no-op"]"#
      case .create: #"["create"]"#
      case .update: #"["update"]"#
      case .delete: #"["delete"]"#
      case .replace:
        plan.replacesCreateFirst(actual.block)
          ? #"["create","delete"]"# : #"["delete","create"]"#
      }
    let unknown = Dictionary(uniqueKeysWithValues: actual.unknown.map { ($0, "true") })
    return """
      {\(head(of: object)),"change":{"actions":\(actions),\
      "before":\(actual.before.map(values) ?? "null"),"after":\(known(actual).map(values) ?? "null"),\
      "after_unknown":\(actual.after == nil ? "{}" : map(unknown)),\
      "before_sensitive":\(actual.before == nil ? "false" : "{}"),\
      "after_sensitive":\(actual.after == nil ? "false" : "{}")}}
      """
  }

  private var recorded: [String] {
    sorted.compactMap { object in
      guard let before = plan.objects[object].before else { return nil }
      let depends = plan.storedDependencies(of: object).map { "\"\(plan.blocks[$0].address)\"" }
      return """
        {\(head(of: object)),"schema_version":0,"values":\(values(before)),"sensitive_values":{}\
        \(depends.isEmpty ? "" : #","depends_on":[\#(depends.sorted().joined(separator: ","))]"#)}
        """
    }
  }

  // MARK: - Configuration

  private func variables(_ text: (ActualVariable) -> String) -> [String: String] {
    Dictionary(uniqueKeysWithValues: plan.variables.map { ($0.name, text($0)) })
  }

  private var providers: String {
    let names = Set(plan.blocks.map(\.provider))
    return map(
      Dictionary(
        uniqueKeysWithValues: names.map {
          ($0, #"{"name":"\#($0)","full_name":"\#(source(of: $0))"}"#)
        }))
  }

  private var rootModule: String {
    var members: [String: String] = [:]
    let resources = plan.blocks.filter(\.isConfigured).sorted { $0.address < $1.address }
    if !resources.isEmpty { members["resources"] = list(resources.map(configuration)) }
    if !plan.variables.isEmpty {
      members["variables"] = map(variables { #"{"default":\#($0.value.json)}"# })
    }
    return map(members)
  }

  private func configuration(of block: ActualBlock) -> String {
    let depends = block.dependsOn.map { "\"\(plan.blocks[$0].address)\"" }
    var members = [
      #""address":"\#(block.address)","mode":"managed","type":"\#(block.type)""#,
      #""name":"\#(block.name)","provider_config_key":"\#(block.provider)""#,
      #""expressions":\#(map(block.expressions.mapValues(projection))),"schema_version":0"#,
    ]
    if block.forEach != nil {
      members.append(#""for_each_expression":\#(projection(of: block.forEachReferences))"#)
    }
    if !depends.isEmpty { members.append(#""depends_on":[\#(depends.joined(separator: ","))]"#) }
    return "{" + members.joined(separator: ",") + "}"
  }

  private func projection(of expression: ActualExpression) -> String {
    if case .constant(let value) = expression { return #"{"constant_value":\#(value.json)}"# }
    return projection(of: ActualReferences(expression))
  }

  private func projection(of references: ActualReferences) -> String {
    var texts: [String] = []
    for reference in references.attributes {
      let address = plan.blocks[reference.block].address
      texts += ["\(address).\(reference.attribute)", address]
    }
    texts += references.locals.map { "local.\(plan.locals[$0].name)" }
    texts += references.variables.map { "var.\(plan.variables[$0].name)" }
    if references.usesEach { texts.append("each.value") }
    if texts.isEmpty { return "{}" }
    return #"{"references":[\#(texts.map { "\"\($0)\"" }.joined(separator: ","))]}"#
  }

  // MARK: - Checks

  private var checks: [String] {
    var found: [String] = []
    for (number, block) in plan.blocks.enumerated() {
      guard block.isConfigured, let condition = block.precondition else { continue }
      let status = condition.canFail ? "unknown" : "pass"
      let instances = plan.objects(of: number).map { object in
        let key = plan.objects[object].key.map { #","instance_key":"\#($0)""# } ?? ""
        return """
          {"address":{"to_display":"\(escaped(plan.address(of: object)))"\(key)},\
          "status":"\(status)"}
          """
      }
      found.append(
        """
        {"address":{"kind":"resource","mode":"managed","name":"\(block.name)",\
        "to_display":"\(block.address)","type":"\(block.type)"},"status":"\(status)",\
        "instances":\(list(instances))}
        """)
    }
    for variable in plan.variables {
      let status = variable.canFail ? "unknown" : "pass"
      found.append(
        """
        {"address":{"kind":"var","name":"\(variable.name)","to_display":"var.\(variable.name)"},\
        "status":"\(status)",\
        "instances":[{"address":{"to_display":"var.\(variable.name)"},"status":"\(status)"}]}
        """)
    }
    return found
  }
}
