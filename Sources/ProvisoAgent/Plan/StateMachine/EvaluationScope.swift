import ProvisoKernel

/// The values that paths and expressions of a state can refer to.
struct EvaluationScope {
  /// `$`, and with JSONata `$states.input`.
  var input: Flow
  /// `$states.result`.
  var result = Flow.unknown
  /// `$states.errorOutput`.
  var error = Flow.unknown
  /// The current item of a Map state (`$$.Map.Item.Value`).
  var item = Flow.unknown
  var variables: [String: Flow] = [:]
  /// The value of all variables that are not in `variables`.
  var others = Flow.unknown

  /// All calls that any of these values comes from.
  var sources: Set<String> {
    [input, result, error, item, others].reduce(
      variables.values.reduce([]) { $0.union($1.sources) }
    ) {
      $0.union($1.sources)
    }
  }

  /// Any value that can depend on all of these values.
  var anything: Flow { .anything(sources) }

  // MARK: JSONPath

  func value(ofPath text: String) -> Flow {
    guard let (root, path) = StatePath.parts(text) else { return anything }
    switch root {
    case .input: return input.part(at: path).limited
    case .variable(let name): return (variables[name] ?? others).part(at: path).limited
    case .context:
      guard path.starts(with: [.member("Map"), .member("Item"), .member("Value")]) else {
        // All other context data describes the execution. Only the item can come from a call.
        return path.first == .member("Map") || path.isEmpty ? .anything(item.sources) : .unknown
      }
      return item.part(at: Array(path.dropFirst(3))).limited
    }
  }

  /// The value of a template. A field whose name ends in `.$` holds a path or an intrinsic
  /// function; any other field is a literal (section "Payload Template").
  func value(ofTemplate node: AgentPlanNode) -> Flow {
    switch node.kind {
    case .map:
      var members: [String: Flow] = [:]
      for member in node.members {
        if member.name.hasSuffix(".$"), let text = member.value.text {
          members[String(member.name.dropLast(2))] =
            text.hasPrefix("$") ? value(ofPath: text) : anything
        } else {
          members[member.name] = value(ofTemplate: member.value)
        }
      }
      return Self.object(members)
    case .list: return Self.list(node.elements.map { value(ofTemplate: $0) })
    default: return Self.constant(node)
    }
  }

  // MARK: JSONata

  /// The value of a node in which every text `{% … %}` is an expression.
  func value(ofExpressions node: AgentPlanNode) -> Flow {
    switch node.kind {
    case .map:
      var members: [String: Flow] = [:]
      for member in node.members { members[member.name] = value(ofExpressions: member.value) }
      return Self.object(members)
    case .list: return Self.list(node.elements.map { value(ofExpressions: $0) })
    case .text(let text):
      guard let expression = JSONataText.expression(in: text) else { return Self.constant(node) }
      return JSONataReader(expression, around: self).value()
    default: return Self.constant(node)
    }
  }

  // MARK: Values

  private static func object(_ members: [String: Flow]) -> Flow {
    var constants: [Text: Value] = [:]
    for (name, value) in members {
      guard case .constant(let constant) = value else { return .object(members, base: nil) }
      if !constant.isNull { constants[Text(name)] = constant }
    }
    return .constant(.map(constants))
  }

  private static func list(_ parts: [Flow]) -> Flow {
    var constants: [Value] = []
    for part in parts {
      guard case .constant(let constant) = part else { return .list(parts) }
      constants.append(constant)
    }
    return .constant(.list(constants))
  }

  static func constant(_ node: AgentPlanNode) -> Flow {
    switch node.kind {
    case .null: return .constant(.null)
    case .bool(let flag): return .constant(.bool(flag))
    case .number(let literal):
      return Number(literal: literal).map { .constant(.number($0)) } ?? .unknown
    case .text(let text): return .constant(.string(Text(text)))
    case .list: return list(node.elements.map { constant($0) })
    case .map:
      return object(
        Dictionary(
          node.members.map { ($0.name, constant($0.value)) }, uniquingKeysWith: { $1 }))
    case .unclear: return .unknown
    }
  }
}
